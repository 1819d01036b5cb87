// Which rows of the table stand: a text typed by the reader, and one class of the legend.
(function (T) {
  "use strict";

  const box = document.getElementById("filter-text");
  const choice = document.getElementById("filter-class");
  const THAI = "๐๑๒๓๔๕๖๗๘๙";

  // Thai digits as Arabic ones, small letters, no spaces: หมู่ที่ ๕, หมู่ 5 and ม.5 are found alike.
  function plain(text) {
    return text.replace(/[๐-๙]/g, function (digit) { return THAI.indexOf(digit); }).toLowerCase()
      .replace(/\s/g, "").replace(/^(หมู่ที่|หมู่|ม\.|moo)(?=\d)/, "");
  }

  function label(key) {
    if (T.classLabel) { return T.classLabel(key); }
    const place = T.data.places.findIndex(function (_, i) { return T.classKey(T.cell(i)) === key; });
    return T.words(T.cell(place), place).value;
  }

  // The classes that the layer has now; a class that it lacks gives way to every row.
  T.drawFilter = function () {
    const found = new Set(T.data.places.map(function (_, place) { return T.classKey(T.cell(place)); }));
    const keys = T.classKeys().filter(function (key) { return found.has(key); });
    const kept = keys.indexOf(choice.value) === -1 ? "" : choice.value;
    const options = keys.map(function (key) { return T.el("option", { value: key }, label(key)); });
    T.replace.apply(null, [choice, T.el("option", { value: "" }, T.say("table.every"))].concat(options));
    choice.value = kept;
  };

  T.filtered = function () { return plain(box.value) !== "" || choice.value !== ""; };

  // Whether a place passes: a number is a moo or stands in the name, a word stands in name or value.
  T.passes = function (place) {
    const one = T.cell(place);
    if (choice.value !== "" && T.classKey(one) !== choice.value) { return false; }
    const asked = plain(box.value);
    if (asked === "") { return true; }
    const name = T.data.places[place][2];
    if (/^\d+$/.test(asked)) { return String(T.data.places[place][1]) === asked || plain(name).includes(asked); }
    return plain(name).includes(asked) || plain(T.words(one, place).value).includes(asked);
  };

  box.value = "";
  [[box, "input"], [choice, "change"]].forEach(function (pair) {
    pair[0].addEventListener(pair[1], function () { T.tableAnew(); });
  });
}(window.TambonPage));
