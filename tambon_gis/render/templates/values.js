// Cells: what was published for a place, its class, its colour, and its value in words.
(function (T) {
  "use strict";

  const LETTERS = { e: "exact", z: "zero", b: "zero_band", f: "few", m: "most", r: "rounded", h: "hidden",
    q: "not_asked", n: "no_data", w: "withheld" };
  const UNKNOWN = { a: "under_5", b: "5_to_20", c: "over_20" };
  const COLUMNS = ["asked", "failing", "share", "households", "score"];
  let AREA = T.data.places.length;
  T.rough = function (place) { return place !== AREA && T.data.rough[T.data.places[place][0]]; };
  const opened = new Map();
  const parts = new Map();

  // The columns of one layer and year, split once.
  function columns(layer, year) {
    const key = layer + "/" + year;
    if (!opened.has(key)) {
      const found = T.data.layers[layer].cells && T.data.layers[layer].cells[year];
      opened.set(key, found ? split(found) : null);
    }
    return opened.get(key);
  }

  function split(found) {
    const table = { forms: found[0], unknown: found[1] };
    COLUMNS.forEach(function (name, i) {
      const text = found[i + 2];
      if (text === 0) { table[name] = table.asked; return; }
      table[name] = text ? text.split(",").map(function (t) { return t === "" ? null : Number(t); }) : null;
    });
    return table;
  }

  // One published cell; place AREA is the whole area.
  function at(layer, year, place) {
    //rungs: place = T.rung.of[place];
    const table = columns(layer, year);
    if (!table) { return { form: "no_data", unknown: "" }; }
    const out = { form: LETTERS[table.forms[place]], unknown: UNKNOWN[table.unknown[place]] || "" };
    COLUMNS.forEach(function (name) { out[name] = table[name] ? table[name][place] : null; });
    return out;
  }

  // The cell of what is shown now.
  function cell(place) { return at(T.state.layer, T.state.year, place); }

  function yearsOf(layer) { return Object.keys(T.data.layers[layer].cells || {}).map(Number); }

  // The years in which any indicator of the same rulebook has data.
  function yearsOfBook(book) {
    const found = new Set();
    T.data.layers.forEach(function (layer, i) {
      if (layer.book === book) { yearsOf(i).forEach(function (year) { found.add(year); }); }
    });
    return Array.from(found).sort();
  }

  // How documents name an indicator: rulebook/code.
  function refOf(layer) { return T.data.books[layer.book].id + "/" + layer.code; }

  // The layer that is shown, in the classes and colours of its view.
  function layer() { return T.dressed(T.state.layer); }
  function bookOf(one) { return T.data.books[one.book]; }
  function book() { return bookOf(layer()); }

  // The key of a cell's class: c0.. for shares, s1.. for scores, else its form.
  function classKey(one, of) {
    if (one.score !== null && one.score !== undefined) { return "s" + one.score; }
    if ((one.form !== "exact" && one.form !== "rounded") || one.share === null) { return one.form; }
    return "c" + step(one.share, (of || layer()).breaks || []);
  }

  // The first bound that is not below a value; a class holds its upper bound.
  function step(value, bounds) {
    const found = bounds.findIndex(function (bound) { return value <= bound; });
    return found === -1 ? bounds.length : found;
  }

  // Every class that a layer can have, worst last for shares, in the order of the legend.
  function classKeys(of) {
    const one = of || layer();
    if (one.scored) {
      return bookOf(one).scores.map(function (s) { return "s" + s[0]; }).concat(["hidden", "no_data", "withheld"]);
    }
    const classes = ((one.breaks || []).concat([0])).map(function (_, i) { return "c" + i; });
    return ["zero", "zero_band", "few"].concat(classes, ["most", "hidden", "not_asked", "no_data", "withheld"]);
  }

  // The colours of so many classes in a layer's palette.
  function palette(of, steps) {
    const own = of.palette && T.data.views.palettes[of.palette];
    return own && own[steps] ? own[steps] : T.data.look.classes[steps];
  }

  // The plain colour of a class, and the name of its pattern where it has one.
  function look(key, of) {
    const one = of || layer();
    if (key[0] === "c" && key.length === 2) {
      return { colour: palette(one, (one.breaks || []).length + 1)[Number(key[1])], pattern: null };
    }
    if (key[0] === "s" && key.length === 2) {
      const found = bookOf(one).scores.find(function (s) { return "s" + s[0] === key; });
      return { colour: found ? found[2] : T.data.look.forms.no_data, pattern: null };
    }
    const own = one.palette && T.data.views.palettes[one.palette];
    return { colour: own && own[key] || T.data.look.forms[key], pattern: T.data.look.patterns[key] ? key : null };
  }

  function facts(one, of) {
    const limits = T.data.limits;
    const counts = (of || layer()).counts;
    const unit = counts === "resident" ? T.say("value.unit_resident") : T.say("unit." + counts);
    return { k: limits.k, below: limits.k - 1, asked: one.form === "hidden" ? limits.asked : one.asked,
      failing: one.failing, unit: unit, share: share(one), level: T.level(T.data.level),
      households: one.households === null || one.households === undefined ? one.asked : one.households };
  }

  // A number of a rounded cell says that it is one.
  function about(one, count) {
    return one.form === "rounded" ? T.say("table.about", { n: count }) : T.number(count);
  }

  // One decimal, none where fewer than 100 were asked or the counts are rounded: as it was published.
  function share(one) {
    if (one.share === null || one.share === undefined) { return ""; }
    if (one.form === "zero") { return "0"; }
    return T.number(one.share, one.form === "rounded" || (one.asked !== null && one.asked < 100) ? 0 : 1);
  }

  // A cell in words: the value, and what stands behind it.
  function words(one, place, of) {
    const own = of || layer();
    if (one.score !== null && one.score !== undefined) {
      const found = bookOf(own).scores.find(function (s) { return s[0] === one.score; });
      return { value: T.say("value.score", { score: one.score, title: found ? found[1] : "" }), detail: "" };
    }
    const told = facts(one, own);
    const value = T.say("value." + one.form, told);
    if (one.form === "withheld") { told.level = parentLevel(); }
    const more = one.form === "hidden" || one.form === "withheld" || typeof told.households === "number";
    const key = "value.detail_" + detailKey(one, place, own);
    return { value: value, detail: more && T.data.words[key] ? T.say(key, told) : "" };
  }

  // A total may be hidden so that no part can be found by subtraction: it has a reason of its own.
  function detailKey(one, place, of) {
    if (of.scored && typeof one.failing === "number") { return "score"; }
    return one.form === "hidden" && place === AREA ? "hidden_total" : one.form;
  }

  // Whether a cell shows a number that may be ranked, compared and drawn as a point.
  function told(one) { return (one.form === "exact" || one.form === "zero") && one.share !== null && one.share !== undefined; }

  // Wilson's 95 % interval of a share, in percent; only where counts are published as they are.
  function interval(one) {
    if (!told(one) || !one.asked || one.failing === null || one.failing === undefined) { return null; }
    const z = 1.959963984540054;
    const n = one.asked;
    const p = one.failing / n;
    const middle = p + z * z / (2 * n);
    const half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    const whole = 1 + z * z / n;
    return [one.failing === 0 ? 0 : 100 * (middle - half) / whole, one.failing === n ? 100 : 100 * (middle + half) / whole];
  }

  // The rank of a place among those that show a number: 1 is the largest part failing. [rank, ranked]
  function rank(index, year, place) {
    if (T.data.layers[index].scored || place === AREA || !told(at(index, year, place))) { return null; }
    const own = part(at(index, year, place));
    const all = partsOf(index, year);
    return all.length > 1 ? [all.filter(function (other) { return other > own; }).length + 1, all.length] : null;
  }

  // The parts failing of the places that show a number, found once.
  function partsOf(index, year) {
    const key = index + "/" + year;
    if (!parts.has(key)) {
      parts.set(key, T.data.places.map(function (_, place) { return at(index, year, place); }).filter(told).map(part));
    }
    return parts.get(key);
  }

  // What fails of what was asked: finer than the rounded share.
  function part(one) { return one.asked && typeof one.failing === "number" ? one.failing / one.asked : one.share / 100; }

  // The level of the whole area, in words.
  function parentLevel() { return T.level(T.data.area.level); }

  function placeName(place) {
    if (place === AREA) { return T.say("card.whole", { level: parentLevel() }); }
    const one = T.data.places[place];
    return one[1] === null ? one[2] : T.say("card.moo_name", { moo: String(one[1]), name: one[2] });
  }

  Object.assign(T, { AREA: AREA, at: at, cell: cell, yearsOf: yearsOf, yearsOfBook: yearsOfBook, refOf: refOf, layer: layer, book: book, bookOf: bookOf,
    classKey: classKey, step: step, palette: palette, told: told, interval: interval, rank: rank, partsOf: partsOf,
    classKeys: classKeys, look: look, facts: facts, about: about, share: share, words: words, placeName: placeName,
    parentLevel: parentLevel, drawHooks: [], mapHooks: [],
    // A function to be called after each redraw: with true when layer, year or view may be others.
    onDraw: function (hook) { T.drawHooks.push(hook); },
    // A function to be called for each map that is mounted: with it, and whether it is the main one.
    onMap: function (hook) { T.mapHooks.push(hook); },
    title: function () { return T.say("legend.indicator", { code: layer().code, title: layer().short }); },
    measure: function () { return T.say("measure." + (layer().scored ? "score" : layer().counts)); },
    yearText: function (year) { return T.say("view.year", { year: String(year) }); } });
  //rungs: T.onRung(function () { AREA = T.AREA = T.data.places.length; parts.clear(); });
}(window.TambonPage));
