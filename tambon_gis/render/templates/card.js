// The card: what is told of the place that is pointed at, else of the one that is kept, else of the
// whole area. Pointing, focus and the words of a screen reader all come from the same lines.
(function (T) {
  "use strict";

  const body = document.getElementById("card-body");
  const card = body.parentNode;
  const FIELDS = ["value", "counts", "interval", "rank", "trend", "unknown"];
  const OF_PAIR = ["value", "counts", "unknown"];

  function subject() {
    if (T.state.pointed !== null) { return T.state.pointed; }
    return T.state.kept === null ? T.AREA : T.state.kept;
  }

  function line(kind, text) { return { kind: kind, text: text }; }

  function households(one, layer) {
    const unit = layer.counts;
    if (layer.scored || unit === "household" || unit === "village") { return null; }
    if (!["exact", "rounded", "zero"].includes(one.form)) { return null; }
    if (one.households === null || one.households === undefined) { return null; }
    return T.say("card.asked_households", { n: T.about(one, one.households) });
  }

  // The value of one cell in a layer: a share, a number for circles, a band, or why there is none.
  function valueLines(picture, layer, one, place) {
    const told = T.words(one, place, layer);
    const empty = place === T.AREA && one.form === "no_data";
    const number = one.form === "exact" || one.form === "rounded" || one.form === "zero";
    if (picture.kind !== "circles" || !number || typeof one.failing !== "number") {
      return [line("value", empty ? T.say("card.no_total") : told.value), line("counts", told.detail)];
    }
    const unit = T.facts(one, layer).unit;
    return [line("value", T.say("views.card.number", { n: T.about(one, one.failing), unit: unit })),
      line("counts", T.say("views.card.of_share", { value: told.value, detail: told.detail }))];
  }

  function yearLine(layer, index, year, place) {
    return line("counts", T.say("views.card.year", { year: T.yearText(year), value: T.words(T.at(index, year, place), place, layer).value }));
  }

  // The difference between two years in words, and the two values.
  function changeLines(picture, place) {
    const pair = T.cellsIn(picture, place);
    const layer = T.data.layers[picture.layer];
    const years = [yearLine(layer, picture.layer, picture.from, place), yearLine(layer, picture.layer, picture.year, place)];
    if (!T.told(pair[0]) || !T.told(pair[1])) { return [line("value", T.say("views.card.cannot"))].concat(years); }
    const points = T.difference(pair);
    const flat = T.changeStep(points) === T.data.views.change.flat;
    const key = points === 0 ? "level" : points < 0 ? (flat ? "flat_down" : "down") : (flat ? "flat_up" : "up");
    return [line("value", T.say("views.card." + key, { n: Math.abs(points) }))].concat(years);
  }

  // Two indicators, each under its title with all that is told of it.
  function pairLines(picture, place) {
    return T.cellsIn(picture, place).map(function (one, i) {
      const index = i === 0 ? picture.layer : picture.second;
      const layer = T.data.layers[index];
      const told = T.words(one, place, layer);
      return [line("title", T.say("legend.indicator", { code: layer.code, title: layer.short })), line("value", told.value), line("counts", told.detail)]
        .concat(standing(index, i === 0 ? picture.year : picture.secondYear, place));
    }).flat();
  }

  // How sure the value of one indicator is, its rank, and how much of it is unknown.
  function standing(index, year, place) {
    const one = T.at(index, year, place);
    return [intervalLine(one), rankLine(index, year, place), T.data.layers[index].scored ? null : unknownLine(one)];
  }

  function intervalLine(one) {
    const found = one.failing === 0 ? null : T.interval(one);
    const digits = one.asked < 100 ? 0 : 1;
    return found ? line("interval", T.say("views.card.interval", { low: T.number(found[0], digits), high: T.number(found[1], digits) })) : null;
  }

  function rankLine(index, year, place) {
    const found = T.rank(index, year, place);
    return found ? line("rank", T.say("views.card.rank", { rank: found[0], all: found[1], level: T.level(T.data.level) })) : null;
  }

  function unknownLine(one) {
    return one.unknown ? line(one.unknown === "over_20" ? "unknown care" : "unknown", T.say("card.unknown_" + one.unknown)) : null;
  }

  // Everything that a picture tells of a place, in the order of the card.
  function linesOf(picture, place) {
    const layer = T.data.layers[picture.layer];
    const one = T.at(picture.layer, picture.year, place);
    const fields = picture.view.card || (picture.kind === "pair" ? OF_PAIR : FIELDS);
    let list = [];
    if (picture.kind === "change") { list = changeLines(picture, place); }
    else if (picture.kind === "pair") { list = pairLines(picture, place); }
    else { list = valueLines(picture, layer, one, place).concat(line("counts", households(one, layer))); }
    if (picture.arrange === "years" && picture.kind !== "change") {
      const other = T.pictures().find(function (twin) { return twin.year !== picture.year; });
      list.push(yearLine(layer, picture.layer, other.year, place));
    }
    if (picture.kind !== "pair") { list = list.concat(standing(picture.layer, picture.year, place)); }
    return list.filter(function (each) {
      return each && each.text && (each.kind === "title" || fields.indexOf(each.kind.split(" ")[0]) !== -1);
    });
  }

  // The classes of the page for a kind of line.
  function dressed(each) {
    const names = { value: "value", title: "title", unknown: "quiet", "unknown care": "care", interval: "quiet", rank: "rank" };
    return T.el.apply(null, ["p", { class: names[each.kind] || null }].concat(together(each.text)));
  }

  // A word or two in brackets is not torn apart at the end of a line.
  function together(text) {
    return text.split(/(\([^()]{1,18}\))/).filter(Boolean).map(function (part) {
      return part[0] === "(" && part.slice(-1) === ")" ? T.el("span", { class: "whole" }, part) : part;
    });
  }

  function trend(picture, place) {
    const fields = picture.view.card || FIELDS;
    const chart = picture.kind === "pair" || fields.indexOf("trend") === -1 ? null : T.trendLine(picture.layer, place, { width: Math.max(260, Math.min(440, card.clientWidth - 44)), height: 104 });
    return chart ? T.el("div", { class: "trend-box" }, T.el("p", { class: "quiet" }, T.say("views.card.trend")), chart) : null;
  }

  T.drawCard = function () {
    const place = subject();
    const picture = T.pictures().pop();
    const head = T.el("h3", {}, T.placeName(place));
    if (place !== T.AREA) { head.prepend(T.swatchOf(T.lookIn(picture, T.keyIn(picture, place)))); }
    const badge = T.unverified();
    const inside = T.el("div", { class: "inside" }, head, badge ? T.el("p", {}, badge) : null);
    linesOf(picture, place).forEach(function (each) { inside.append(dressed(each)); });
    if (T.rough(place)) { inside.append(T.el("p", { class: "quiet" }, T.rough(place))); }
    const chart = trend(picture, place);
    if (chart) { inside.append(chart); }
    if (T.state.kept !== null && T.state.pointed === null && T.sheetButton) { inside.append(T.sheetButton(place) || ""); }
    T.replace(body, inside);
    document.getElementById("card-close").hidden = T.state.kept === null;
    card.classList.toggle("kept", T.state.kept !== null);
  };

  // What a screen reader says on a polygon or a row: the lines of the card.
  T.spoken = function (place, shown) {
    const picture = shown || T.pictures().pop();
    const told = linesOf(picture, place).map(function (each) { return each.text; });
    const year = T.shown().arrange === "years" ? T.yearText(picture.year) + " " : "";
    return year + T.placeName(place) + ": " + told.join(" · ");
  };

  // Point at a place (or null), without keeping it.
  T.point = function (place) {
    T.state.pointed = place;
    T.drawCard();
    T.markRow(place === null ? T.state.kept : place);
    if (T.markPlace) { T.markPlace(place === null ? T.state.kept : place); }
  };

  // No longer point at a place. A card that shows none is not drawn anew: a button in it that is being
  // pressed would be gone before it is let go.
  T.leave = function () { if (T.state.pointed !== null) { T.point(null); } };

  // Keep a place; the same one again lets it go.
  T.keep = function (place) {
    T.state.pointed = null;
    T.go({ kept: T.state.kept === place ? null : place });
    uncover(place);
  };

  // On a narrow screen the card of a kept place lies over the foot of the page: not on that place,
  // nor when a link opens the page with one.
  T.onMap(function (_, main) { if (main && T.state.kept !== null) { uncover(T.state.kept); } });

  function uncover(place) {
    if (T.state.kept === null || getComputedStyle(card).position !== "fixed") { return; }
    const hidden = T.heightOf(place) + 40 - card.getBoundingClientRect().top;
    if (hidden > 0) { window.scrollBy(0, hidden); }
  }

  // Polygons and rows say their own lines: a card that follows the pointer is not read out as well.
  body.setAttribute("aria-live", "off");
}(window.TambonPage));
