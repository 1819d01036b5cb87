// The table beside the map: a row a place, sortable, with the whole area below.
(function (T) {
  "use strict";

  // Bands follow the numbers in this order, whichever way the table is sorted.
  const AFTER = ["exact", "rounded", "zero", "most", "few", "zero_band", "hidden", "not_asked", "no_data", "withheld"];
  // Of more places than this a page draws so many rows at a time.
  const MANY = 300;
  const STEP = 200;
  const sorting = { column: null, down: false };
  const rows = new Map();
  let limit = STEP;

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
    return list.concat(T.layer().scored ? [] : counts(), T.viewColumns ? T.viewColumns() : []);
  }

  function counts() {
    const list = ["failing", "asked"].map(function (name) {
      return { key: name, title: T.say("table." + name), text: amount(name), number: function (one) { return one[name]; } };
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
    return T.el("th", { scope: "col", role: "columnheader", class: "is-" + column.key,
      "aria-sort": on ? (sorting.down ? "descending" : "ascending") : "none" }, button);
  }

  // Numbers are worth seeing from the top, names and moo from the start.
  function sortBy(key) {
    const starts = key !== "moo" && key !== "name" && !T.layer().scored;
    sorting.down = sorting.column === key ? !sorting.down : starts;
    sorting.column = key;
    T.tableAnew();
    const again = document.querySelector('#rows th button[data-column="' + key + '"]');
    if (again) { again.focus(); }
  }

  // The places that stand, in their order.
  function inOrder(list) {
    const all = T.data.places.map(function (_, place) { return place; });
    const order = T.filtered() ? all.filter(T.passes) : all;
    const column = list.find(function (one) { return one.key === sorting.column; });
    if (!column) { return order; }
    const sign = sorting.down ? -1 : 1;
    if (column.key === "name") {
      const compare = new Intl.Collator("th").compare;
      return order.sort(function (a, b) { return sign * compare(T.data.places[a][2], T.data.places[b][2]) || a - b; });
    }
    const known = new Map(order.map(function (place) { return [place, T.cell(place)]; }));
    return order.sort(function (a, b) { return byNumber(column, sign, known, a, b); });
  }

  function byNumber(column, sign, known, a, b) {
    const x = column.number(known.get(a), a);
    const y = column.number(known.get(b), b);
    if (present(x) && present(y)) { return sign * (x - y) || a - b; }
    if (present(x) !== present(y)) { return present(x) ? -1 : 1; }
    return AFTER.indexOf(known.get(a).form) - AFTER.indexOf(known.get(b).form) || a - b;
  }

  // The whole area has no score: it has a number of villages with a problem.
  function valueText(one, place) {
    const told = T.words(one);
    return place === T.AREA && T.layer().scored ? told.detail || told.value : told.value;
  }

  // One line over all columns: the reason why there are no rows, or a button for more of them.
  function across(width, inside, kind) {
    return T.el("tr", { role: "row", class: kind }, T.el("td", { colspan: width, class: kind, role: "cell" }, inside));
  }

  function valueCell(one, place) {
    const inside = T.el("span", { class: "value" }, place === T.AREA ? null : T.swatch(T.classKey(one)),
      T.el("span", { class: spans(one) || T.layer().scored ? null : "number" }, valueText(one, place)));
    return T.el("td", { class: "is-value", role: "cell", colspan: spans(one) ? 2 : null }, inside);
  }

  // A band stands for share and count alike: it takes both columns.
  function spans(one) { return !T.layer().scored && !["exact", "rounded", "zero"].includes(one.form); }

  function nameCell(place, wide) {
    const cell = T.el("th", { scope: "row", role: "rowheader", class: "is-name", colspan: wide ? 2 : null });
    if (place === T.AREA) { cell.append(T.placeName(place)); return cell; }
    const button = T.el("button", { type: "button" }, T.data.places[place][2]);
    button.addEventListener("click", function () { T.keep(place); });
    cell.append(button);
    return cell;
  }

  function row(place, list) {
    const one = T.cell(place);
    const area = place === T.AREA;
    const line = T.el("tr", { role: "row", "data-place": area ? null : place });
    list.forEach(function (column) {
      if ((column.key === "moo" && area) || (column.key === "failing" && spans(one))) { return; }
      if (column.key === "name") { line.append(nameCell(place, area && list[0].key === "moo")); return; }
      if (column.key === "value") { line.append(valueCell(one, place)); return; }
      line.append(T.el("td", { class: "is-" + column.key, role: "cell", "data-label": column.title }, cellText(column, one, place)));
    });
    if (!area) { listen(line, place); rows.set(place, line); }
    return line;
  }

  function cellText(column, one, place) {
    if (column.key === "moo") { return String(T.data.places[place][1] || ""); }
    return column.place ? column.place(place) : column.text(one);
  }

  function listen(line, place) {
    line.addEventListener("focusin", function () { T.point(place); });
    line.addEventListener("focusout", T.leave);
    line.addEventListener("mouseenter", function () { T.point(place); });
    line.addEventListener("mouseleave", T.leave);
  }

  // The rows to draw: all of a tambon's; of a country's the first ones, and the kept place above them.
  function shown(order) {
    if (order.length <= MANY) { return order; }
    const first = order.slice(0, limit);
    const kept = T.state.kept;
    return kept === null || first.includes(kept) || !order.includes(kept) ? first : [kept].concat(first);
  }

  function moreButton(left) {
    const button = T.el("button", { type: "button", class: "plainly" }, T.say("table.more", { n: Math.min(left, STEP), left: left }));
    button.addEventListener("click", function () {
      const next = limit;
      limit += STEP;
      T.drawTable();
      const line = document.querySelectorAll("#rows tbody tr")[next];
      if (line) { line.querySelector("button").focus(); }
    });
    return button;
  }

  function bodyOf(list) {
    const body = T.el("tbody", { role: "rowgroup" });
    rows.clear();
    if (T.layer().withheld) { body.append(across(list.length, T.words(T.cell(0)).detail, "reason")); return body; }
    const order = inOrder(list);
    const now = shown(order);
    now.forEach(function (place) { body.append(row(place, list)); });
    if (order.length === 0) { body.append(across(list.length, T.say("table.nothing", { level: T.level(T.data.level) }), "reason")); }
    if (order.length > now.length) { body.append(across(list.length, moreButton(order.length - now.length), "more-rows")); }
    return body;
  }

  function caption() {
    return T.el("caption", {}, T.say("table.caption", { title: T.title(), year: String(T.state.year) }), " ", T.unverified(),
      T.el("span", { class: "sub" }, T.layer().scored ? T.measure() :
        T.say("table.unit", { measure: T.measure(), unit: T.say("unit." + T.layer().counts) })));
  }

  T.drawTable = function () {
    T.drawFilter();
    const list = columns();
    const k = T.data.limits.k;
    const head = T.el("tr", { role: "row" });
    list.forEach(function (column) { head.append(header(column)); });
    const body = bodyOf(list);
    const foot = T.el("tfoot", { role: "rowgroup" });
    if (T.cell(T.AREA).form !== "no_data") { foot.append(row(T.AREA, list)); }
    T.replace(document.getElementById("rows"), caption(), T.el("thead", { role: "rowgroup" }, head), body, foot);
    document.getElementById("table-order").textContent = T.layer().scored || T.layer().withheld ? "" : T.say("table.order", { k: k, below: k - 1 });
  };

  // The table from its first row on, after another filter or order: and how many rows stand.
  T.tableAnew = function () {
    limit = STEP;
    T.drawTable();
    T.markRow(T.state.kept);
    const all = T.data.places.length;
    document.getElementById("table-told").textContent = T.filtered() ?
      T.say("table.found", { n: T.tablePlaces().length, all: all, level: T.level(T.data.level) }) : "";
  };

  T.markRow = function (place) {
    document.querySelectorAll("#rows tr.on").forEach(function (line) { line.classList.remove("on"); });
    if (place === null || place === T.AREA) { return; }
    if (!rows.has(place) && place === T.state.kept && T.data.places.length > MANY) { T.drawTable(); }
    if (rows.has(place)) { rows.get(place).classList.add("on"); }
  };

  T.tableColumns = columns;
  T.tablePlaces = function () { return T.layer().withheld ? [] : inOrder(columns()); };
  T.valueText = valueText;
}(window.TambonPage));
