// Small drawings in SVG: a value over the years as a line, a band as the range that it leaves.
(function (T) {
  "use strict";

  const TOPS = [1, 2, 5, 10, 20, 40, 60, 80, 100];
  const SIDE = 30;

  // The end of an axis of percents that holds a value.
  function topFor(value) { return TOPS.find(function (top) { return value <= top; }) || 100; }

  // The range that a published band leaves, in percent of the households; null for a number or nothing.
  function bandOf(one) {
    const homes = one.households === null || one.households === undefined ? one.asked : one.households;
    if (!homes) { return null; }
    const few = Math.min(100, 100 * (T.data.limits.k - 1) / homes);
    if (one.form === "few") { return [100 / homes, few]; }
    if (one.form === "zero_band") { return [0, few]; }
    return one.form === "most" ? [100 - few, 100] : null;
  }

  // A band as a chart has room for it.
  function bandText(one) {
    const k = T.data.limits.k;
    if (one.form === "few") { return "<" + k; }
    if (one.form === "zero_band") { return T.say("views.card.band", { low: 0, high: k - 1 }); }
    return one.form === "most" ? T.say("value.most") : "";
  }

  function text(x, y, said, name) { return T.svg("text", { x: x, y: y, class: name, "text-anchor": "middle" }, said); }

  // One year: a point with its number, a range with its band, or a mark that nothing is told.
  function mark(one, x, place, size) {
    const share = T.told(one) || (one.form === "rounded" && one.share !== null) ? one.share : null;
    if (share !== null) {
      const y = size.y(share);
      return [T.svg("circle", { cx: x, cy: y, r: 4.5, class: T.told(one) ? "dot" : "dot about" }), text(x, y - 10, T.share(one), "number")];
    }
    const band = bandOf(one);
    if (band) {
      const high = size.y(band[1]);
      return [T.svg("rect", { x: x - 7, y: high, width: 14, height: Math.max(3, size.y(band[0]) - high), class: "band" }),
        text(x, high - 8, bandText(one), "number")];
    }
    return [T.svg("line", { x1: x, x2: x, y1: size.y(0), y2: size.y(size.top), class: "gap" }), text(x, size.y(0) - 6, T.say("table.none"), "number")];
  }

  // Lines only between neighbouring years that both show a number.
  function path(cells, xs, size) {
    let d = "";
    let open = false;
    cells.forEach(function (one, i) {
      const on = T.told(one);
      if (on) { d += (open ? "L" : "M") + xs[i].toFixed(1) + " " + size.y(one.share).toFixed(1); }
      open = on;
    });
    return T.svg("path", { d: d || "M0 0", class: "line", fill: "none" });
  }

  // The words of a chart, year by year, for those who do not see it.
  function spoken(index, years, cells, place) {
    const told = years.map(function (year, i) {
      return T.say("views.card.year", { year: T.yearText(year), value: T.words(cells[i], place, T.data.layers[index]).value });
    });
    return T.say("views.card.trend") + " " + told.join(" ");
  }

  // A place over the years of an indicator; null where there are fewer than two, or only scores.
  function trendLine(index, place, options) {
    const years = T.yearsOf(index);
    const wide = options && options.width || 300;
    const high = options && options.height || 112;
    if (years.length < 2 || T.data.layers[index].scored) { return null; }
    const cells = years.map(function (year) { return T.at(index, year, place); });
    const top = topFor(Math.max.apply(null, cells.map(function (one) { return T.told(one) ? one.share : (bandOf(one) || [0, one.share || 0])[1]; })));
    const size = { top: top, y: function (value) { return high - 26 - (high - 54) * value / top; } };
    const span = years[years.length - 1] - years[0];
    const xs = years.map(function (year) { return SIDE + (wide - 2 * SIDE) * (year - years[0]) / span; });
    const out = T.svg("svg", { class: "chart trend", viewBox: "0 0 " + wide + " " + high, width: wide, height: high, role: "img",
      "aria-label": spoken(index, years, cells, place) },
    T.svg("line", { x1: 0, x2: wide, y1: size.y(0), y2: size.y(0), class: "base" }), path(cells, xs, size));
    const skip = Math.ceil(years.length * 48 / wide);
    years.forEach(function (year, i) {
      mark(cells[i], xs[i], place, size).forEach(function (node, at) { if (at === 0 || (years.length - 1 - i) % skip === 0) { out.append(node); } });
      if ((years.length - 1 - i) % skip === 0) {
        out.append(text(xs[i], high - 7, String(year), year === T.state.year ? "year now" : "year"));
      }
    });
    return out;
  }

  Object.assign(T, { trendLine: trendLine, bandOf: bandOf, topFor: topFor });
}(window.TambonPage));
