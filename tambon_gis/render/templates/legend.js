// The legend: it follows what is shown, counts the places of each class, and leaves out the rest.
(function (T) {
  "use strict";

  function swatch(key) { return swatchOf(T.look(key)); }

  function swatchOf(look) {
    const box = T.svg("svg", { class: "swatch", width: 34, height: 22, "aria-hidden": "true" },
      T.svg("rect", { width: "100%", height: "100%", fill: look.colour }));
    if (look.pattern) {
      box.append(T.svg("rect", { width: "100%", height: "100%", fill: "url(#pattern-" + look.pattern + ")" }));
    }
    return box;
  }

  // The class of a layer in words.
  function label(key, of) {
    const own = of || T.layer();
    if (key[0] === "s" && key.length === 2) {
      const found = T.bookOf(own).scores.find(function (s) { return "s" + s[0] === key; });
      return T.say("value.score", { score: found[0], title: found[1] });
    }
    if (key[0] === "c" && key.length === 2) { return titled(own, Number(key[1])); }
    const k = T.data.limits.k;
    const named = T.data.look.titles && T.data.look.titles[key];
    return named || T.say("legend." + key, { k: k, below: k - 1, asked: T.data.limits.asked, level: T.level(T.data.level) });
  }

  // A class may have a name of its own before its bounds.
  function titled(own, step) {
    const name = own.titles && own.titles[step];
    return name ? name + " · " + range(own.breaks || [], step) : range(own.breaks || [], step);
  }

  // Shares have one decimal at most: a class begins a tenth above the bound of the one before.
  function range(bounds, step) {
    if (bounds.length === 0) { return T.say("legend.only"); }
    if (step === 0) { return T.say("legend.first", { high: bounds[0] }); }
    if (step === bounds.length) { return T.say("legend.last", { low: bounds[step - 1] }); }
    const low = Math.round(bounds[step - 1] * 10 + 1) / 10;
    return low >= bounds[step] ? T.say("legend.single", { high: bounds[step] }) : T.say("legend.between", { low: low, high: bounds[step] });
  }

  // The class of a difference in words: from a strong fall over no change to a strong rise.
  function changeLabel(step) {
    const bounds = T.data.views.change.breaks;
    const flat = T.data.views.change.flat;
    const last = bounds.length;
    if (step === flat) { return T.say("views.legend.flat", { high: bounds[flat] }); }
    const down = step < flat;
    const near = Math.abs(down ? bounds[step] : bounds[step - 1]);
    const far = step === 0 || step === last ? null : Math.abs(down ? bounds[step - 1] : bounds[step]);
    const key = (down ? "down" : "up") + (far === null ? "_last" : "");
    return T.say("views.legend." + key, { low: near, high: far });
  }

  // A key of a picture in words.
  function labelIn(picture, key) {
    if (key[0] === "d" && key.length === 2) { return changeLabel(Number(key[1])); }
    if (key[0] === "u" && key[1] === "_") { return T.say("views.legend." + key); }
    return key === "number" ? T.say("views.legend.circle") : label(key, T.classesOf(picture));
  }

  function counts(picture) {
    const found = new Map();
    for (let place = 0; place < T.AREA; place += 1) {
      const key = T.keyIn(picture, place);
      found.set(key, (found.get(key) || 0) + 1);
    }
    return found;
  }

  function households(picture) {
    let total = 0;
    let any = false;
    let rounded = false;
    for (let place = 0; place < T.AREA; place += 1) {
      const one = T.at(picture.layer, picture.year, place);
      if (one.households !== null && one.households !== undefined) {
        total += one.households;
        any = true;
        rounded = rounded || one.form === "rounded";
      }
    }
    return any ? T.about({ form: rounded ? "rounded" : "exact" }, total) : null;
  }

  // The swatch of a class: in a view of circles, with the ring that a band is drawn as.
  function markOf(picture, key) {
    const box = swatchOf(T.lookIn(picture, key));
    if (picture.kind !== "circles") { return box; }
    const style = key === "number" ? { radius: 7, fillColor: T.circleLook.colour, color: T.circleLook.colour, weight: 1 } :
      ["few", "zero_band", "most"].indexOf(key) === -1 ? null : T.ring(key, 14);
    if (style) {
      box.append(T.svg("circle", { cx: 17, cy: 11, r: style.radius, fill: style.fillColor || "none", stroke: style.color,
        "stroke-width": style.weight, "stroke-dasharray": style.dashArray }));
    }
    return box;
  }

  // One line a class, with the number of places in each year that is shown; small maps have no numbers.
  function entries(pictures) {
    const small = T.shown().arrange === "multiples" || T.shown().arrange === "dimension";
    const found = (small ? T.smallPictures() : pictures).map(counts);
    const list = T.el("ul", { class: "classes" });
    T.keysIn(pictures[0]).forEach(function (key) {
      if (key[0] === "p" && key.length === 3 || !found.some(function (one) { return one.has(key); })) { return; }
      const line = T.el("li", { "data-class": key }, markOf(pictures[0], key), T.el("span", { class: "what" }, labelIn(pictures[0], key)));
      if (!small) { found.forEach(function (one) { line.append(T.el("span", { class: "many" }, T.number(one.get(key) || 0))); }); }
      list.append(line);
    });
    const head = T.el("p", { class: "counted" }, T.say("legend.counted", { level: T.level(T.data.level) }));
    if (pictures.length > 1) {
      pictures.forEach(function (one) { head.append(T.el("span", { class: "many" }, String(one.year))); });
    }
    return T.el("div", { class: pictures.length > 1 ? "double" : null }, small ? null : head, list);
  }

  // Three circles in one another, each with its number.
  function nested(picture) {
    const top = T.topOf(picture.layer);
    if (top === 0) { return null; }
    const widest = T.widest();
    const steps = [top, top / 4, top / 16].map(round).filter(function (n, i, all) { return n > 0 && all.indexOf(n) === i; });
    const high = 2 * T.radius(picture.layer, steps[0], widest) + 14;
    const out = T.svg("svg", { class: "nested", width: 190, role: "img",
      "aria-label": T.say("views.legend.area") + " " + steps.map(function (n) { return T.number(n); }).join(" ") });
    const unit = T.say("unit." + T.layer().counts);
    let last = -20;
    steps.forEach(function (count, i) {
      const r = T.radius(picture.layer, count, widest);
      const y = high - 2 * r;
      const at = Math.max(y, last + 19);
      last = at;
      out.append(T.svg("circle", { cx: 42, cy: high - r, r: r, fill: i === 0 ? T.circleLook.colour : "none", "fill-opacity": 0.2, stroke: T.circleLook.colour, "stroke-width": 1.4 }),
        T.svg("path", { d: "M42 " + y + "H84L92 " + at, fill: "none", stroke: "currentColor", "stroke-width": 1 }),
        T.svg("text", { x: 96, y: at + 6 }, T.number(count) + (i === 0 ? " " + unit : "")));
    });
    out.setAttribute("height", Math.max(high + 4, last + 14));
    return T.el("div", {}, T.el("p", { class: "quiet small" }, T.say("views.legend.area")), out);
  }

  // A round number: its first digit, the rest zero.
  function round(value) {
    if (value < 1) { return 0; }
    const step = Math.pow(10, Math.floor(Math.log10(value)));
    return Math.floor(value / step) * step;
  }

  function titleOf(index) {
    const one = T.data.layers[index];
    return T.say("legend.indicator", { code: one.code, title: one.short });
  }

  // Three by three: upwards the first indicator, to the right the second, in each square its places.
  function square(picture) {
    const found = counts(picture);
    const side = 46;
    const out = T.svg("svg", { class: "square", width: 3 * side + 46, height: 3 * side + 30, role: "img",
      "aria-label": T.say("views.legend.square", { level: T.level(T.data.level) }) });
    for (let i = 0; i < 9; i += 1) {
      const row = Math.floor(i / 3);
      const x = 42 + i % 3 * side;
      const y = (2 - row) * side + 2;
      const colour = T.data.views.pair.colours[i];
      out.append(T.svg("rect", { x: x, y: y, width: side, height: side, fill: colour, stroke: "#4b5a68", "data-class": "p" + row + i % 3 }),
        T.svg("text", { x: x + side / 2, y: y + side / 2 + 6, "text-anchor": "middle", class: dark(colour) ? "light" : null },
          found.has("p" + row + i % 3) ? T.number(found.get("p" + row + i % 3)) : ""));
    }
    [T.cutsOf(picture.layer), T.cutsOf(picture.second)].forEach(function (cuts, axis) {
      cuts.forEach(function (cut, i) {
        const at = { x: axis === 0 ? 36 : 42 + (i + 1) * side, y: axis === 0 ? (2 - i) * side + 8 : 3 * side + 22,
          "text-anchor": axis === 0 ? "end" : "middle" };
        out.append(T.svg("text", at, T.number(cut)));
      });
    });
    return T.el("div", { class: "square-box" }, out, axisText("rows", picture.layer), axisText("columns", picture.second));
  }

  function axisText(key, index) {
    const cuts = T.cutsOf(index);
    return T.el("p", { class: "axis" }, T.el("strong", {}, T.say("views.legend." + key, { title: titleOf(index) })),
      T.el("span", {}, T.say("views.legend.cuts", { low: cuts[0], high: cuts[1] })));
  }

  function dark(colour) {
    const parts = [1, 3, 5].map(function (at) { return parseInt(colour.slice(at, at + 2), 16); });
    return 0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2] < 140;
  }

  // What is measured, and when.
  function measure(now, pictures) {
    const unit = T.say("unit." + T.layer().counts);
    const own = now.view.unit || "";
    const what = { shade: now.view === T.views[0] || !own ? T.measure() : own, circles: T.say("views.legend.number", { what: own, unit: unit }),
      change: T.say("views.legend.difference", { unit: own }), pair: T.say("views.legend.pair") }[now.kind];
    return T.el("p", { class: "measure" }, what + " · " + T.when(now, pictures));
  }

  // The years that are shown, in words.
  T.when = function (now, pictures) {
    if (now.kind === "change") { return T.say("views.legend.span", { from: T.yearText(now.from), to: T.yearText(now.year) }); }
    if (now.arrange === "multiples") { return T.say("views.legend.all_years"); }
    if (pictures.length > 1) { return T.say("views.legend.years", { from: T.yearText(pictures[0].year), to: T.yearText(pictures[1].year) }); }
    if (now.kind === "pair" && now.secondYear !== now.year) { return T.say("views.legend.years", { from: T.yearText(now.year), to: T.yearText(now.secondYear) }); }
    return T.yearText(now.year);
  };

  function direction(now) {
    if (T.layer().withheld) { return null; }
    const own = { shade: "legend.direction", circles: "views.legend.larger", pair: "views.legend.darkest" };
    const said = now.view.direction || (own[now.kind] ? T.say(own[now.kind]) : "");
    return T.el("p", { class: "direction" }, said);
  }

  function sourceOf(book, year) { return T.data.sources[book.id + "-" + year] || book.short; }

  function sources(now, pictures) {
    const years = now.kind === "change" ? [now.from, now.year] : now.arrange === "multiples" ? T.yearsOf(now.layer) : pictures.map(function (one) { return one.year; });
    const list = years.map(function (year) { return sourceOf(T.book(), year); });
    if (now.kind === "pair") { list.push(sourceOf(T.bookOf(T.data.layers[now.second]), now.secondYear)); }
    return list.filter(function (one, i) { return list.indexOf(one) === i; }).join(" · ");
  }

  function notes(now, pictures) {
    const list = T.el("div", { class: "notes" });
    const plain = (now.kind === "shade" || now.kind === "circles") && now.arrange === "one" && !T.layer().scored;
    const total = plain ? households(pictures[0]) : null;
    if (now.arrange !== "one") { list.append(T.el("p", {}, T.say("views.legend.same"))); }
    if (now.view.note) { list.append(T.el("p", {}, now.view.note)); }
    if (total !== null) {
      list.append(T.el("p", {}, T.say("legend.households", { n: total, level: T.level(T.data.level) })));
    }
    //rungs: list.append(T.rungNote());
    list.append(T.el("p", {}, T.say("legend.source", { source: sources(now, pictures) }) + " · " + T.say("legend.made", { date: T.data.made })));
    T.data.approximate.forEach(function (told) { list.append(T.el("p", { class: "care" }, told)); });
    if (T.data.boundary) { list.append(T.el("p", {}, T.say("map.boundary", { credit: T.data.boundary }))); }
    return list;
  }

  // The group's own layers; small maps have none.
  function own(now) {
    const box = T.el("div", {});
    const small = now.arrange === "multiples" || now.arrange === "dimension";
    T.replace.apply(null, [box].concat(T.vectorLegend && !small ? T.vectorLegend() : []));
    return box;
  }

  T.unverified = function () {
    return T.book().unverified ? T.el("span", { class: "badge unverified" }, T.say("badge.unverified")) : null;
  };

  T.drawLegend = function () {
    const now = T.shown();
    const pictures = T.pictures();
    const head = T.el("p", { class: "about" }, T.el("strong", {}, T.title()), " ", T.unverified());
    if (now.second !== null) { head.append(T.el("strong", { class: "other" }, titleOf(now.second))); }
    //rungs: head.prepend(T.rungHead());
    const body = T.el("div", { class: "body" }, head, measure(now, pictures), direction(now),
      now.kind === "circles" ? nested(pictures[0]) : now.kind === "pair" ? square(pictures[0]) : null,
      entries(pictures), own(now), notes(now, pictures));
    T.replace(document.getElementById("legend-body"), body);
  };

  Object.assign(T, { swatch: swatch, swatchOf: swatchOf, classLabel: label, labelIn: labelIn });
}(window.TambonPage));
