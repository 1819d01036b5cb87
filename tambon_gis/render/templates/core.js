// The ground floor of the page's scripts: the data block, words, elements. Text reaches the page
// through textContent only.
window.TambonPage = (function () {
  "use strict";

  const waiting = [];
  const known = new Map();
  const boxes = new Map();
  let page = null;
  const SVG = document.getElementById("symbols").namespaceURI;

  // One text with its facts: {name} is replaced, numbers get thousands commas.
  function say(key, facts) {
    const text = page.data.words[key];
    if (text === undefined) { return key; }
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      const fact = facts ? facts[name] : undefined;
      if (fact === undefined) { return whole; }
      return typeof fact === "number" ? number(fact) : String(fact);
    });
  }

  // Thousands commas; by hand, because the browser's own formats take a tenth of a second to begin.
  function number(value, decimals) {
    const digits = decimals === undefined ? (Number.isInteger(value) ? 0 : 1) : decimals;
    const parts = value.toFixed(digits).split(".");
    parts[0] = parts[0].replace(/\B(?=(\d{3})+$)/g, ",");
    return parts.join(".");
  }

  // An element with attributes and children; a string child becomes a text node.
  function el(tag, attributes) {
    const node = document.createElement(tag);
    dress(node, attributes);
    for (let i = 2; i < arguments.length; i += 1) {
      if (given(arguments[i])) { node.append(arguments[i]); }
    }
    return node;
  }

  function given(child) { return child !== null && child !== undefined && child !== ""; }

  function svg(tag, attributes) {
    const node = document.createElementNS(SVG, tag);
    dress(node, attributes);
    for (let i = 2; i < arguments.length; i += 1) { node.append(arguments[i]); }
    return node;
  }

  function dress(node, attributes) {
    Object.entries(attributes || {}).forEach(function (pair) {
      if (pair[1] !== null && pair[1] !== false) {
        node.setAttribute(pair[0], pair[1] === true ? "" : pair[1]);
      }
    });
  }

  // A drawing that stands once in the page and is used by its name.
  function symbol(name, size) {
    return svg("svg", { width: size, height: size, viewBox: "0 0 24 24", "aria-hidden": "true" },
      svg("use", { href: "#symbol-" + name }));
  }

  function replace(node) {
    node.replaceChildren.apply(node, Array.prototype.slice.call(arguments, 1).filter(given));
  }

  function level(name) { return say("level." + name); }

  // Calls a function once the data block is read; at once when it is.
  function whenReady(task) {
    if (page.data) { task(); } else { waiting.push(task); }
  }

  function begin(found) {
    page.data = found;
    page.borders = borders(found.shapes);
    found.layers.forEach(unfold);
    waiting.splice(0).forEach(function (task) { task(); });
  }

  // The cells of a large page come folded; a year is unfolded when it is first asked for.
  function unfold(layer) {
    Object.keys(layer.cells || {}).forEach(function (year) {
      const cells = layer.cells[year];
      let whole = null;
      Object.defineProperty(layer.cells, year, { enumerable: true, get: function () {
        whole = whole || unfolded(cells);
        return whole;
      } });
    });
  }

  function unfolded(cells) {
    const out = cells.map(function (column) {
      return typeof column === "number" && column > 0 ? page.data.columns[column - 1] : column;
    });
    if (Array.isArray(out[4])) { out[4] = shares(out); }
    return out;
  }

  // Shares that follow from the counts, rounded as they were published; those that differ are told.
  function shares(cells) {
    const asked = cells[2].split(",");
    const out = cells[3].split(",").map(function (failing, i) {
      if ((cells[0][i] !== "e" && cells[0][i] !== "z") || failing === "" || asked[i] === "" || asked[i] === "0") { return ""; }
      const steps = Number(asked[i]) < 100 ? 1 : 10;
      return Math.floor(100 * Number(failing) / Number(asked[i]) * steps + 0.5) / steps;
    });
    for (let i = 0; i < cells[4].length; i += 2) { out[cells[4][i]] = cells[4][i + 1] === null ? "" : cells[4][i + 1]; }
    return out.join(",");
  }

  // Every border as whole numbers x, y, x, y ..., and each place as its rings of borders: n is
  // walked forwards, ~n backwards.
  function borders(packed) {
    let x = 0;
    let y = 0;
    const lines = packed.arcs.map(function (steps) {
      const line = new Int32Array(steps.length);
      for (let i = 0; i < steps.length; i += 2) {
        line[i] = x += steps[i];
        line[i + 1] = y += steps[i + 1];
      }
      return line;
    });
    let named = 0;
    const places = packed.places.map(function (polygons) {
      return polygons.map(function (rings) {
        return rings.map(function (ring) {
          return ring.map(function (back) { return back === 0 ? (named += 1) - 1 : ~(named - back); });
        });
      });
    });
    return { scale: packed.scale, lines: lines, places: places };
  }

  // The points of a ring of borders, one after the other: x and y in whole numbers.
  function walk(ring, point) {
    ring.forEach(function (name) {
      const line = page.borders.lines[name < 0 ? ~name : name];
      if (name < 0) {
        for (let i = line.length - 2; i > 0; i -= 2) { point(line[i], line[i + 1]); }
      } else {
        for (let i = 0; i < line.length - 2; i += 2) { point(line[i], line[i + 1]); }
      }
    });
  }

  // A place as polygons of rings of [latitude, longitude].
  function rings(place) {
    if (!known.has(place)) {
      const scale = page.borders.scale;
      known.set(place, page.borders.places[place].map(function (polygon) {
        return polygon.map(function (ring) {
          const out = [];
          walk(ring, function (x, y) { out.push([y / scale, x / scale]); });
          return out;
        });
      }));
    }
    return known.get(place);
  }

  // Steps of hundred-thousandths of a degree back to latitude and longitude.
  function points(steps) {
    const out = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i < steps.length; i += 2) {
      x += steps[i];
      y += steps[i + 1];
      out.push([y / 1e5, x / 1e5]);
    }
    return out;
  }

  // West, south, east and north of a place in degrees.
  function boxOf(place) {
    if (!boxes.has(place)) {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      const scale = page.borders.scale;
      page.borders.places[place].forEach(function (polygon) {
        walk(polygon[0], function (x, y) {
          if (x < box[0]) { box[0] = x; }
          if (y < box[1]) { box[1] = y; }
          if (x > box[2]) { box[2] = x; }
          if (y > box[3]) { box[3] = y; }
        });
      });
      boxes.set(place, box.map(function (edge) { return edge / scale; }));
    }
    return boxes.get(place);
  }

  // A long block is deflated: base64, inflated by the browser itself, without a request.
  function inflated(text) {
    const letters = atob(text);
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i += 1) { bytes[i] = letters.charCodeAt(i); }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).json();
  }

  function read(block) {
    if (!block.dataset.encoding) { begin(JSON.parse(block.textContent)); return; }
    if (!window.DecompressionStream) {
      document.getElementById("map").prepend(el("p", { class: "care", role: "alert" }, block.dataset.sorry));
      return;
    }
    inflated(block.textContent).then(begin);
  }

  page = {
    data: null, whenReady: whenReady, say: say, number: number, el: el, svg: svg, symbol: symbol, replace: replace,
    level: level, borders: null, walk: walk, points: points, rings: rings, boxOf: boxOf,
    // what is shown: index of a layer, a year, the year that was chosen (a layer may lack it), the
    // place pointed at, and the place that is kept
    state: { layer: 0, year: 0, wanted: 0, pointed: null, kept: null }
  };
  //rungs: page.forget = function () { known.clear(); boxes.clear(); };
  page.start = function (map) { whenReady(function () { page.mountMap(map); }); };
  read(document.getElementById("data"));
  return page;
}());
