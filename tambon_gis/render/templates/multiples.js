// Small multiples: all years of an indicator, or all indicators of a group, as small still maps with
// the same classes. Each is a button that opens its large map.
(function (T) {
  "use strict";

  const MOST_SVG = 300;
  const GAP = 12;
  const PAD = 22;
  const LEAST = 200;
  const box = document.getElementById("map");
  const board = box.closest(".board");
  let ground = null;
  let grid = null;

  // As many columns as are wide enough, two on a phone; what a small map has in them.
  function room(count) {
    const wide = box.clientWidth || 320;
    const columns = Math.max(2, Math.min(count, Math.floor((wide + GAP) / (LEAST + GAP))));
    return { columns: columns, width: Math.floor((wide - GAP * (columns - 1)) / columns) - PAD };
  }

  // Places in pixels of a small map, points nearer than half a pixel as one.
  function project(wide) {
    const all = T.data.places.map(function (_, place) { return T.boxOf(place); });
    const west = Math.min.apply(null, all.map(function (one) { return one[0]; }));
    const east = Math.max.apply(null, all.map(function (one) { return one[2]; }));
    const south = Math.min.apply(null, all.map(function (one) { return one[1]; }));
    const north = Math.max.apply(null, all.map(function (one) { return one[3]; }));
    const narrow = Math.cos((south + north) / 2 * Math.PI / 180);
    const scale = Math.min((wide - 8) / ((east - west) * narrow), 300 / (north - south));
    const at = function (x, y) { return [4 + (x - west) * narrow * scale, 4 + (north - y) * scale]; };
    return { at: at, room: wide, width: Math.round((east - west) * narrow * scale + 8), height: Math.round((north - south) * scale + 8),
      paths: T.data.places.map(function (_, place) { return pathOf(place, at); }) };
  }

  function pathOf(place, at) {
    const grid = T.borders.scale;
    let d = "";
    T.borders.places[place].forEach(function (polygon) {
      polygon.forEach(function (ring) {
        let last = null;
        T.walk(ring, function (x, y) {
          const spot = at(x / grid, y / grid);
          if (last && Math.abs(spot[0] - last[0]) + Math.abs(spot[1] - last[1]) < 0.5) { return; }
          d += (last ? "L" : "M") + spot[0].toFixed(1) + " " + spot[1].toFixed(1);
          last = spot;
        });
        d += "Z";
      });
    });
    return d;
  }

  function still(picture) {
    const out = T.svg("svg", { width: ground.width, height: ground.height, "aria-hidden": "true" });
    const edge = T.AREA > 60 ? 0.4 : 0.8;
    ground.paths.forEach(function (d, place) {
      const look = T.lookIn(picture, T.keyIn(picture, place));
      out.append(T.svg("path", { d: d, fill: look.pattern ? "url(#map-" + look.pattern + ")" : look.colour, stroke: "#4b5a68", "stroke-width": edge,
        "data-class": T.keyIn(picture, place) }));
    });
    circles(picture).forEach(function (one) {
      out.append(T.svg("circle", { cx: one[0][0], cy: one[0][1], r: one[1].radius, fill: one[1].fill ? one[1].fillColor : "none", "fill-opacity": one[1].fillOpacity,
        stroke: one[1].color, "stroke-width": one[1].weight, "stroke-dasharray": one[1].dashArray }));
    });
    return out;
  }

  function circles(picture) {
    return T.data.places.map(function (one, place) {
      return [ground.at(one[3], one[4]), T.circleIn(picture, place, T.widestOfMany())];
    }).filter(function (one) { return one[1]; }).sort(function (a, b) { return b[1].radius - a[1].radius; });
  }

  // Very many places are drawn on a canvas, those of one colour together.
  function painted(picture) {
    const dots = 2;
    const out = T.el("canvas", { width: ground.width * dots, height: ground.height * dots, style: "width:" + ground.width + "px", "aria-hidden": "true" });
    const pen = out.getContext("2d");
    const fills = new Map();
    pen.scale(dots, dots);
    ground.paths.forEach(function (d, place) {
      const colour = T.lookIn(picture, T.keyIn(picture, place)).colour;
      if (!fills.has(colour)) { fills.set(colour, new Path2D()); }
      fills.get(colour).addPath(new Path2D(d));
    });
    fills.forEach(function (path, colour) { pen.fillStyle = colour; pen.fill(path); });
    pen.strokeStyle = "#4b5a68";
    pen.lineWidth = 0.15;
    fills.forEach(function (path) { pen.stroke(path); });
    circles(picture).forEach(function (one) {
      pen.beginPath();
      pen.arc(one[0][0], one[0][1], one[1].radius, 0, 2 * Math.PI);
      if (one[1].fill) { pen.globalAlpha = one[1].fillOpacity; pen.fillStyle = one[1].fillColor; pen.fill(); pen.globalAlpha = 1; }
    });
    return out;
  }

  function one(picture, title) {
    const layer = T.data.layers[picture.layer];
    const whole = T.words(T.at(picture.layer, picture.year, T.AREA), T.AREA, layer);
    const said = T.say("views.many.whole", { level: T.parentLevel(), value: layer.scored ? whole.detail : whole.value });
    const when = T.yearText(picture.year);
    const name = T.say("legend.indicator", { code: layer.code, title: layer.short });
    const button = T.el("button", { type: "button", "data-layer": picture.layer, "data-year": picture.year,
      "aria-label": T.say("views.many.open", { title: name, when: when }) + " " + said,
      "aria-current": picture.layer === T.state.layer && picture.year === T.state.year ? "true" : null },
    T.el("span", { class: "small-title" }, title), T.AREA > MOST_SVG ? painted(picture) : still(picture), T.el("span", { class: "small-whole" }, said));
    button.addEventListener("click", function () {
      T.go({ layer: picture.layer, year: picture.year, arrange: "one" });
      const map = box.querySelector(".leaflet-container");
      if (map) { map.focus({ preventScroll: true }); }
    });
    return T.el("li", {}, button);
  }

  // What stands in the small maps: years of one indicator, or indicators of one year.
  function pictures(now) {
    if (now.arrange === "multiples") {
      return T.yearsOf(now.layer).map(function (year) { return [Object.assign({}, now, { year: year }), T.yearText(year)]; });
    }
    return T.dimension().map(function (index) {
      const layer = T.data.layers[index];
      return [Object.assign({}, now, { layer: index }), layer.code + ". " + layer.short];
    });
  }

  function many(now) { return now.arrange === "multiples" || now.arrange === "dimension"; }

  // The radius of the largest circle in small maps; null while there are none.
  T.widestOfMany = function () { return ground && many(T.shown()) ? T.largest({ x: ground.width, y: ground.height }) : null; };

  // The pictures of the small maps.
  T.smallPictures = function () { return pictures(T.shown()).map(function (pair) { return pair[0]; }); };

  function fill(now) {
    const list = pictures(now);
    const found = room(list.length);
    if (!ground || ground.room !== found.width) { ground = project(found.width); }
    if (!grid) { grid = T.el("ul", { class: "multiples" }); box.append(grid); }
    grid.style.gridTemplateColumns = "repeat(" + found.columns + ", minmax(0, 1fr))";
    T.replace.apply(null, [grid].concat(list.map(function (pair) { return one(pair[0], pair[1]); })));
  }

  T.drawMultiples = function () {
    const now = T.shown();
    board.classList.toggle("spread", now.arrange !== "one");
    box.classList.toggle("many", many(now));
    if (many(now)) { fill(now); return; }
    if (grid) { grid.remove(); grid = null; }
  };

  function resized() {
    if (!grid || ground.room === room(grid.children.length).width) { return; }
    fill(T.shown());
    T.drawLegend();
  }

  function onPaper(on) {
    document.documentElement.classList.toggle("printing", on);
    resized();
  }

  //rungs: T.onRung(function () { ground = null; });
  new ResizeObserver(resized).observe(box);
  window.addEventListener("beforeprint", function () { onPaper(true); });
  window.addEventListener("afterprint", function () { onPaper(false); });
}(window.TambonPage));
