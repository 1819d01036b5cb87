// The rows that stand in the table as CSV on the clipboard, as published, for any program.
(function (T) {
  "use strict";

  const button = document.getElementById("copy");
  const sheet = document.getElementById("copied");

  // A text that a spreadsheet would take for a formula begins with an apostrophe; a number is none.
  function field(value) {
    if (typeof value === "number") { return String(value); }
    const text = value === null || value === undefined ? "" : String(value);
    const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? "'" + text : text;
    return /[",\r\n]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe;
  }

  // Plain numbers without commas; a rounded one says so, a band is in words, one a cell.
  function count(one, name) {
    if (["exact", "rounded", "zero"].indexOf(one.form) === -1) { return name === "failing" ? "" : one[name]; }
    return one.form === "rounded" ? T.say("table.about", { n: String(one[name]) }) : one[name];
  }

  function value(one, place) {
    if (one.form === "exact" && !T.layer().scored) { return T.share(one); }
    return one.form === "zero" ? "0" : T.valueText(one, place);
  }

  function record(place, list) {
    const one = T.cell(place);
    const whole = place === T.AREA;
    const head = whole ? [T.data.area.code, "", T.placeName(place)] : T.data.places[place].slice(0, 3);
    const rest = list.filter(function (column) { return !["moo", "name"].includes(column.key); }).map(function (column) {
      if (column.key === "value") { return value(one, place); }
      if (column.exact) { return column.exact(place); }
      return column.place ? column.place(place) : count(one, column.key);
    });
    return head.concat([T.title(), T.state.year], rest);
  }

  // The table as CSV: code, moo, name, indicator, year, then its own columns.
  T.csv = function () {
    const list = T.tableColumns();
    const rest = list.filter(function (column) { return !["moo", "name"].includes(column.key); });
    const titles = ["code", "moo", "name", "indicator", "year"].map(function (name) { return T.say("table." + name); })
      .concat(rest.map(function (column) { return column.title; }));
    const places = T.tablePlaces().concat(T.cell(T.AREA).form === "no_data" ? [] : [T.AREA]);
    const records = places.map(function (place) { return record(place, list); });
    return { rows: records.length, text: [titles].concat(records).map(function (one) { return one.map(field).join(","); }).join("\r\n") };
  };

  function told(text) { document.getElementById("table-told").textContent = text; }

  // Where the clipboard is closed to pages: the text itself, selected, to be copied by hand.
  function byHand(made) {
    const area = sheet.querySelector("textarea");
    area.value = made.text;
    if (!sheet.open) { sheet.showModal(); }
    area.focus();
    area.select();
    let done = false;
    try { done = document.execCommand("copy"); } catch (refused) { done = false; }
    sheet.querySelector(".outcome").textContent = T.say(done ? "table.copied" : "table.by_hand", { n: made.rows });
    if (done) { told(T.say("table.copied", { n: made.rows })); }
  }

  function copy() {
    const made = T.csv();
    if (!navigator.clipboard) { byHand(made); return; }
    navigator.clipboard.writeText(made.text).then(function () { told(T.say("table.copied", { n: made.rows })); },
      function () { byHand(made); });
  }

  button.addEventListener("click", copy);
  sheet.querySelector("button").addEventListener("click", function () { sheet.close(); });
  sheet.addEventListener("close", function () { button.focus(); });
}(window.TambonPage));
