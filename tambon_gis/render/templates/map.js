// The map, or two side by side: polygons drawn from the data block, circles, controls, and marking.
(function (T) {
  "use strict";

  const MOST_SVG = 300;
  // A map with less room than this is not fitted; one below TIGHT has next to no margin.
  const ROOM = 40;
  const TIGHT = 180;
  const EDGE = { color: "#4b5a68", weight: 1.2, opacity: 1, fillOpacity: 1 };
  // A panel is one map: {map, picture (what it shows), paths, marks, circles}; the main one is the
  // page's own, the other stands beside it with an earlier year.
  let main = null;
  let beside = null;
  let map = null;
  let moved = false;
  let canvas = false;
  let whole = 0;
  let circled = false;
  const tiles = {};

  // A pattern for the canvas, made from the same drawing that the page holds.
  function canvasFill(look) {
    if (!tiles[look.pattern]) {
      const tile = document.createElement("canvas");
      tile.width = 8;
      tile.height = 8;
      const pen = tile.getContext("2d");
      pen.fillStyle = look.colour;
      pen.fillRect(0, 0, 8, 8);
      pen.strokeStyle = pen.fillStyle = T.data.look.patterns[look.pattern];
      const drawn = T.data.look.drawings[look.pattern];
      pen.lineWidth = drawn[2];
      if (drawn[0] === "fill") { pen.fill(new Path2D(drawn[1])); } else { pen.stroke(new Path2D(drawn[1])); }
      tiles[look.pattern] = pen.createPattern(tile, "repeat");
    }
    return tiles[look.pattern];
  }

  function styleOf(picture, place) {
    const look = T.lookIn(picture, T.keyIn(picture, place));
    if (!look.pattern) { return Object.assign({}, EDGE, { fillColor: look.colour }); }
    const fill = canvas ? canvasFill(look) : "url(#map-" + look.pattern + ")";
    return Object.assign({}, EDGE, { fillColor: fill });
  }

  function polygon(panel, place, renderer) {
    const path = L.polygon(T.rings(place), Object.assign({ renderer: renderer, smoothFactor: 0.6 }, styleOf(panel.picture, place)));
    listenTo(path, place);
    path.on("add", function () { if (!canvas) { reachable(panel, path.getElement(), place); } });
    return path;
  }

  function listenTo(path, place) {
    path.on("mouseover", function () { T.point(place); });
    path.on("mouseout", T.leave);
    path.on("click", function () { T.keep(place); });
  }

  // A polygon in the order of the tab key, with its value in words.
  function reachable(panel, node, place) {
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("data-place", place);
    node.addEventListener("focus", function () {
      if (!panel.map.getBounds().contains([T.data.places[place][4], T.data.places[place][3]])) { fit(); }
      T.point(place);
    });
    node.addEventListener("blur", T.leave);
    node.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); T.keep(place); }
    });
  }

  function paintPanel(panel) {
    panel.styles = T.data.places.map(function (_, place) { return styleOf(panel.picture, place); });
    if (panel.many) { panel.many.paint(); }
    panel.paths.forEach(function (path, place) {
      path.setStyle(panel.styles[place]);
      const node = canvas ? null : path.getElement();
      if (node) {
        node.setAttribute("aria-label", T.spoken(place, panel.picture));
        node.setAttribute("data-class", T.keyIn(panel.picture, place));
      }
    });
    paintCircles(panel);
  }

  // One circle a place, the large ones below. The polygon under it is what the keyboard reaches.
  function paintCircles(panel) {
    panel.circles.clearLayers();
    if (panel.picture.kind !== "circles") { return; }
    const widest = T.largest(panel.map.getSize());
    const found = T.data.places.map(function (_, place) { return [place, T.circleIn(panel.picture, place, widest)]; });
    found.filter(function (one) { return one[1]; }).sort(function (a, b) { return b[1].radius - a[1].radius; }).forEach(function (one) {
      const at = T.data.places[one[0]];
      const circle = L.circleMarker([at[4], at[3]], Object.assign({ pane: "circles", renderer: panel.round, interactive: !canvas }, one[1]));
      if (!canvas) { listenTo(circle, one[0]); }
      panel.circles.addLayer(circle);
      if (!canvas) { circle.getElement().setAttribute("data-circle", one[0]); }
    });
  }

  T.paint = function () {
    if (!main) { return; }
    const pictures = T.pictures();
    main.picture = pictures[pictures.length - 1];
    if ((pictures.length > 1) !== (beside !== null)) { if (beside) { parted(); } else { joined(pictures[0]); } }
    if (beside) { beside.picture = pictures[0]; name(beside); }
    name(main);
    panels().forEach(paintPanel);
    if (circled || T.shown().kind === "circles") { T.relabel(); }
    circled = T.shown().kind === "circles";
  };

  function panels() { return beside ? [main, beside] : main ? [main] : []; }

  T.markPlace = function (place) {
    panels().forEach(function (panel) {
      panel.marks.clearLayers();
      if (place === null || place === T.AREA) { return; }
      [["#ffffff", 7], ["#0b3d66", 4]].forEach(function (line) {
        panel.marks.addLayer(L.polygon(T.rings(place), { color: line[0], weight: line[1], fill: false, interactive: false, pane: "marks", smoothFactor: 0.6 }));
      });
    });
  };

  // The second map: as large as the first, moved with it.
  function joined(picture) {
    const box = T.el("div", { class: "beside" });
    map.getContainer().before(box);
    map.getContainer().parentNode.classList.add("two");
    map.invalidateSize({ animate: false, pan: false });
    const other = L.map(box, Object.assign({}, map.options, { keyboard: false, minZoom: 0 }));
    other.setView(map.getCenter(), map.getZoom(), { animate: false });
    beside = panelOn(other, picture);
    follow(map, other);
    follow(other, map);
    fill(beside);
    touched(other);
    T.relabel();
  }

  function parted() {
    const box = beside.map.getContainer();
    beside.map.remove();
    beside = null;
    box.remove();
    map.getContainer().parentNode.classList.remove("two");
    map.invalidateSize({ animate: false, pan: false });
    fit();
    T.relabel();
  }

  let following = false;

  function follow(leader, other) {
    leader.on("move zoomend", function () {
      if (following || !beside || !hasRoom()) { return; }
      following = true;
      if (leader !== map) { moved = true; }
      other.setView(leader.getCenter(), leader.getZoom(), { animate: false });
      following = false;
    });
  }

  // Which year a map shows, where there are two.
  function name(panel) {
    const text = beside ? T.yearText(panel.picture.year) : "";
    if (!panel.name) {
      panel.name = T.el("p", { class: "which" });
      cornerOf(panel.map, "topleft", panel.name);
    }
    panel.name.hidden = text === "";
    panel.name.textContent = text;
  }

  function hasRoom() {
    const size = map.getSize();
    return size.x >= ROOM && size.y >= ROOM;
  }

  // The places above the strip of controls, so that nothing lies on them. Without room, not now:
  // the next change of size fits again.
  function fit() {
    moved = false;
    if (!hasRoom()) { return; }
    const size = map.getSize();
    const tight = size.x < TIGHT || size.y < TIGHT;
    map.options.minZoom = 0;
    map.fitBounds(wholeArea(), { paddingTopLeft: tight ? [4, 4] : [14, 42],
      paddingBottomRight: tight ? [4, 4] : [14, 62], animate: false });
    moved = false;
    whole = map.getZoom();
    panels().forEach(function (panel) { panel.map.setMinZoom(whole - 1); });
  }

  function wholeArea() {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    T.data.places.forEach(function (_, place) {
      const one = T.boxOf(place);
      box[0] = Math.min(box[0], one[0]);
      box[1] = Math.min(box[1], one[1]);
      box[2] = Math.max(box[2], one[2]);
      box[3] = Math.max(box[3], one[3]);
    });
    return [[box[1], box[0]], [box[3], box[2]]];
  }

  // Where the label point of a place stands in the window, in pixels from the left and the top.
  T.onScreen = function (place) {
    const one = T.data.places[place];
    const box = map.getContainer().getBoundingClientRect();
    const at = map.latLngToContainerPoint([one[4], one[3]]);
    return [box.left + at.x, box.top + at.y];
  };

  T.heightOf = function (place) { return main ? T.onScreen(place)[1] : 0; };

  // The scale bar with the units of the page's language.
  function scaleBar() {
    const bar = L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 120 });
    bar._updateMetric = function (metres) {
      const round = this._getRoundNum(metres);
      this._mScale.style.width = Math.round(this.options.maxWidth * round / metres) + "px";
      this._mScale.textContent = round < 1000 ? T.say("map.metres", { n: round }) : T.say("map.kilometres", { n: round / 1000 });
    };
    return bar;
  }

  // A control of plain elements in a corner of a map.
  function cornerOf(one, position, node) {
    const control = L.control({ position: position });
    control.onAdd = function () { L.DomEvent.disableClickPropagation(node); return node; };
    control.addTo(one);
  }

  function corner(position, node) { cornerOf(map, position, node); }

  function controls() {
    const button = T.el("button", { type: "button", class: "fit", title: T.say("map.fit"), "aria-label": T.say("map.fit") }, T.symbol("fit", 26));
    button.addEventListener("click", fit);
    corner("bottomright", T.el("div", { class: "leaflet-bar" }, button));
    L.control.zoom({ position: "bottomright", zoomInTitle: T.say("map.zoom_in"), zoomInText: "+", zoomOutText: "\u2212", zoomOutTitle: T.say("map.zoom_out") }).addTo(map);
    const north = T.el("div", { class: "north", role: "img", "aria-label": T.say("map.north"), title: T.say("map.north") }, T.symbol("north", 44));
    corner("topright", north);
    corner("topleft", T.el("p", { class: "hint screen" }, T.say("card.hint")));
    scaleBar().addTo(map);
  }

  // The wheel zooms a map that was clicked. On a touch screen one finger moves the page until the
  // map is closer than the whole area.
  function touched(one) {
    one.on("focus click", function () { one.scrollWheelZoom.enable(); });
    one.on("mouseout", function () { one.scrollWheelZoom.disable(); });
    if (!window.matchMedia("(pointer: coarse)").matches) { return; }
    one.dragging.disable();
    one.on("zoomend", function () {
      if (one.getZoom() > whole + 0.3) { one.dragging.enable(); } else { one.dragging.disable(); }
    });
  }

  function listen() {
    map.on("zoomstart dragstart", function () { moved = true; });
    map.on("zoomend resize", function () { T.relabel(); });
    map.on("resize", function () {
      if (!moved) { fit(); }
      resized();
    });
    window.addEventListener("beforeprint", function () { onPaper(true); });
    window.addEventListener("afterprint", function () { onPaper(false); });
  }

  // The size of the map on paper, and back.
  function onPaper(on) {
    document.documentElement.classList.toggle("printing", on);
    sized();
    fit();
  }

  // Circles are as large as the map allows: another size, other circles, in the legend too.
  function resized() {
    if (T.shown().kind !== "circles" || !hasRoom()) { return; }
    panels().forEach(paintCircles);
    T.drawLegend();
  }

  // Boxes of the circles on a map, which labels do not cover.
  T.circleBoxes = function (one) {
    const panel = panels().find(function (each) { return each.map === one; });
    if (!panel || canvas) { return []; }
    return panel.circles.getLayers().map(function (circle) {
      const at = one.latLngToLayerPoint(circle.getLatLng());
      const r = circle.getRadius() * 0.8;
      return [at.x - r, at.y - r, at.x + r, at.y + r];
    });
  };

  // The radius of the largest circle that is drawn now.
  T.widest = function () {
    if (T.widestOfMany && T.widestOfMany() !== null) { return T.widestOfMany(); }
    return T.largest(map && hasRoom() ? map.getSize() : { x: 600, y: 480 });
  };

  //rungs: T.room = { map: function () { return map; }, panels: panels, polygon: polygon, fit: fit };
  T.relabel = function () {
    if (hasRoom()) { panels().forEach(function (panel) { T.drawLabels(panel.map); }); }
  };

  // Called by the map's own script, once the map stands. A page may start without any size, in a
  // hidden frame or tab: its places wait for the first real one.
  T.mountMap = function (made) {
    map = made;
    new ResizeObserver(sized).observe(map.getContainer());
    sized();
  };

  function sized() {
    map.invalidateSize({ animate: false, pan: false });
    if (beside) { beside.map.invalidateSize({ animate: false, pan: false }); }
    if (!main && hasRoom()) { mount(); }
  }

  function mount() {
    canvas = T.data.places.length > MOST_SVG;
    main = panelOn(map, T.pictures().pop());
    fit();
    controls();
    fill(main);
    touched(map);
    listen();
    T.paint();
    T.markPlace(T.state.kept);
    T.relabel();
    document.fonts.ready.then(T.relabel);
  }

  // A map with its panes, and its polygons, not yet on it.
  function panelOn(one, picture) {
    [["circles", 447], ["marks", 450], ["labels", 610]].forEach(function (pane) {
      one.createPane(pane[0]).style.zIndex = pane[1];
    });
    (canvas ? ["labels", "marks", "circles"] : ["labels", "marks"]).forEach(function (pane) { one.getPane(pane).style.pointerEvents = "none"; });
    const renderer = canvas ? null : L.svg({ padding: 0.6 });
    const panel = { map: one, picture: picture, name: null, marks: L.layerGroup(), circles: L.layerGroup(),
      round: canvas ? L.canvas({ pane: "circles" }) : L.svg({ pane: "circles" }) };
    panel.paths = canvas ? [] : T.data.places.map(function (_, place) { return polygon(panel, place, renderer); });
    panel.many = canvas ? T.many({ style: function (place) { return panel.styles ? panel.styles[place] : styleOf(panel.picture, place); }, point: T.point, keep: T.keep }) : null;
    return panel;
  }

  function fill(panel) {
    if (panel.many) { panel.many.addTo(panel.map); } else { L.featureGroup(panel.paths).addTo(panel.map); }
    panel.circles.addTo(panel.map);
    panel.marks.addTo(panel.map);
    T.mapHooks.forEach(function (hook) { hook(panel.map, panel === main); });
  }
}(window.TambonPage));
