// Cells: what was published for a place, its class, its colour, and its value in words.
(function (T) {
  "use strict";

  const LETTERS = { e: "exact", z: "zero", b: "zero_band", f: "few", m: "most", r: "rounded", h: "hidden",
    q: "not_asked", n: "no_data", w: "withheld" };
  const UNKNOWN = { a: "under_5", b: "5_to_20", c: "over_20" };
  const COLUMNS = ["asked", "failing", "share", "households", "score"];
  const AREA = T.data.places.length;
  const opened = new Map();

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
  function cell(place) {
    const table = columns(T.state.layer, T.state.year);
    if (!table) { return { form: "no_data", unknown: "" }; }
    const out = { form: LETTERS[table.forms[place]], unknown: UNKNOWN[table.unknown[place]] || "" };
    COLUMNS.forEach(function (name) { out[name] = table[name] ? table[name][place] : null; });
    return out;
  }

  function layer() { return T.data.layers[T.state.layer]; }
  function book() { return T.data.books[layer().book]; }

  // The key of a cell's class: c0..c4 for shares, s1.. for scores, else its form.
  function classKey(one) {
    if (one.score !== null && one.score !== undefined) { return "s" + one.score; }
    if ((one.form !== "exact" && one.form !== "rounded") || one.share === null) { return one.form; }
    const bounds = layer().breaks || [];
    const step = bounds.findIndex(function (bound) { return one.share <= bound; });
    return "c" + (step === -1 ? bounds.length : step);
  }

  // Every class that the layer can have, worst last for shares, in the order of the legend.
  function classKeys() {
    if (layer().scored) {
      return book().scores.map(function (s) { return "s" + s[0]; }).concat(["hidden", "no_data", "withheld"]);
    }
    const classes = ((layer().breaks || []).concat([0])).map(function (_, i) { return "c" + i; });
    return ["zero", "zero_band", "few"].concat(classes, ["most", "hidden", "not_asked", "no_data", "withheld"]);
  }

  // The plain colour of a class, and the name of its pattern where it has one.
  function look(key) {
    if (key[0] === "c" && key.length === 2) {
      const steps = (layer().breaks || []).length + 1;
      return { colour: T.data.look.classes[steps][Number(key[1])], pattern: null };
    }
    if (key[0] === "s" && key.length === 2) {
      const found = book().scores.find(function (s) { return "s" + s[0] === key; });
      return { colour: found ? found[2] : T.data.look.forms.no_data, pattern: null };
    }
    return { colour: T.data.look.forms[key], pattern: T.data.look.patterns[key] ? key : null };
  }

  function facts(one) {
    const limits = T.data.limits;
    const unit = layer().counts === "resident" ? T.say("value.unit_resident") : T.say("unit." + layer().counts);
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
    return T.number(one.share, one.form === "rounded" || (one.asked !== null && one.asked < 100) ? 0 : 1);
  }

  // A cell in words: the value, and what stands behind it.
  function words(one, place) {
    if (one.score !== null && one.score !== undefined) {
      const found = book().scores.find(function (s) { return s[0] === one.score; });
      return { value: T.say("value.score", { score: one.score, title: found ? found[1] : "" }), detail: "" };
    }
    const told = facts(one);
    const value = T.say("value." + one.form, told);
    if (one.form === "withheld") { told.level = parentLevel(); }
    const more = one.form === "hidden" || one.form === "withheld" || typeof told.households === "number";
    const key = "value.detail_" + detailKey(one, place);
    return { value: value, detail: more && T.data.words[key] ? T.say(key, told) : "" };
  }

  // A total may be hidden so that no part can be found by subtraction: it has a reason of its own.
  function detailKey(one, place) {
    if (layer().scored && typeof one.failing === "number") { return "score"; }
    return one.form === "hidden" && place === AREA ? "hidden_total" : one.form;
  }

  // The level of the whole area, in words.
  function parentLevel() { return T.level(T.data.area.level); }

  function placeName(place) {
    if (place === AREA) { return T.say("card.whole", { level: parentLevel() }); }
    const one = T.data.places[place];
    return one[1] === null ? one[2] : T.say("card.moo_name", { moo: String(one[1]), name: one[2] });
  }

  Object.assign(T, { AREA: AREA, cell: cell, layer: layer, book: book, classKey: classKey,
    classKeys: classKeys, look: look, facts: facts, about: about, share: share, words: words, placeName: placeName,
    parentLevel: parentLevel,
    title: function () { return T.say("legend.indicator", { code: layer().code, title: layer().short }); },
    measure: function () { return T.say("measure." + (layer().scored ? "score" : layer().counts)); },
    yearText: function (year) { return T.say("view.year", { year: String(year) }); } });
}(window.TambonPage));
