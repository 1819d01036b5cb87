// The page: choice of layer and year, the address that remembers them, and drawing everything.
(function (T) {
  "use strict";

  const select = document.getElementById("indicator");
  const buttons = document.getElementById("years");

  function yearsOf(layer) {
    return Object.keys(T.data.layers[layer].cells || {}).map(Number);
  }

  // The years in which any indicator of the same rulebook has data.
  function yearsOfBook(book) {
    const found = new Set();
    T.data.layers.forEach(function (layer, i) {
      if (layer.book === book) { yearsOf(i).forEach(function (year) { found.add(year); }); }
    });
    return Array.from(found).sort();
  }

  function optionText(layer) {
    const title = layer.code + ". " + layer.short;
    if (!layer.cells) { return T.say("view.empty", { title: title }); }
    return layer.withheld ? T.say("view.withheld", { title: title, level: T.parentLevel() }) : title;
  }

  function fillSelect() {
    let group = null;
    let last = null;
    T.data.layers.forEach(function (layer, i) {
      const book = T.data.books[layer.book];
      const name = layer.book + "/" + layer.dimension;
      if (name !== last) {
        const mark = book.unverified ? " (" + T.say("badge.unverified") + ")" : "";
        group = T.el("optgroup", { label: book.short + mark + " · " + book.dimensions[layer.dimension] });
        select.append(group);
        last = name;
      }
      group.append(T.el("option", { value: i, disabled: !layer.cells }, optionText(layer)));
    });
    select.addEventListener("change", function () { T.show(Number(select.value), T.state.wanted); });
  }

  function fillYears() {
    const has = yearsOf(T.state.layer);
    const list = yearsOfBook(T.layer().book).map(function (year) {
      const off = has.indexOf(year) === -1;
      const button = T.el("button", { type: "button", "data-year": year, disabled: off,
        "aria-pressed": String(year === T.state.year) }, T.el("span", {}, T.yearText(year)),
        off ? T.el("small", {}, T.say("view.no_year")) : null);
      button.addEventListener("click", function () {
        T.show(T.state.layer, year);
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
      T.el("p", { class: "quiet" }, T.say("legend.source", { source: layer.source || book.source })));
  }

  T.draw = function () {
    select.value = String(T.state.layer);
    document.getElementById("year-now").textContent = T.yearText(T.state.year);
    fillYears();
    T.drawLegend();
    T.drawTable();
    T.drawCard();
    T.markRow(T.state.kept);
    drawDefinition();
    T.paint();
  };

  // Show a layer; a year that it lacks gives way to its newest, and comes back with the next layer.
  T.show = function (layer, year) {
    const has = yearsOf(layer);
    if (has.length === 0) { return; }
    T.state.layer = layer;
    T.state.wanted = year;
    T.state.year = has.indexOf(year) === -1 ? Math.max.apply(null, has) : year;
    T.draw();
    remember();
  };

  function remember() {
    const hash = "#" + [T.book().id, T.layer().code, T.state.year].map(encodeURIComponent).join("/");
    try { window.history.replaceState(null, "", hash); } catch (refused) { /* a viewer without history */ }
  }

  // #rulebook/code/year opens the same view again.
  function recalled() {
    const parts = window.location.hash.slice(1).split("/");
    if (parts.length !== 3) { return null; }
    const layer = T.data.layers.findIndex(function (one) {
      return one.cells && encodeURIComponent(T.data.books[one.book].id) === parts[0] && encodeURIComponent(one.code) === parts[1];
    });
    if (layer === -1) { return null; }
    const has = yearsOf(layer);
    return [layer, has.indexOf(Number(parts[2])) === -1 ? Math.max.apply(null, has) : Number(parts[2])];
  }

  // Choices, legend and table come first and need no map.
  function begin() {
    const view = recalled() || T.data.first;
    T.state.layer = view[0];
    T.state.year = T.state.wanted = view[1];
    fillSelect();
    document.getElementById("card-close").addEventListener("click", function () { T.keep(T.state.kept); });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && T.state.kept !== null) { T.keep(T.state.kept); }
    });
    window.addEventListener("hashchange", function () {
      const found = recalled();
      if (found) { T.show(found[0], found[1]); }
    });
    T.draw();
  }

  begin();
}(window.TambonPage));
