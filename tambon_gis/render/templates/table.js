// The table beside the map: a row a place, sortable, with the whole area below.
(function (T) {
  "use strict";

  // Bands follow the numbers in this order, whichever way the table is sorted.
  const AFTER = ["exact", "rounded", "zero", "most", "few", "zero_band", "hidden", "not_asked", "no_data", "withheld"];
  const sorting = { column: null, down: false };

  function present(value) { return value !== null && value !== undefined; }

  function amount(name) {
    return function (one) { return present(one[name]) ? T.about(one, one[name]) : T.say("table.none"); };
  }

  // The columns that the layer has: title, text of a cell, number to sort by.
  function columns() {
    const list = [];
    if (T.data.places.some(function (place) { return place[1] !== null; })) {
      list.push({ key: "moo", title: T.say("table.moo"), number: function (one, place) { return T.data.places[place][1]; } });
    }
    list.push({ key: "name", title: T.say("table.name") });
    const main = T.layer().scored ? "score" : "share";
    list.push({ key: "value", title: T.say("table." + main), number: function (one) { return one[main]; } });
    if (T.layer().scored) { return list; }
    ["failing", "asked"].forEach(function (name) {
      list.push({ key: name, title: T.say("table." + name), text: amount(name), number: function (one) { return one[name]; } });
    });
    const some = T.data.places.some(function (_, place) { return present(T.cell(place).households); });
    if (some && T.layer().counts !== "household") {
      list.push({ key: "households", title: T.say("table.households"), text: amount("households"),
        number: function (one) { return one.households; } });
    }
    return list;
  }

  function header(column) {
    const on = sorting.column === column.key;
    const button = T.el("button", { type: "button", "data-column": column.key, title: T.say("table.sort", { title: column.title }) },
      T.el("span", {}, column.title), T.el("span", { class: "arrow", "aria-hidden": "true" }));
    button.addEventListener("click", function () { sortBy(column.key); });
    return T.el("th", { scope: "col", class: "is-" + column.key,
      "aria-sort": on ? (sorting.down ? "descending" : "ascending") : "none" }, button);
  }

  // Numbers are worth seeing from the top, names and moo from the start.
  function sortBy(key) {
    const starts = key !== "moo" && key !== "name" && !T.layer().scored;
    sorting.down = sorting.column === key ? !sorting.down : starts;
    sorting.column = key;
    T.drawTable();
    const again = document.querySelector('#rows th button[data-column="' + key + '"]');
    if (again) { again.focus(); }
  }

  function inOrder(list) {
    const order = T.data.places.map(function (_, place) { return place; });
    const column = list.find(function (one) { return one.key === sorting.column; });
    if (!column) { return order; }
    const sign = sorting.down ? -1 : 1;
    if (column.key === "name") {
      return order.sort(function (a, b) { return sign * T.data.places[a][2].localeCompare(T.data.places[b][2], "th") || a - b; });
    }
    const cells = order.map(T.cell);
    return order.sort(function (a, b) {
      const x = column.number(cells[a], a);
      const y = column.number(cells[b], b);
      if (present(x) && present(y)) { return sign * (x - y) || a - b; }
      if (present(x) !== present(y)) { return present(x) ? -1 : 1; }
      return AFTER.indexOf(cells[a].form) - AFTER.indexOf(cells[b].form) || a - b;
    });
  }

  // The whole area has no score: it has a number of villages with a problem.
  function valueText(one, place) {
    const told = T.words(one);
    return place === T.AREA && T.layer().scored ? told.detail || told.value : told.value;
  }

  // Instead of rows, the reason why there are none.
  function reason(width) {
    const why = T.words(T.cell(0)).detail;
    return T.el("tr", {}, T.el("td", { colspan: width, class: "reason" }, why));
  }

  function valueCell(one, place) {
    const inside = T.el("span", { class: "value" }, place === T.AREA ? null : T.swatch(T.classKey(one)),
      T.el("span", { class: spans(one) || T.layer().scored ? null : "number" }, valueText(one, place)));
    return T.el("td", { class: "is-value", colspan: spans(one) ? 2 : null }, inside);
  }

  // A band stands for share and count alike: it takes both columns.
  function spans(one) { return !T.layer().scored && !["exact", "rounded", "zero"].includes(one.form); }

  function nameCell(place) {
    if (place === T.AREA) { return T.el("th", { scope: "row", class: "is-name" }, T.placeName(place)); }
    const button = T.el("button", { type: "button" }, T.data.places[place][2]);
    button.addEventListener("click", function () { T.keep(place); });
    return T.el("th", { scope: "row", class: "is-name" }, button);
  }

  function row(place, list) {
    const one = T.cell(place);
    const line = T.el("tr", { "data-place": place === T.AREA ? null : place });
    list.forEach(function (column) {
      if (column.key === "moo" && place === T.AREA) { return; }
      if (column.key === "moo") { line.append(T.el("td", { class: "is-moo" }, String(T.data.places[place][1] || ""))); return; }
      if (column.key === "name") {
        const name = nameCell(place);
        if (place === T.AREA && list[0].key === "moo") { name.colSpan = 2; }
        line.append(name);
        return;
      }
      if (column.key === "failing" && spans(one)) { return; }
      line.append(column.key === "value" ? valueCell(one, place) : T.el("td", {}, column.text(one)));
    });
    if (place !== T.AREA) { listen(line, place); }
    return line;
  }

  function listen(line, place) {
    line.addEventListener("focusin", function () { T.point(place); });
    line.addEventListener("focusout", function () { T.point(null); });
    line.addEventListener("mouseenter", function () { T.point(place); });
    line.addEventListener("mouseleave", function () { T.point(null); });
  }

  T.drawTable = function () {
    const list = columns();
    const k = T.data.limits.k;
    const head = T.el("tr", {});
    list.forEach(function (column) { head.append(header(column)); });
    const body = T.el("tbody", {});
    if (T.layer().withheld) { body.append(reason(list.length)); } else {
      inOrder(list).forEach(function (place) { body.append(row(place, list)); });
    }
    const caption = T.el("caption", {}, T.say("table.caption", { title: T.title(), year: String(T.state.year) }), " ", T.unverified(),
      T.el("span", { class: "sub" }, T.layer().scored ? T.measure() :
        T.say("table.unit", { measure: T.measure(), unit: T.say("unit." + T.layer().counts) })));
    const foot = T.el("tfoot", {});
    if (T.cell(T.AREA).form !== "no_data") { foot.append(row(T.AREA, list)); }
    T.replace(document.getElementById("rows"), caption, T.el("thead", {}, head), body, foot);
    document.getElementById("table-order").textContent = T.layer().scored || T.layer().withheld ? "" : T.say("table.order", { k: k, below: k - 1 });
  };

  T.markRow = function (place) {
    document.querySelectorAll("#rows tr.on").forEach(function (line) { line.classList.remove("on"); });
    if (place === null || place === T.AREA) { return; }
    const line = document.querySelector('#rows tr[data-place="' + place + '"]');
    if (line) { line.classList.add("on"); }
  };
}(window.TambonPage));
