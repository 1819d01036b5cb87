// The page: what is shown, the address that remembers it, the choices above, and drawing everything.
(function (T) {
  "use strict";

  const select = document.getElementById("indicator");
  const buttons = document.getElementById("years");
  // What the whole page hangs on; the rest of the state moves the card, the marks and the sheet.
  const WHOLE = ["layer", "year", "view", "from", "second", "arrange"];

  //rungs: WHOLE.push("rung");
  function optionText(layer) {
    const title = layer.code + ". " + layer.short;
    if (!layer.cells) { return T.say("view.empty", { title: title }); }
    return layer.withheld ? T.say("view.withheld", { title: title, level: T.parentLevel() }) : title;
  }

  // The options of a list of indicators, grouped by rulebook and dimension.
  T.fillLayers = function (list, usable) {
    let group = null;
    let last = null;
    T.data.layers.forEach(function (layer, i) {
      if (!usable(layer, i)) { return; }
      const book = T.data.books[layer.book];
      const name = layer.book + "/" + layer.dimension;
      if (name !== last) {
        const mark = book.unverified ? " (" + T.say("badge.unverified") + ")" : "";
        group = T.el("optgroup", { label: book.short + mark + " · " + book.dimensions[layer.dimension] });
        list.append(group);
        last = name;
      }
      group.append(T.el("option", { value: i, disabled: !layer.cells }, optionText(layer)));
    });
  };

  function fillYears() {
    const has = T.yearsOf(T.state.layer);
    const list = T.yearsOfBook(T.layer().book).map(function (year) {
      const off = has.indexOf(year) === -1;
      const button = T.el("button", { type: "button", "data-year": year, disabled: off,
        "aria-pressed": String(year === T.state.year) }, T.el("span", {}, T.yearText(year)),
        off ? T.el("small", {}, T.say("view.no_year")) : null);
      button.addEventListener("click", function () {
        T.go({ year: year });
        const again = buttons.querySelector('[data-year="' + year + '"]');
        if (again) { again.focus(); }
      });
      return button;
    });
    T.replace.apply(null, [buttons].concat(list));
  }

  function drawDefinition() {
    const layer = T.layer();
    const book = T.book();
    T.replace(document.getElementById("definition"),
      T.el("p", { class: "lead" }, T.say("legend.indicator", { code: layer.code, title: layer.title }), " ", T.unverified()),
      layer.definition ? T.el("p", {}, layer.definition) : "",
      layer.withheld ? T.el("p", { class: "care" }, T.say("value.detail_withheld", { level: T.parentLevel() })) : "",
      book.note ? T.el("p", { class: "quiet" }, book.note) : "",
      T.el("p", { class: "quiet" }, T.say("legend.source", { source: layer.source === undefined ? book.source : T.data.notes[layer.source] })));
  }

  function tell(whole) { T.drawHooks.forEach(function (hook) { hook(whole); }); }

  T.draw = function () {
    select.value = String(T.state.layer);
    document.getElementById("year-now").textContent = T.yearText(T.state.year);
    fillYears();
    T.drawViews();
    T.drawMultiples();
    T.drawLegend();
    T.drawTable();
    T.drawCard();
    T.markRow(T.state.kept);
    drawDefinition();
    T.paint();
    tell(true);
  };

  // Set any part of the state, redraw what hangs on it, and remember it in the address. A year that
  // the layer lacks gives way to its newest, and comes back with the next layer.
  T.go = function (changes) {
    const before = Object.assign({}, T.state);
    //rungs: T.enterRung(changes);
    if (changes.layer !== undefined && T.yearsOf(changes.layer).length === 0) { return; }
    Object.assign(T.state, changes);
    if (changes.year !== undefined) { T.state.wanted = changes.year; }
    const has = T.yearsOf(T.state.layer);
    T.state.year = has.indexOf(T.state.wanted) === -1 ? Math.max.apply(null, has) : T.state.wanted;
    if (WHOLE.some(function (name) { return before[name] !== T.state[name]; })) { T.draw(); } else { tell(false); }
    if (before.kept !== T.state.kept) { T.point(null); }
    remember();
  };

  T.show = function (layer, year) { T.go({ layer: layer, year: year }); };

  function codeOf(place) { return place === T.AREA ? T.data.area.code : T.data.places[place][0]; }

  function placeOf(code) {
    if (code === T.data.area.code) { return T.AREA; }
    const found = T.data.places.findIndex(function (one) { return one[0] === code; });
    return found === -1 ? null : found;
  }

  // What stands after the view: a year to compare with, an arrangement, a second indicator, the sheet.
  function extras() {
    const state = T.state;
    const second = state.second === null ? null : T.data.layers[state.second];
    return [state.from, state.arrange === "one" ? null : state.arrange, second ? T.refOf(second).replace("/", "~") : null,
      state.sheet === null ? null : "sheet"].filter(function (part) { return part !== null; });
  }

  // #rulebook/code/year[/place or -[/view[/more]]]: the end is left out while it says nothing.
  T.address = function () {
    let place = T.state.sheet === null ? T.state.kept : T.state.sheet;
    //rungs: if (place === null && T.state.rung !== T.rungRoot) { place = T.AREA; }
    const parts = [T.book().id, T.layer().code, T.state.year];
    const more = extras();
    const view = T.state.view === T.firstView() && more.length === 0 ? [] : [T.state.view].concat(more);
    if (place !== null || view.length > 0) { parts.push(place === null ? "-" : codeOf(place)); }
    return "#" + parts.concat(view).map(encodeURIComponent).join("/");
  };

  function remember() {
    //rungs: if (T.newRung()) { return; }
    try { window.history.replaceState(null, "", T.address()); } catch (refused) { /* a viewer without history */ }
  }

  function layerOf(book, code) {
    return T.data.layers.findIndex(function (one) {
      return one.cells && T.data.books[one.book].id === book && one.code === code;
    });
  }

  function readExtra(found, part) {
    if (/^\d{4}$/.test(part)) { found.from = Number(part); }
    if (part === "sheet") { found.sheet = found.kept; }
    if (T.ARRANGEMENTS.indexOf(part) > 0) { found.arrange = part; }
    const ref = part.split("~");
    const second = ref.length === 2 ? layerOf(ref[0], ref[1]) : -1;
    if (second !== -1) { found.second = second; }
  }

  // The state that an address tells, or null when it is none of ours.
  T.recalled = function (hash) {
    let parts = [];
    try { parts = hash.slice(1).split("/").map(decodeURIComponent); } catch (broken) { return null; }
    const layer = parts.length < 3 ? -1 : layerOf(parts[0], parts[1]);
    if (layer === -1) { return null; }
    const found = { layer: layer, year: Number(parts[2]) || 0, kept: parts[3] ? placeOf(parts[3]) : null, view: T.firstView(),
      from: null, second: null, arrange: "one", sheet: null };
    if (T.viewOf(parts[4])) { found.view = parts[4]; }
    parts.slice(5).forEach(function (part) { readExtra(found, part); });
    if (found.kept === T.AREA) { found.kept = null; }
    return found;
  };

  //rungs: T.recalled = T.recalledRung(T.recalled);
  // Choices, legend and table come first and need no map.
  function begin() {
    const first = { layer: T.data.first[0], year: T.data.first[1], view: T.firstView() };
    const start = T.recalled(window.location.hash) || first;
    const has = T.yearsOf(start.layer);
    //rungs: T.enterRung(start);
    Object.assign(T.state, start, { wanted: start.year,
      year: has.indexOf(start.year) === -1 ? Math.max.apply(null, has) : start.year });
    T.state.wanted = T.state.year;
    T.fillLayers(select, function () { return true; });
    //rungs: T.onRung(function () { T.replace(select); T.fillLayers(select, function () { return true; }); });
    select.addEventListener("change", function () { T.go({ layer: Number(select.value) }); });
    document.getElementById("card-close").addEventListener("click", function () { T.keep(T.state.kept); });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && T.state.kept !== null && T.state.sheet === null) { T.keep(T.state.kept); }
    });
    window.addEventListener("hashchange", function () {
      const found = T.recalled(window.location.hash);
      if (found) { T.go(found); }
    });
    T.draw();
  }

  begin();
}(window.TambonPage));
