// Drill: a press on a province shows its amphoes, then their tambons; the way back up, the address of
// each area, and the pale neighbours around it.
(function (T) {
  "use strict";

  const PALE = { color: "#aeb8c2", weight: 1, opacity: 1, fillColor: "#eceff2", fillOpacity: 1, smoothFactor: 0.6 };
  const path = document.getElementById("rung-path");
  const said = document.getElementById("rung-said");
  const own = { placeName: T.placeName, keep: T.keep, spoken: T.spoken };
  const shapes = new Map();
  const pale = new WeakMap();
  const rise = T.el("button", { type: "button", class: "rise screen", hidden: true });
  // The area that the address names.
  let named = T.rungRoot;
  let drawn = null;

  // A name with its kind before it, unless it says its kind itself; in Bangkok the kinds have other names.
  function dressed(code, level, title) {
    const plain = title === "กรุงเทพมหานคร" || title.indexOf("เขต") === 0 || title.indexOf(T.level(level)) === 0;
    if (plain) { return title; }
    const up = level === "tambon" ? T.spotOf(code.slice(0, 4)) : undefined;
    const bangkok = up !== undefined && T.everyPlace[up][2].indexOf("เขต") === 0;
    return T.say("drill.kind." + (bangkok ? "bangkok_tambon" : level), { name: title });
  }

  T.nameOf = function (code) {
    const place = T.spotOf(code);
    if (code === T.rungRoot || place === undefined) { return T.areaOf(T.rungRoot).title; }
    return dressed(code, T.rungLevels[T.rungOf(place)], T.everyPlace[place][2]);
  };

  T.placeName = function (place) {
    if (place === T.AREA) { return T.rung.code === T.rungRoot ? own.placeName(place) : T.nameOf(T.rung.code); }
    return T.data.places[place][1] === null ? T.nameOf(T.data.places[place][0]) : own.placeName(place);
  };

  function belowLevel() { return T.rungLevels[T.rung.level + 1]; }

  T.spoken = function (place, shown) {
    const told = own.spoken(place, shown);
    return T.rung.finest ? told : told + " · " + T.say("drill.hint.spoken", { below: T.level(belowLevel()) });
  };

  // --- going ---

  // Where the reader is at work: the focus goes on there after the map has changed.
  function whereabouts() {
    const active = document.activeElement;
    if (!active || active === document.body) { return null; }
    if (active.closest("#rows")) { return "#rows tbody button"; }
    if (active.closest("#map")) { return active.matches("path:focus-visible") ? "path[data-place]" : ".leaflet-container"; }
    return null;
  }

  function land(where, code) {
    if (!where) { return; }
    const from = code === null ? -1 : T.data.places.findIndex(function (one) { return one[0] === code; });
    const at = from === -1 ? "" : where.replace("tbody", 'tbody [data-place="' + from + '"]').replace("[data-place]", '[data-place="' + from + '"]');
    const node = at && document.querySelector(at) || document.querySelector(where);
    if (node) { node.focus({ preventScroll: where[0] !== "#" }); }
  }

  T.visit = function (code, back) {
    const where = whereabouts();
    T.go(T.goalOf(code));
    land(where, back || null);
  };

  T.keep = function (place) {
    if (T.rung.finest || place === null || place === T.AREA) { own.keep(place); return; }
    T.visit(T.data.places[place][0]);
  };

  function up() {
    const way = T.pathTo(T.rung.code);
    if (way.length > 1) { T.visit(way[way.length - 2], way[way.length - 1]); }
  }

  function busy(event) {
    return T.state.kept !== null || T.state.sheet !== null || event.target.closest("input, textarea, select, dialog[open], [contenteditable]") ||
      document.body.classList.contains("presenting") || document.querySelector("dialog[open]");
  }

  document.addEventListener("keydown", function (event) {
    if ((event.key !== "Escape" && event.key !== "Backspace") || T.rung.code === T.rungRoot || busy(event)) { return; }
    event.preventDefault();
    up();
  });

  // --- the address ---

  // A step down or up is a page of the browser's history; its back button undoes it.
  T.newRung = function () {
    if (T.state.rung === named || document.body.classList.contains("presenting")) { named = T.state.rung; return false; }
    named = T.state.rung;
    try { window.history.pushState(null, "", T.address()); } catch (refused) { /* a viewer without history */ }
    return true;
  };

  // An address that names a place, with or without what is shown of it: #50, #bmn-2560/1/2565/500101.
  T.recalledRung = function (plain) {
    return function (hash) {
      let parts = [];
      try { parts = hash.slice(1).split("/").map(decodeURIComponent); } catch (broken) { return null; }
      const bare = parts.length === 1 && T.hasCode(parts[0]);
      // back to where the page was opened without an address
      if (hash.length < 2 && T.state.wanted) { named = T.rungRoot; return { rung: T.rungRoot, kept: null, sheet: null }; }
      const first = T.state.wanted ? {} : { layer: T.data.first[0], year: T.data.first[1], view: T.firstView() };
      const found = bare ? Object.assign(first, { sheet: null }) : plain(hash);
      if (!found) { return null; }
      const goal = T.goalOf(bare ? parts[0] : parts[3]);
      const sheet = parts.indexOf("sheet") > 3;
      named = goal.rung;
      return Object.assign(found, goal, { sheet: !sheet ? null : goal.kept === null ? T.belowOf(goal.rung).length : goal.kept });
    };
  };

  // --- the way from the whole down to here ---

  function crumb(code, current) {
    const name = T.nameOf(code);
    if (current) { return T.el("li", {}, T.el("span", { "aria-current": "location" }, name)); }
    const button = T.el("button", { type: "button", "data-code": code }, name);
    const way = T.pathTo(T.rung.code);
    button.addEventListener("click", function () {
      if (code === T.rung.code) { own.keep(T.state.kept); } else { T.visit(code, way[way.indexOf(code) + 1]); }
      const again = path.querySelector("[aria-current]");
      if (again && document.activeElement === document.body) { again.setAttribute("tabindex", "-1"); again.focus({ preventScroll: true }); }
    });
    return T.el("li", {}, button);
  }

  function drawPath() {
    const way = T.pathTo(T.rung.code);
    const kept = T.state.kept === null ? null : T.data.places[T.state.kept][0];
    const all = kept === null ? way : way.concat([kept]);
    T.replace.apply(null, [path].concat(all.map(function (code, i) { return crumb(code, i === all.length - 1); })));
    rise.hidden = way.length < 2;
    if (way.length > 1) {
      const name = T.nameOf(way[way.length - 2]);
      T.replace(rise, arrow(), name);
      rise.setAttribute("aria-label", T.say("drill.path.up", { name: name }));
    }
  }

  function arrow() {
    return T.svg("svg", { width: 18, height: 18, viewBox: "0 0 24 24", "aria-hidden": "true" },
      T.svg("path", { d: "M15 4L7 12L15 20", fill: "none", stroke: "currentColor", "stroke-width": 3 }));
  }

  rise.addEventListener("click", function () { up(); });

  // Texts of the page that name the level.
  function relevel() {
    const level = { level: T.level(T.data.level) };
    const set = function (selector, text) { const node = document.querySelector(selector); if (node) { node.textContent = text; } };
    set("#sheets-title", T.say("sheet.head.title", level));
    set('label[for="sheet-place"]', T.say("sheet.head.choose", level));
    set('.tabs [href="#sheets"]', T.say("sheet.tab", level));
    document.querySelector(".listing .scroll").setAttribute("aria-label", T.say("table.scroll", level));
    document.getElementById("every-sheet").lastChild.data = " " + T.say("access.sheets", level);
    document.querySelectorAll(".mapbox .hint").forEach(function (node) {
      node.textContent = T.rung.finest ? T.say("card.hint") : T.say("drill.hint.open", { level: level.level, below: T.level(belowLevel()) });
    });
  }

  function tell() {
    said.textContent = T.say("drill.path.now", { level: T.level(T.data.level), area: T.nameOf(T.rung.code), n: T.AREA });
  }

  // --- the legend ---

  T.rungHead = function () {
    return T.el("span", { class: "rung" }, T.say("drill.legend.rung", { level: T.level(T.data.level), area: T.nameOf(T.rung.code) }));
  };

  T.rungNote = function () {
    const same = T.say("drill.legend.same", { levels: T.rungLevels.map(T.level).join(" ") });
    return T.el("p", {}, T.rung.code === T.rungRoot || document.querySelector(".mapbox.many") ? same : same + " · " + T.say("drill.legend.pale"));
  };

  // --- the map ---

  function shapeOf(place) {
    if (!shapes.has(place)) {
      const scale = T.borders.scale;
      shapes.set(place, T.outlineOf(place).map(function (polygon) {
        return polygon.map(function (ring) {
          const out = [];
          T.walk(ring, function (x, y) { out.push([y / scale, x / scale]); });
          return out;
        });
      }));
    }
    return shapes.get(place);
  }

  // The areas beside this one, and beside those in which it lies.
  function neighbours() {
    const way = T.pathTo(T.rung.code);
    return way.slice(0, -1).map(function (code, i) {
      return T.belowOf(code).filter(function (place) { return T.everyPlace[place][0] !== way[i + 1]; });
    }).flat();
  }

  function drawPale(panel) {
    const map = panel.map;
    if (!pale.has(map)) {
      map.createPane("around").style.zIndex = 350;
      map.getPane("around").setAttribute("aria-hidden", "true");
      pale.set(map, { layer: L.layerGroup().addTo(map), renderer: L.svg({ pane: "around", padding: 0.6 }) });
    }
    const kept = pale.get(map);
    kept.layer.clearLayers();
    neighbours().forEach(function (place) {
      const code = T.everyPlace[place][0];
      const one = L.polygon(shapeOf(place), Object.assign({ renderer: kept.renderer, pane: "around" }, PALE));
      one.on("click", function () { T.visit(code); });
      one.bindTooltip(T.nameOf(code), { sticky: true, className: "tip" });
      kept.layer.addLayer(one);
    });
  }

  function rebuild(panel) {
    const renderer = panel.paths[0].options.renderer;
    panel.paths.forEach(function (one) { one.remove(); });
    panel.paths = T.data.places.map(function (_, place) { return T.room.polygon(panel, place, renderer); });
    panel.paths.forEach(function (one) { one.addTo(panel.map); });
    // below all else that the renderer holds, and still in the order of the tab key
    panel.paths.slice().reverse().forEach(function (one) { one.bringToBack(); });
    panel.marks.clearLayers();
    panel.circles.clearLayers();
    drawPale(panel);
  }

  // Projects have no marks on a map of several levels: the section of the plan says where they are.
  const plan = document.querySelector("#plan > h2");
  if (plan && T.data.plan) { plan.after(T.el("p", { class: "quiet" }, T.say("drill.plan.sheets", { level: T.level(T.rungLevels[T.rungLevels.length - 1]) }))); }

  T.onRung(function () {
    document.getElementById("filter-text").value = "";
    if (T.room.panels().length === 0) { return; }
    T.room.panels().forEach(rebuild);
    T.room.fit();
  });

  T.onMap(function (map, main) {
    drawPale({ map: map });
    if (main) {
      const control = L.control({ position: "topleft" });
      control.onAdd = function () { L.DomEvent.disableClickPropagation(rise); return rise; };
      control.addTo(map);
      rise.parentNode.prepend(rise);
      relevel();
    }
  });

  T.onDraw(function () {
    drawPath();
    if (drawn === T.rung.code) { return; }
    if (drawn !== null) {
      tell();
      // the map now stands at another scale: labels, and whether a finger moves it
      if (T.room.map()) { T.room.map().fire("zoomend"); }
    }
    drawn = T.rung.code;
    relevel();
  });
}(window.TambonPage));
