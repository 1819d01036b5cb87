// Points of a layer: public places, works, dangers. Each is a symbol with its name, and in the order
// of the tab key; where there are very many, a dot.
(function (T) {
  "use strict";

  const MOST = 400;
  const SIZE = 28;
  // Smaller than a finger, larger than the symbol: the places beneath can be reached between them.
  const BOX = 44;

  // A symbol in the colour of its document.
  T.ownSymbol = function (symbol, size, number) {
    if (symbol[0].indexOf("plan:") === 0) { return T.planSymbol(symbol, number); }
    const node = T.symbol(symbol[0], size);
    node.setAttribute("color", symbol[2]);
    return node;
  };

  function marker(layer, row, at) {
    const symbol = layer.symbols[row[2]];
    const icon = L.divIcon({ className: "facility", html: T.ownSymbol(symbol, SIZE, row[3]), iconSize: [BOX, BOX], iconAnchor: [BOX / 2, BOX / 2] });
    const one = L.marker(at, { icon: icon, pane: "facilities", riseOnHover: true });
    one.bindTooltip(T.ownCard(layer, row), { direction: "top", offset: [0, -14], className: "tip" });
    one.on("add", function () {
      const node = one.getElement();
      node.setAttribute("aria-label", T.ownSpoken(layer, row));
      node.setAttribute("role", "img");
      node.addEventListener("focus", function () { one.openTooltip(); });
      node.addEventListener("blur", function () { one.closeTooltip(); });
      node.addEventListener("keydown", function (event) { if (event.key === "Escape") { one.closeTooltip(); } });
    });
    return one;
  }

  function dot(layer, row, at) {
    const one = L.circleMarker(at, { pane: "own-over", radius: 5, color: "#ffffff", weight: 1.2, fillColor: layer.symbols[row[2]][2], fillOpacity: 1 });
    return one.bindTooltip(T.ownCard(layer, row), { direction: "top", className: "tip" });
  }

  // Latitude and longitude of every point of a layer, with its row.
  T.ownSpots = function (layer) {
    const out = [];
    layer.shapes.forEach(function (spots, i) {
      spots.forEach(function (spot) { out.push([[spot[1] / 1e5, spot[0] / 1e5], layer.rows[i]]); });
    });
    return out;
  };

  T.ownPoints = function (layer) {
    const spots = T.ownSpots(layer);
    const draw = spots.length > MOST ? dot : marker;
    return L.layerGroup(spots.map(function (spot) { return draw(layer, spot[1], spot[0]); }));
  };

  T.ownIsDots = function (layer) { return T.ownSpots(layer).length > MOST; };
}(window.TambonPage));
