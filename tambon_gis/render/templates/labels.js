// Labels: moo number and name inside the polygon; the number alone, or nothing, where it is small.
(function (T) {
  "use strict";

  const SIZE = 16;
  const LINE = 22;
  const SHIFTS = [[0, 0], [0, -14], [0, 14], [-14, 0], [14, 0], [0, -28], [0, 28], [-28, 0], [28, 0],
    [-24, -24], [24, -24], [-24, 24], [24, 24], [0, -46], [0, 46], [-46, 0], [46, 0]];
  const pen = document.createElement("canvas").getContext("2d");
  let shown = [];

  function texts(place) {
    const one = T.data.places[place];
    if (one[1] === null) { return [[one[2]]]; }
    const moo = T.say("card.moo", { moo: String(one[1]) });
    return [[moo, one[2]], [moo], [String(one[1])]];
  }

  function sizeOf(lines) {
    pen.font = "700 " + SIZE + "px " + getComputedStyle(document.body).fontFamily;
    const widths = lines.map(function (line) { return pen.measureText(line).width; });
    return [Math.max.apply(null, widths) + 4, lines.length * LINE];
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

  function write(map, where, lines, size) {
    const text = T.el("span", {});
    lines.forEach(function (line) { text.append(T.el("span", { class: "line" }, line)); });
    const icon = L.divIcon({ className: "label", html: text, iconSize: size, iconAnchor: [size[0] / 2, size[1] / 2] });
    return L.marker(where, { icon: icon, interactive: false, keyboard: false, pane: "labels" }).addTo(map);
  }

  function boxAround(at, size) {
    return [at.x - size[0] / 2, at.y - size[1] / 2, at.x + size[0] / 2, at.y + size[1] / 2];
  }

  // Symbols of public places, which a label does not cover.
  function symbols(map) {
    if (!T.facilitiesShown) { return []; }
    return T.data.facilities.rows.map(function (row) {
      return boxAround(map.latLngToLayerPoint([row[2], row[3]]), [24, 24]);
    });
  }

  // The first spot near the label point where the text lies inside the place and on nothing else.
  function spot(map, shape, at, size, taken) {
    return SHIFTS.map(function (shift) { return at.add(shift); }).find(function (there) {
      return free(boxAround(there, size), taken) && fits(map, shape, there, size);
    });
  }

  // Whether a place is in sight and large enough for a short text: cheap, for thousands of places.
  function roomy(map, place) {
    const box = T.boxOf(place);
    const low = map.latLngToContainerPoint([box[1], box[0]]);
    const high = map.latLngToContainerPoint([box[3], box[2]]);
    const size = map.getSize();
    return high.x - low.x >= LINE && low.y - high.y >= LINE && high.x >= 0 && low.x <= size.x && low.y >= 0 && high.y <= size.y;
  }

  T.drawLabels = function (map, shapes) {
    shown.forEach(function (label) { label.remove(); });
    shown = [];
    const taken = symbols(map);
    T.data.places.forEach(function (one, place) {
      if (!roomy(map, place)) { return; }
      const at = map.latLngToLayerPoint([one[4], one[3]]);
      texts(place).some(function (lines) {
        const size = sizeOf(lines);
        const there = spot(map, T.rings(place), at, size, taken);
        if (!there) { return false; }
        taken.push(boxAround(there, size));
        shown.push(write(map, map.layerPointToLatLng(there), lines, size));
        return true;
      });
    });
  };
}(window.TambonPage));
