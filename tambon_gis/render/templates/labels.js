// Labels: moo number and name inside the polygon; the number alone, or nothing, where it is small.
(function (T) {
  "use strict";

  // Height of a line on the screen; a presentation or paper may have another.
  const LINE = 22;
  const SHIFTS = [[0, 0], [0, -14], [0, 14], [-14, 0], [14, 0], [0, -28], [0, 28], [-28, 0], [28, 0],
    [-24, -24], [24, -24], [-24, 24], [24, 24], [0, -46], [0, 46], [-46, 0], [46, 0]];
  const pen = document.createElement("canvas").getContext("2d");
  // Where the name of a line or area is tried, as part of its length.
  const ALONG = [0.5, 0.38, 0.62, 0.26, 0.74, 0.14, 0.86];
  // The labels of each map, and which map is the main one of two.
  const shown = new WeakMap();
  const mains = new WeakMap();
  let type = { size: "16px", family: "sans-serif", line: LINE };

  // The longest text first. On paper the value stands below: it can be read without the colours.
  function texts(map, place) {
    const one = T.data.places[place];
    const value = valueOf(map, place);
    const below = value === null ? [] : [value];
    if (one[1] === null) { return below.length ? [[one[2]].concat(below), [one[2]]] : [[one[2]]]; }
    const moo = T.say("card.moo", { moo: String(one[1]) });
    const plain = [[moo, one[2]], [moo], [String(one[1])]];
    return value === null ? plain : [[moo, one[2], value], [moo, value], [one[1] + " · " + value]].concat(plain);
  }

  function valueOf(map, place) {
    if (!T.printing) { return null; }
    const pictures = T.pictures();
    const now = pictures[mains.get(map) === false ? 0 : pictures.length - 1];
    if (now.kind !== "shade") { return null; }
    return T.words(T.at(now.layer, now.year, place), place, T.data.layers[now.layer]).value;
  }

  // How a label is written now: larger in a presentation.
  function measure(map) {
    const probe = T.el("div", { class: "label" });
    map.getPane("labels").append(probe);
    const style = getComputedStyle(probe);
    const size = parseFloat(style.fontSize);
    type = { size: style.fontSize, family: style.fontFamily, line: Math.max(parseFloat(style.lineHeight) || LINE, size * 1.3) };
    probe.remove();
  }

  function sizeOf(lines, style) {
    pen.font = (style || "700 ") + type.size + " " + type.family;
    const widths = lines.map(function (line) { return pen.measureText(line).width; });
    return [Math.max.apply(null, widths) + 4, lines.length * type.line];
  }

  // Even-odd test over all rings of a place, in degrees.
  function inside(shape, lat, lng) {
    let odd = false;
    shape.forEach(function (polygon) {
      polygon.forEach(function (ring) {
        for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
          const a = ring[i];
          const b = ring[j];
          if ((a[0] > lat) !== (b[0] > lat) && lng < (b[1] - a[1]) * (lat - a[0]) / (b[0] - a[0]) + a[1]) { odd = !odd; }
        }
      });
    });
    return odd;
  }

  function fits(map, shape, at, size) {
    const dx = size[0] / 2 * 0.94;
    const dy = size[1] / 2 * 0.8;
    return [[-dx, -dy], [dx, -dy], [dx, dy], [-dx, dy], [-dx, 0], [dx, 0]].every(function (step) {
      const where = map.layerPointToLatLng(at.add(step));
      return inside(shape, where.lat, where.lng);
    });
  }

  function free(box, taken) {
    return taken.every(function (other) {
      return box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3];
    });
  }

  function write(map, where, lines, size, look) {
    const text = T.el("span", look ? { style: "color:" + look.colour } : {});
    lines.forEach(function (line) { text.append(T.el("span", { class: "line" }, line)); });
    const icon = L.divIcon({ className: look ? "label own" : "label", html: text, iconSize: size, iconAnchor: [size[0] / 2, size[1] / 2] });
    return L.marker(where, { icon: icon, interactive: false, keyboard: false, pane: "labels" }).addTo(map);
  }

  function boxAround(at, size) {
    return [at.x - size[0] / 2, at.y - size[1] / 2, at.x + size[0] / 2, at.y + size[1] / 2];
  }

  // Symbols of public places and works, which a label does not cover.
  function symbols(map) {
    return T.vectorSpots().map(function (spot) { return boxAround(map.latLngToLayerPoint(spot), [24, 24]); });
  }

  // The first spot near the label point where the text lies inside the place and on nothing else.
  function spot(map, shape, at, size, taken) {
    return SHIFTS.map(function (shift) { return at.add(shift); }).find(function (there) {
      return free(boxAround(there, size), taken) && fits(map, shape, there, size);
    });
  }

  const LEAST = 8;

  // What is in sight, and how many pixels a degree of longitude takes.
  function sight(map) {
    const seen = map.getBounds();
    return { box: [seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth()], degree: map.getSize().x / (seen.getEast() - seen.getWest()) };
  }

  // Whether a place is in sight and large enough for a short text: cheap, for thousands of places.
  function roomy(seen, place) {
    const box = T.boxOf(place);
    if (box[0] > seen.box[2] || box[2] < seen.box[0] || box[1] > seen.box[3] || box[3] < seen.box[1]) { return false; }
    return (box[2] - box[0]) * seen.degree >= LEAST && (box[3] - box[1]) * seen.degree >= LEAST;
  }

  // A point of a line at a part of its length on the map.
  function along(spots, part) {
    const steps = spots.slice(1).map(function (spot, i) { return spot.distanceTo(spots[i]); });
    let left = part * steps.reduce(function (sum, step) { return sum + step; }, 0);
    let i = 0;
    while (i < steps.length - 1 && left > steps[i]) { left -= steps[i]; i += 1; }
    return spots[i].add(spots[i + 1].subtract(spots[i]).multiplyBy(steps[i] ? left / steps[i] : 0));
  }

  // Names of rivers and roads, where they lie on nothing and inside the window.
  function names(map, taken, marks) {
    const window = L.bounds(map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(map.getSize()));
    T.vectorNames().forEach(function (one) {
      const spots = one.at.map(function (at) { return map.latLngToLayerPoint(at); });
      const size = sizeOf([one.text], "italic 600 ");
      const span = L.bounds(spots).getSize();
      if (spots.length < 2 || Math.max(span.x, span.y) < size[0]) { return; }
      const tried = one.kind === "areas" ? [L.bounds(spots).getCenter()] : ALONG.map(function (part) { return along(spots, part); });
      const there = tried.find(function (at) {
        const box = boxAround(at, size);
        return free(box, taken) && window.contains(L.bounds([box[0], box[1]], [box[2], box[3]]));
      });
      if (!there) { return; }
      taken.push(boxAround(there, size));
      marks.push(write(map, map.layerPointToLatLng(there), [one.text], size, one));
    });
  }

  // The place that a point lies in, or null.
  T.placeAt = function (at) {
    const found = T.data.places.findIndex(function (_, place) { return inside(T.rings(place), at.lat, at.lng); });
    return found === -1 ? null : found;
  };

  T.onMap(function (map, main) { mains.set(map, main); });

  // The longest text of a list that has room in a place, and where; null for none.
  function fitting(map, place, list, taken) {
    const one = T.data.places[place];
    const at = map.latLngToLayerPoint([one[4], one[3]]);
    let found = null;
    list.some(function (lines) {
      const size = sizeOf(lines);
      const there = spot(map, T.rings(place), at, size, taken);
      if (there) { found = { lines: lines, size: size, there: there }; }
      return there;
    });
    if (found) { taken.push(boxAround(found.there, found.size)); }
    return found;
  }

  // Between circles all labels have one form: the longest that there is room for everywhere.
  function forms(map, places, taken) {
    const all = places.map(function (place) { return texts(map, place); });
    if (T.shown().kind !== "circles") { return all; }
    const level = [0, 1].find(function (n) {
      const there = taken.slice();
      return places.every(function (place, i) { return fitting(map, place, all[i].slice(n, n + 1), there); });
    });
    return all.map(function (list) { return level === undefined ? list.slice(-1) : list.slice(level, level + 1); });
  }

  T.drawLabels = function (map) {
    measure(map);
    (shown.get(map) || []).forEach(function (label) { label.remove(); });
    const marks = [];
    const seen = sight(map);
    const taken = symbols(map).concat(T.circleBoxes(map));
    const places = T.data.places.map(function (_, place) { return place; }).filter(function (place) { return roomy(seen, place); });
    forms(map, places, taken).forEach(function (list, i) {
      const found = fitting(map, places[i], list, taken);
      if (found) { marks.push(write(map, map.layerPointToLatLng(found.there), found.lines, found.size)); }
    });
    names(map, taken, marks);
    shown.set(map, marks);
  };
}(window.TambonPage));
