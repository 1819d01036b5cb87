// Many places: one canvas draws them all from the borders, and finds the place under the pointer.
(function (T) {
  "use strict";

  // Points nearer to each other than this, in pixels, are drawn as one.
  const FINEST = 0.7;
  const WIDEST = 1.2;
  const SIDE = 96;
  let ground = null;

  // The borders as the map projects them at zoom 0, from the middle of the area.
  function projected() {
    const scale = T.borders.scale;
    const lines = T.borders.lines.map(function (line) {
      const out = new Float64Array(line.length);
      for (let i = 0; i < line.length; i += 2) {
        const turn = Math.sin(line[i + 1] / scale * Math.PI / 180);
        out[i] = 256 * (line[i] / scale / 360 + 0.5);
        out[i + 1] = 256 * (0.5 - Math.log((1 + turn) / (1 - turn)) / (4 * Math.PI));
      }
      return out;
    });
    const boxes = T.borders.places.map(function (polygons) { return boxAround(polygons, lines); });
    const whole = boxes.reduce(around, [Infinity, Infinity, -Infinity, -Infinity]);
    const middle = [(whole[0] + whole[2]) / 2, (whole[1] + whole[3]) / 2];
    lines.forEach(function (line) {
      for (let i = 0; i < line.length; i += 2) { line[i] -= middle[0]; line[i + 1] -= middle[1]; }
    });
    boxes.push(whole);
    boxes.forEach(function (box) { box.forEach(function (_, i) { box[i] -= middle[i % 2]; }); });
    return { lines: lines, boxes: boxes, whole: boxes.pop(), middle: middle, level: null, paths: [], thin: [] };
  }

  function around(box, other) {
    return [Math.min(box[0], other[0]), Math.min(box[1], other[1]), Math.max(box[2], other[2]), Math.max(box[3], other[3])];
  }

  function boxAround(polygons, lines) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    polygons.forEach(function (rings) {
      rings[0].forEach(function (name) {
        const line = lines[name < 0 ? ~name : name];
        for (let i = 0; i < line.length; i += 2) {
          if (line[i] < box[0]) { box[0] = line[i]; }
          if (line[i] > box[2]) { box[2] = line[i]; }
          if (line[i + 1] < box[1]) { box[1] = line[i + 1]; }
          if (line[i + 1] > box[3]) { box[3] = line[i + 1]; }
        }
      });
    });
    return box;
  }

  // Squares over the area, each with the places whose box touches it.
  function squares() {
    const out = [];
    ground.boxes.forEach(function (box, place) {
      const low = square(box[0], box[1]);
      const high = square(box[2], box[3]);
      for (let y = low[1]; y <= high[1]; y += 1) {
        for (let x = low[0]; x <= high[0]; x += 1) {
          const at = y * SIDE + x;
          if (out[at]) { out[at].push(place); } else { out[at] = [place]; }
        }
      }
    });
    return out;
  }

  function square(x, y) {
    const whole = ground.whole;
    const at = function (value, low, high) { return Math.max(0, Math.min(SIDE - 1, Math.floor((value - low) / (high - low || 1) * SIDE))); };
    return [at(x, whole[0], whole[2]), at(y, whole[1], whole[3])];
  }

  // Whether a point lies in a place: even-odd over all its rings.
  function inside(place, x, y) {
    let odd = false;
    T.borders.places[place].forEach(function (rings) {
      rings.forEach(function (ring) {
        ring.forEach(function (name) {
          const line = ground.lines[name < 0 ? ~name : name];
          for (let i = 2; i < line.length; i += 2) {
            const above = line[i + 1] > y;
            if (above !== line[i - 1] > y &&
              x < (line[i - 2] - line[i]) * (y - line[i + 1]) / (line[i - 1] - line[i + 1]) + line[i]) { odd = !odd; }
          }
        });
      });
    });
    return odd;
  }

  // The place at a point of the map, or null.
  function placeAt(latlng) {
    const point = L.CRS.EPSG3857.latLngToPoint(latlng, 0);
    const x = point.x - ground.middle[0];
    const y = point.y - ground.middle[1];
    const whole = ground.whole;
    if (x < whole[0] || x > whole[2] || y < whole[1] || y > whole[3]) { return null; }
    if (!ground.squares) { ground.squares = squares(); }
    const at = square(x, y);
    const found = (ground.squares[at[1] * SIDE + at[0]] || []).find(function (place) {
      const box = ground.boxes[place];
      return x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3] && inside(place, x, y);
    });
    return found === undefined ? null : found;
  }

  // A border without the points that this level cannot show; both ends stay, so that neighbours fit.
  function thinned(name) {
    if (!ground.thin[name]) {
      const line = ground.lines[name];
      const least = Math.pow(FINEST / Math.pow(2, ground.level), 2);
      const out = [line[0], line[1]];
      let x = line[0];
      let y = line[1];
      for (let i = 2; i < line.length - 2; i += 2) {
        if ((line[i] - x) * (line[i] - x) + (line[i + 1] - y) * (line[i + 1] - y) >= least) {
          out.push(x = line[i], y = line[i + 1]);
        }
      }
      out.push(line[line.length - 2], line[line.length - 1]);
      ground.thin[name] = out;
    }
    return ground.thin[name];
  }

  function trace(path, name) {
    const line = thinned(name < 0 ? ~name : name);
    if (name < 0) {
      for (let i = line.length - 4; i >= 0; i -= 2) { path.lineTo(line[i], line[i + 1]); }
    } else {
      for (let i = 2; i < line.length; i += 2) { path.lineTo(line[i], line[i + 1]); }
    }
  }

  // The area of a place, made when it is first drawn at a level.
  function pathOf(place) {
    if (!ground.paths[place]) {
      const path = new Path2D();
      T.borders.places[place].forEach(function (rings) {
        rings.forEach(function (ring) {
          const line = ground.lines[ring[0] < 0 ? ~ring[0] : ring[0]];
          const from = ring[0] < 0 ? line.length - 2 : 0;
          path.moveTo(line[from], line[from + 1]);
          ring.forEach(function (name) { trace(path, name); });
          path.closePath();
        });
      });
      ground.paths[place] = path;
    }
    return ground.paths[place];
  }

  function levelled(zoom) {
    const level = Math.ceil(zoom);
    if (ground.level !== level) {
      ground.level = level;
      ground.paths = [];
      ground.thin = [];
    }
  }

  // Each border once, of the places in sight.
  function outlines(places) {
    const path = new Path2D();
    const done = new Set();
    places.forEach(function (place) {
      T.borders.places[place].forEach(function (rings) {
        rings.forEach(function (ring) {
          ring.forEach(function (name) {
            const positive = name < 0 ? ~name : name;
            if (done.has(positive)) { return; }
            done.add(positive);
            const line = thinned(positive);
            path.moveTo(line[0], line[1]);
            trace(path, positive);
          });
        });
      });
    });
    return path;
  }

  // Lines get thin where places are small, so that colours stay to be seen.
  function width(scale) {
    const area = (ground.whole[2] - ground.whole[0]) * (ground.whole[3] - ground.whole[1]);
    const across = Math.sqrt(area / ground.boxes.length) * scale;
    return Math.max(0.15, Math.min(WIDEST, across / 40));
  }

  const Many = L.Renderer.extend({
    options: { padding: 0.2 },

    initialize: function (told) {
      L.Util.setOptions(this, { padding: 0.2 });
      L.Util.stamp(this);
      this.told = told;
    },

    getEvents: function () {
      const events = L.Renderer.prototype.getEvents.call(this);
      events.mousemove = this._pointed;
      events.mouseout = this._left;
      events.click = this._clicked;
      return events;
    },

    _initContainer: function () {
      this._container = document.createElement("canvas");
      this._container.className = "many leaflet-zoom-animated";
      this._pen = this._container.getContext("2d");
    },

    _destroyContainer: function () { this._container.remove(); },
    _updatePaths: function () { this._update(); },

    _update: function () {
      if (this._map._animatingZoom && this._bounds) { return; }
      L.Renderer.prototype._update.call(this);
      if (this._drawn) { this.paint(); }
    },

    // Draws everything in sight with its present style; for the first time when it is asked to.
    paint: function () {
      this._drawn = true;
      if (!this._bounds) { return; }
      const size = this._bounds.getSize();
      const dots = Math.min(2, window.devicePixelRatio || 1);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      this._container.width = Math.round(size.x * dots);
      this._container.height = Math.round(size.y * dots);
      this._container.style.width = size.x + "px";
      this._container.style.height = size.y + "px";
      this._draw(size, dots);
    },

    _draw: function (size, dots) {
      const scale = Math.pow(2, this._map.getZoom());
      const from = this._map.getPixelOrigin().add(this._bounds.min).divideBy(scale).subtract(ground.middle);
      const to = from.add(size.divideBy(scale));
      const pen = this._pen;
      levelled(this._map.getZoom());
      pen.setTransform(scale * dots, 0, 0, scale * dots, -from.x * scale * dots, -from.y * scale * dots);
      const seen = [];
      ground.boxes.forEach(function (box, place) {
        if (box[0] <= to.x && box[2] >= from.x && box[1] <= to.y && box[3] >= from.y) { seen.push(place); }
      });
      const edges = outlines(seen);
      pen.lineJoin = "round";
      pen.strokeStyle = "#4b5a68";
      // below the colours, so that the page does not shine through where two of them meet
      pen.lineWidth = 1.5 / scale;
      pen.stroke(edges);
      this._fill(seen, 1 / scale);
      pen.lineWidth = width(scale) / scale;
      pen.stroke(edges);
    },

    // Places of one style together: no seam between them, and few changes of the pen.
    _fill: function (seen, unit) {
      const style = this.told.style;
      const fills = new Map();
      seen.forEach(function (place) {
        const fill = style(place).fillColor;
        if (!fills.has(fill)) { fills.set(fill, new Path2D()); }
        fills.get(fill).addPath(pathOf(place));
      });
      fills.forEach(function (path, fill) {
        if (fill.setTransform) { fill.setTransform(new DOMMatrix([unit, 0, 0, unit, 0, 0])); }
        this._pen.fillStyle = fill;
        this._pen.fill(path);
      }, this);
    },

    _pointed: function (event) {
      const found = placeAt(event.latlng);
      if (found === this._over) { return; }
      this._over = found;
      this._map.getContainer().style.cursor = found === null ? "" : "pointer";
      this.told.point(found);
    },

    _left: function () {
      if (this._over === null || this._over === undefined) { return; }
      this._over = null;
      this._map.getContainer().style.cursor = "";
      this.told.point(null);
    },

    _clicked: function (event) {
      const found = placeAt(event.latlng);
      if (found !== null) { this.told.keep(found); }
    }
  });

  // A layer of all places: style(place) says how one is filled, point and keep are told of the pointer.
  T.many = function (told) {
    if (!ground) {
      ground = projected();
      T.placeAt = placeAt;
    }
    return new Many(told);
  };
}(window.TambonPage));
