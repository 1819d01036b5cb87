// The group's own layers: roads, rivers, dangers, works. Lines and areas lie over the colours and
// under the labels; each layer has a switch and its part of the legend.
(function (T) {
  "use strict";

  // Areas in the order of the tab key; a layer of more is looked at with the mouse.
  const MOST_REACHED = 40;
  const HALO = 2.6;
  const layers = (T.data.vectors || []).map(function (of, index) {
    return { of: of, index: index, shown: Boolean(of.shown), on: new Map() };
  });
  const maps = new Set();
  let pointed = null;

  // What a row tells, name first; a cell that says the name again is left out.
  function told(layer, row) {
    return (layer.card || []).map(function (title, i) { return [title, row[1][i]]; })
      .filter(function (one) { return one[1] && one[1] !== row[0]; });
  }

  function headOf(layer, row) {
    return row[0] || (layer.symbols ? layer.symbols[row[2]][1] : layer.title);
  }

  T.ownCard = function (layer, row) {
    const node = T.el("div", { class: "own-card" }, T.el("strong", {}, headOf(layer, row)));
    if (layer.symbols && row[0]) { node.append(T.el("span", { class: "kind" }, layer.symbols[row[2]][1])); }
    told(layer, row).forEach(function (one) { node.append(T.el("span", {}, T.say("vectors.told", { title: one[0], value: one[1] }))); });
    return node;
  };

  T.ownSpoken = function (layer, row) {
    const kind = layer.symbols ? layer.symbols[row[2]][1] : layer.title;
    const parts = [kind].concat(row[0] ? [row[0]] : [], told(layer, row).map(function (one) {
      return T.say("vectors.told", { title: one[0], value: one[1] });
    }));
    return parts.filter(function (part, i) { return parts.indexOf(part) === i; }).join(" · ");
  };

  // The place beneath a line answers as if the line were not there.
  function passOn(path) {
    path.on("mousemove", function (event) {
      const place = T.placeAt(event.latlng);
      if (place !== pointed) { pointed = place; T.point(place); }
    });
    path.on("mouseout", function () { pointed = null; T.point(null); });
    path.on("click", function (event) {
      const place = T.placeAt(event.latlng);
      if (place !== null) { T.keep(place); }
    });
  }

  function paneOf(layer) { return layer.below ? "own-under" : "own-over"; }

  function dashes(style) { return style.dashed ? [style.width * 3, style.width * 2.2].join(" ") : null; }

  // A line on a white halo, so that it shows on dark colours too.
  function line(layer, shape, row) {
    const style = layer.style;
    const at = shape.map(T.points);
    const look = { pane: paneOf(layer), smoothFactor: 0.8, lineCap: style.dashed ? "butt" : "round", fill: false };
    const halo = L.polyline(at, Object.assign({}, look, { color: "#ffffff", weight: style.width + HALO, opacity: 0.85, interactive: false, lineCap: "round" }));
    const path = L.polyline(at, Object.assign({}, look, { color: style.colour, weight: style.width, opacity: 1, dashArray: dashes(style), className: "own-line" }));
    if (row) { path.bindTooltip(T.ownCard(layer, row), { sticky: true, direction: "top", offset: [0, -8], className: "tip" }); }
    passOn(path);
    return [halo, path];
  }

  // An area: its outline answers the mouse, its inside leaves that to the place beneath.
  function area(one, shape, row) {
    const layer = one.of;
    const style = layer.style;
    const fill = style.hatched ? { fillColor: "url(#own-" + one.index + ")", fillOpacity: 1 } : { fillColor: style.colour, fillOpacity: 0.28 };
    const path = L.polygon(shape.map(function (polygon) { return polygon.map(T.points); }), Object.assign({ pane: paneOf(layer), smoothFactor: 0.8,
      color: style.colour, weight: style.width, opacity: 1, dashArray: dashes(style), className: "own-area" }, fill));
    if (row) {
      path.bindTooltip(T.ownCard(layer, row), { sticky: true, direction: "top", offset: [0, -8], className: "tip" });
      if (layer.shapes.length <= MOST_REACHED) { path.on("add", function () { reachable(path, layer, row); }); }
    }
    passOn(path);
    return [path];
  }

  function reachable(path, layer, row) {
    const node = path.getElement();
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "img");
    node.setAttribute("aria-label", T.ownSpoken(layer, row));
    node.addEventListener("focus", function () { path.openTooltip(path.getCenter()); });
    node.addEventListener("blur", function () { path.closeTooltip(); });
  }

  function drawn(one) {
    const layer = one.of;
    if (layer.kind === "points") { return T.ownPoints(layer); }
    let parts = [];
    layer.shapes.forEach(function (shape, i) {
      const row = layer.rows ? layer.rows[i] : null;
      parts = parts.concat(layer.kind === "lines" ? line(layer, shape, row) : area(one, shape, row));
    });
    // all halos lie under all lines, so that a crossing stays open
    parts.sort(function (a, b) { return Number(a.options.interactive) - Number(b.options.interactive); });
    return L.layerGroup(parts);
  }

  // The hatching of an area, in its own colour, drawn once in the page.
  function hatch(one) {
    const style = one.of.style;
    if (one.of.kind !== "areas" || !style.hatched) { return; }
    const id = "own-" + one.index;
    const tile = T.svg("pattern", { id: id, width: 9, height: 9, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      T.svg("rect", { width: 9, height: 9, fill: style.colour, "fill-opacity": 0.1 }),
      T.svg("path", { d: "M2 0V9", stroke: "#ffffff", "stroke-width": 3.6, "stroke-opacity": 0.6 }),
      T.svg("path", { d: "M2 0V9", stroke: style.colour, "stroke-width": 1.8 }));
    document.querySelector("#symbols defs").append(tile);
  }

  function place(one, map) {
    if (one.shown && !one.on.has(map)) { one.on.set(map, drawn(one).addTo(map)); }
    if (!one.shown && one.on.has(map)) { one.on.get(map).remove(); one.on.delete(map); }
  }

  // Draws the layers on a map, and again whenever a switch is turned. Works on any number of maps.
  T.addVectors = function (map) {
    if (maps.has(map)) { return; }
    [["own-under", 430], ["own-over", 445], ["facilities", 620]].forEach(function (pane) {
      if (!map.getPane(pane[0])) { map.createPane(pane[0]).style.zIndex = pane[1]; }
    });
    maps.add(map);
    map.on("unload", function () {
      maps.delete(map);
      layers.forEach(function (one) { one.on.delete(map); });
    });
    layers.forEach(function (one) { place(one, map); });
  };

  // Which layers are switched on.
  T.vectorsShown = function () {
    return layers.filter(function (one) { return one.shown; }).map(function (one) { return one.of; });
  };

  // Symbols that a label must not cover.
  T.vectorSpots = function () {
    return T.vectorsShown().filter(function (layer) { return layer.kind === "points" && !T.ownIsDots(layer); })
      .flatMap(function (layer) { return T.ownSpots(layer).map(function (spot) { return spot[0]; }); });
  };

  // Names on the map: of each name its longest line, of each area its middle.
  T.vectorNames = function () {
    return T.vectorsShown().filter(function (layer) { return layer.label && layer.kind !== "points" && layer.rows; }).flatMap(function (layer) {
      const longest = new Map();
      layer.shapes.forEach(function (shape, i) {
        const text = layer.rows[i][0];
        const parts = (layer.kind === "lines" ? shape : shape.map(function (rings) { return rings[0]; })).map(T.points);
        const best = parts.sort(function (a, b) { return b.length - a.length; })[0];
        if (text && (!longest.has(text) || longest.get(text).length < best.length)) { longest.set(text, best); }
      });
      return Array.from(longest, function (one) { return { text: one[0], at: one[1], kind: layer.kind, colour: layer.style.colour }; });
    });
  };

  function sample(one) {
    const layer = one.of;
    if (layer.kind === "points") { return T.ownSymbol(layer.symbols[0], 26); }
    const box = T.svg("svg", { class: "swatch own", width: 34, height: 22, "aria-hidden": "true" });
    if (layer.kind === "lines") {
      box.append(T.svg("path", { d: "M3 15Q12 4 18 11T31 7", fill: "none", stroke: layer.style.colour, "stroke-width": Math.max(2, layer.style.width),
        "stroke-dasharray": dashes(layer.style) || null }));
    } else {
      box.append(T.svg("rect", { x: 1, y: 1, width: 32, height: 20, stroke: layer.style.colour, "stroke-width": layer.style.width,
        fill: layer.style.hatched ? "url(#own-" + one.index + ")" : layer.style.colour, "fill-opacity": layer.style.hatched ? 1 : 0.28 }));
    }
    return box;
  }

  function entry(mark, text) { return T.el("li", {}, mark, T.el("span", { class: "what" }, text)); }

  // What the legend says of the layers that are switched on; null without any.
  T.vectorLegend = function () {
    const shown = layers.filter(function (one) { return one.shown; });
    if (shown.length === 0) { return null; }
    const list = T.el("ul", { class: "classes own" });
    shown.slice().reverse().forEach(function (one) {
      const symbols = one.of.symbols || [];
      if (symbols.length < 2) { list.append(entry(sample(one), symbols.length ? symbols[0][1] : one.of.title)); }
      symbols.slice(0, symbols.length < 2 ? 0 : undefined).forEach(function (symbol) { list.append(entry(T.ownSymbol(symbol, 26), symbol[1])); });
    });
    const sources = new Map();
    shown.filter(function (one) { return one.of.credit; }).forEach(function (one) {
      sources.set(one.of.credit, (sources.get(one.of.credit) || []).concat(one.of.title));
    });
    const part = T.el("div", { class: "own" }, T.el("p", { class: "measure" }, T.say("vectors.title")), list);
    sources.forEach(function (titles, credit) {
      part.append(T.el("p", { class: "own-credit" }, T.say("vectors.credit", { title: titles.join(", "), credit: credit })));
    });
    return part;
  };

  // --- the switches ---

  let count = null;

  function turned() {
    maps.forEach(function (map) { layers.forEach(function (one) { place(one, map); }); });
    if (count) { count.textContent = T.say("vectors.count", { n: T.vectorsShown().length, all: layers.length }); }
    T.drawLegend();
    T.relabel();
  }

  function switchOf(one) {
    const box = T.el("input", { type: "checkbox", id: "layer-" + one.of.id, autocomplete: "off" });
    box.checked = one.shown;
    box.addEventListener("change", function () { one.shown = box.checked; turned(); });
    return T.el("label", { class: "check" }, box, sample(one), T.el("span", {}, one.of.title));
  }

  function switches() {
    const details = document.getElementById("layers");
    if (!details || layers.length === 0) { return; }
    count = T.el("span", { class: "now" });
    T.replace(details.querySelector("summary"), T.symbol("layers", 24), T.el("span", {}, T.say("vectors.title")), count);
    const list = details.querySelector(".inside");
    layers.slice().reverse().forEach(function (one) { list.append(switchOf(one)); });
    count.textContent = T.say("vectors.count", { n: T.vectorsShown().length, all: layers.length });
    details.hidden = false;
  }

  layers.forEach(hatch);
  switches();
  T.onMap(T.addVectors);
}(window.TambonPage));
