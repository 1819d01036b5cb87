// The legend: it follows layer and year, counts the places of each class, and leaves out the rest.
(function (T) {
  "use strict";

  function swatch(key) {
    const look = T.look(key);
    const box = T.svg("svg", { class: "swatch", width: 34, height: 22, "aria-hidden": "true" },
      T.svg("rect", { width: "100%", height: "100%", fill: look.colour }));
    if (look.pattern) {
      box.append(T.svg("rect", { width: "100%", height: "100%", fill: "url(#pattern-" + look.pattern + ")" }));
    }
    return box;
  }

  function label(key) {
    if (key[0] === "s" && key.length === 2) {
      const found = T.book().scores.find(function (s) { return "s" + s[0] === key; });
      return T.say("value.score", { score: found[0], title: found[1] });
    }
    if (key[0] === "c" && key.length === 2) { return range(Number(key[1])); }
    const k = T.data.limits.k;
    return T.say("legend." + key, { k: k, below: k - 1, asked: T.data.limits.asked, level: T.level(T.data.level) });
  }

  // Shares have one decimal at most: a class begins a tenth above the bound of the one before.
  function range(step) {
    const bounds = T.layer().breaks || [];
    if (bounds.length === 0) { return T.say("legend.only"); }
    if (step === 0) { return T.say("legend.first", { high: bounds[0] }); }
    if (step === bounds.length) { return T.say("legend.last", { low: bounds[step - 1] }); }
    const low = Math.round(bounds[step - 1] * 10 + 1) / 10;
    return low >= bounds[step] ? T.say("legend.single", { high: bounds[step] }) : T.say("legend.between", { low: low, high: bounds[step] });
  }

  function counts() {
    const found = new Map();
    for (let place = 0; place < T.AREA; place += 1) {
      const key = T.classKey(T.cell(place));
      found.set(key, (found.get(key) || 0) + 1);
    }
    return found;
  }

  function households() {
    let total = 0;
    let any = false;
    let rounded = false;
    for (let place = 0; place < T.AREA; place += 1) {
      const one = T.cell(place);
      if (one.households !== null && one.households !== undefined) {
        total += one.households;
        any = true;
        rounded = rounded || one.form === "rounded";
      }
    }
    return any ? T.about({ form: rounded ? "rounded" : "exact" }, total) : null;
  }

  function entries() {
    const found = counts();
    const list = T.el("ul", { class: "classes" });
    T.classKeys().filter(function (key) { return found.has(key); }).forEach(function (key) {
      list.append(T.el("li", { "data-class": key }, swatch(key), T.el("span", { class: "what" }, label(key)),
        T.el("span", { class: "many" }, T.number(found.get(key)))));
    });
    return T.el("div", {}, T.el("p", { class: "counted" }, T.say("legend.counted", { level: T.level(T.data.level) })), list);
  }

  function notes() {
    const list = T.el("div", { class: "notes" });
    const total = T.layer().scored ? null : households();
    if (total !== null) {
      list.append(T.el("p", {}, T.say("legend.households", { n: total, level: T.level(T.data.level) })));
    }
    const source = T.data.sources[T.book().id + "-" + T.state.year] || T.book().short;
    list.append(T.el("p", {}, T.say("legend.source", { source: source }) + " · " + T.say("legend.made", { date: T.data.made })));
    if (T.data.approximate) { list.append(T.el("p", { class: "care" }, T.say("map.approximate"))); }
    if (T.data.boundary) { list.append(T.el("p", {}, T.say("map.boundary", { credit: T.data.boundary }))); }
    return list;
  }

  function facilities() {
    if (!T.facilitiesShown || T.data.facilities.kinds.length === 0) { return null; }
    const list = T.el("ul", { class: "classes kinds" });
    T.data.facilities.kinds.forEach(function (kind) {
      list.append(T.el("li", {}, T.symbol(kind[1], 26), T.el("span", { class: "what" }, kind[0])));
    });
    return T.el("div", {}, T.el("p", { class: "measure" }, T.say("legend.facilities")), list);
  }

  T.unverified = function () {
    return T.book().unverified ? T.el("span", { class: "badge unverified" }, T.say("badge.unverified")) : null;
  };

  T.drawLegend = function () {
    const direction = T.layer().withheld ? null : T.say("legend.direction");
    const head = T.el("p", { class: "about" }, T.el("strong", {}, T.title()), " ", T.unverified());
    const measure = T.el("p", { class: "measure" }, T.measure() + " · " + T.yearText(T.state.year));
    const body = T.el("div", { class: "body" }, head, measure,
      direction ? T.el("p", { class: "direction" }, direction) : null, entries(), facilities(), notes());
    T.replace(document.getElementById("legend-body"), body);
  };

  T.swatch = swatch;
}(window.TambonPage));
