// Village sheets: what a place falls short of, beside the whole area and the target, its years, its
// people and what is near, drawn from the published cells.
(function (T) {
  "use strict";

  const MANY = 300;

  const body = document.getElementById("sheet-body");
  const select = document.getElementById("sheet-place");
  const part = T.data.sheets || {};
  let AREA = T.AREA;
  const ROWS = 10;
  const LINES = 6;
  const NAMES = 12;
  const FEW = 4;
  const WORKS = 6;
  // height of a landscape page, in its own pixels, and how many pages are measured
  const PAPER = 702;
  const MEASURED = 200;

  // --- the cells of a place ---

  function digitsOf(code) { return Number(code.replace(/\D/g, "")); }

  // The order of two indicators by their number, as Python has it.
  function byCode(a, b) {
    const one = T.data.layers[a.layer].code;
    const other = T.data.layers[b.layer].code;
    return digitsOf(one) - digitsOf(other) || (one < other ? -1 : 1);
  }

  // Nearly all first, then shares as told, then few by the largest share that it can be; null: no problem.
  function weight(one) {
    if (one.form === "most") { return [0, 0]; }
    if ((one.form === "exact" || one.form === "rounded") && one.failing > 0) { return [1, -one.failing / one.asked]; }
    if (one.form === "few") { return [2, one.households ? -Math.min(1, FEW / one.households) : -1]; }
    return null;
  }

  // The problems of a place in one year of a rulebook, worst first: the rule of Python's `standing`.
  function problemsOf(place, book, year) {
    const found = [];
    T.data.layers.forEach(function (layer, i) {
      if (layer.book !== book || !layer.cells || !layer.cells[year]) { return; }
      const cell = T.at(i, year, place);
      const by = weight(cell);
      if (by) { found.push({ layer: i, year: year, cell: cell, by: by }); }
    });
    return found.sort(function (a, b) { return a.by[0] - b.by[0] || a.by[1] - b.by[1] || byCode(a, b); });
  }

  // Rulebooks with their newest year; those of scores apart.
  function books(scored) {
    const found = [];
    T.data.books.forEach(function (book, i) {
      const years = T.yearsOfBook(i);
      if (years.length > 0 && Boolean(book.scores) === scored) { found.push({ book: i, head: book, year: years[years.length - 1] }); }
    });
    return found;
  }

  // Between which percentages a cell lies; null where its form says nothing of the share.
  function range(one, layer) {
    if (one.share !== null && one.share !== undefined) { return [one.share, one.share]; }
    if (layer.counts !== "household" || !one.asked) { return null; }
    const edge = Math.min(100, 100 * FEW / one.asked);
    if (one.form === "few") { return [100 / one.asked, edge]; }
    if (one.form === "zero_band") { return [0, edge]; }
    return one.form === "most" ? [100 - edge, 100] : null;
  }

  function target(layer) { return part.targets && part.targets[layer] ? part.targets[layer][0] : null; }

  // The next round number, so that bars of one sheet share one scale.
  function ceiling(values) {
    const most = Math.max.apply(null, values.concat([1]));
    return [5, 10, 20, 25, 40, 50, 75, 100].find(function (step) { return most <= step; }) || 100;
  }

  function percent(value) { return T.say("sheet.unit.percent", { n: T.number(value) }); }

  function valueOf(layer, year, place) { return T.words(T.at(layer, year, place), place, T.data.layers[layer]).value; }

  function shortName(place) {
    const moo = place === AREA ? null : T.data.places[place][1];
    return moo === null ? T.placeName(place) : T.say("card.moo", { moo: String(moo) });
  }

  // --- bars ---

  function scaleOf(rows, place) {
    const values = [];
    rows.forEach(function (row) {
      const own = range(row.cell, T.data.layers[row.layer]);
      const all = place === AREA ? null : range(T.at(row.layer, row.year, AREA), T.data.layers[row.layer]);
      values.push(own ? own[1] : 0, all ? all[1] : 0, target(row.layer) || 0);
    });
    return ceiling(values);
  }

  function mark(kind, value, top) {
    const x = 100 * Math.min(value, top) / top + "%";
    return T.svg("line", { class: kind, x1: x, x2: x, y1: 1, y2: 25 });
  }

  // A number is a full bar, a rounded one a hollow bar, a band a range.
  function kindOf(cell, ends) {
    if (ends[0] !== ends[1]) { return "bar-range"; }
    return cell.form === "rounded" ? "bar-about" : "bar-told";
  }

  // A bar of the place with the area as a line across it; a band is a range between two ends.
  function bar(row, place, top) {
    const layer = T.data.layers[row.layer];
    const own = range(row.cell, layer);
    const all = T.at(row.layer, row.year, AREA);
    const drawn = T.svg("svg", { class: "bar", width: "100%", height: 26, "aria-hidden": "true" });
    drawn.append(T.svg("line", { class: "bar-zero", x1: 0, x2: "100%", y1: 25.5, y2: 25.5 }));
    if (own) {
      const low = own[0] === own[1] ? 0 : own[0];
      drawn.append(T.svg("rect", { class: kindOf(row.cell, own), x: 100 * low / top + "%", y: 6, height: 14,
        width: 100 * Math.max(own[1] - low, top / 150) / top + "%" }));
    }
    if (place !== AREA && all.share !== null && all.share !== undefined) { drawn.append(mark("bar-area", all.share, top)); }
    if (target(row.layer) !== null) { drawn.append(mark("bar-target", target(row.layer), top)); }
    return drawn;
  }

  function sample(kind) {
    const drawn = T.svg("svg", { width: 30, height: 26, class: "bar", "aria-hidden": "true" });
    if (["bar-told", "bar-about", "bar-range"].indexOf(kind) !== -1) {
      drawn.append(T.svg("rect", { class: kind, x: 2, y: 6, width: 26, height: 14 }));
    } else {
      drawn.append(mark(kind, 50, 100));
    }
    return drawn;
  }

  function key(rows, place) {
    const kinds = [["bar-told", shortName(place)]];
    const has = function (test) { return rows.some(test); };
    ["about", "range"].forEach(function (name) {
      const drawn = function (row) { const own = range(row.cell, T.data.layers[row.layer]); return own && kindOf(row.cell, own) === "bar-" + name; };
      if (has(drawn)) { kinds.push(["bar-" + name, T.say("sheet.bars." + name)]); }
    });
    if (place !== AREA) { kinds.push(["bar-area", T.say("sheet.bars.area", { level: T.parentLevel() })]); }
    if (has(function (row) { return target(row.layer) !== null; })) { kinds.push(["bar-target", T.say("sheet.bars.target")]); }
    const list = T.el("ul", { class: "sheet-key" });
    kinds.forEach(function (kind) { list.append(T.el("li", {}, sample(kind[0]), kind[1])); });
    return list;
  }

  // --- the table of problems ---

  function rankText(row, place) {
    const found = T.rank(row.layer, row.year, place);
    return found ? T.say("sheet.problems.of", { rank: found[0], ranked: found[1] }) : T.say("sheet.problems.none");
  }

  function problemRow(row, n, place, top) {
    const layer = T.data.layers[row.layer];
    const told = T.words(row.cell, place, layer);
    const aim = target(row.layer);
    const out = T.el("tr", {}, T.el("td", { class: "nth" }, T.number(n)),
      T.el("th", { scope: "row" }, layer.short, T.el("small", {}, told.detail)),
      T.el("td", { class: "own" }, T.el("strong", {}, told.value), bar(row, place, top),
        aim === null ? null : T.el("small", {}, T.say("sheet.bars.aim", { n: percent(aim) }))));
    if (place !== AREA) {
      out.append(T.el("td", { class: "num", "data-label": T.say("sheet.problems.area", { level: T.parentLevel() }) }, valueOf(row.layer, row.year, AREA)),
        T.el("td", { class: "num", "data-label": T.say("sheet.problems.rank") }, rankText(row, place)));
    }
    return out;
  }

  function problemTable(rows, place, name) {
    const top = scaleOf(rows, place);
    const head = T.el("tr", {}, T.el("th", { scope: "col" }, T.say("sheet.problems.nth")), T.el("th", { scope: "col" }, T.say("sheet.problems.indicator")),
      T.el("th", { scope: "col", class: "own" }, T.say("sheet.problems.share"), T.el("small", {}, T.say("sheet.problems.scale", { n: percent(top) }))));
    if (place !== AREA) {
      head.append(T.el("th", { scope: "col", class: "num" }, T.say("sheet.problems.area", { level: T.parentLevel() })),
        T.el("th", { scope: "col", class: "num" }, T.say("sheet.problems.rank")));
    }
    const lines = T.el("tbody", {});
    rows.forEach(function (row, i) { lines.append(problemRow(row, i + 1, place, top)); });
    return T.el("table", { class: "sheet-problems", "aria-label": name }, T.el("thead", {}, head), lines);
  }

  function surveyText(one) { return T.say("sheet.part.survey", { survey: one.head.short, year: String(one.year) }); }

  function unverified(is) { return is ? T.el("span", { class: "badge unverified" }, T.say("badge.unverified")) : null; }

  function titled(name, text, badge, tag) {
    return T.el("section", { class: "sheet-part sheet-" + name }, T.el(tag || "h4", {}, text, badge ? " " : null, badge));
  }

  // Why there is no list: all of it is hidden, or nobody is known to fail.
  function nothing(place, one) {
    const hidden = T.data.layers.some(function (layer, i) {
      return layer.book === one.book && layer.cells && layer.cells[one.year] && T.at(i, one.year, place).form === "hidden";
    });
    return hidden ? T.say("sheet.problems.hidden", { asked: T.data.limits.asked }) : T.say("sheet.problems.nothing");
  }

  function problemsPart(place, one, most, brief) {
    const all = problemsOf(place, one.book, one.year);
    const rows = all.slice(0, most);
    const text = T.say("sheet.problems.title", { survey: surveyText(one) });
    const out = titled("main", text, unverified(one.head.unverified), brief ? "h3" : "h4");
    if (rows.length === 0) { out.append(T.el("p", {}, nothing(place, one))); return out; }
    out.append(problemTable(rows, place, text), key(rows, place));
    if (!brief) {
      out.append(T.el("p", { class: "quiet" }, all.length > rows.length ? T.say("sheet.problems.more", { n: all.length - rows.length }) + " " : "",
        place === AREA ? T.say("sheet.problems.order_area", { k: T.data.limits.k }) : T.say("sheet.problems.order", { k: T.data.limits.k })));
    }
    return out;
  }

  // --- scores of a village: what has the lowest score, in words ---

  function scoresPart(place, one) {
    const worst = one.head.scores[0];
    const mine = T.data.layers.map(function (layer, i) { return { layer: layer, i: i }; })
      .filter(function (each) { return each.layer.book === one.book && each.layer.cells && each.layer.cells[one.year]; });
    const names = [];
    let judged = 0;
    mine.forEach(function (each) {
      const cell = T.at(each.i, one.year, place);
      if (place === AREA) {
        judged += cell.asked > 0 ? 1 : 0;
        if (cell.failing > 0) { names.push([cell.failing / cell.asked, T.say("sheet.scores.villages", { title: each.layer.short, n: cell.failing, of: cell.asked })]); }
      } else if (cell.score !== null && cell.score !== undefined) {
        judged += 1;
        if (cell.score === worst[0]) { names.push([0, each.layer.short]); }
      }
    });
    if (judged === 0) { return null; }
    names.sort(function (a, b) { return b[0] - a[0]; });
    const told = place === AREA ? T.say("sheet.scores.area", { n: names.length, of: judged, score: worst[0] })
      : T.say("sheet.scores.own", { n: names.length, of: judged, score: worst[0] });
    const out = titled("scores", surveyText(one), unverified(one.head.unverified));
    out.append(T.el("p", {}, told));
    if (names.length > 0) {
      out.append(T.el("ul", { class: "sheet-names" }));
      names.slice(0, NAMES).forEach(function (name) { out.lastChild.append(T.el("li", {}, name[1])); });
      if (names.length > NAMES) { out.append(T.el("p", { class: "quiet" }, T.say("sheet.scores.rest", { n: names.length - NAMES }))); }
    }
    return out;
  }

  // --- years: small drawings of one scale ---

  const W = 200;
  const H = 104;

  function yearLine(points, kind) {
    let path = "";
    points.forEach(function (point, i) {
      if (point.y === null) { return; }
      path += (i > 0 && points[i - 1].y !== null ? "L" : "M") + point.x + " " + point.y;
    });
    return T.svg("path", { class: kind, d: path });
  }

  function pointsOf(layer, years, place, top) {
    const height = function (share) { return 84 - 62 * Math.min(share, top) / top; };
    return years.map(function (year, i) {
      const one = T.at(layer, year, place);
      const ends = range(one, T.data.layers[layer]);
      return { year: year, x: 30 + i * (W - 60) / Math.max(1, years.length - 1), y: T.told(one) ? height(one.share) : null, cell: one,
        band: ends && !T.told(one) ? [height(ends[0]), height(ends[1])] : null };
    });
  }

  function drawPoint(drawing, point, labelled, place, layer) {
    const rounded = point.y === null && point.band && point.band[0] === point.band[1];
    if (point.y !== null || rounded) {
      const y = rounded ? point.band[0] : point.y;
      drawing.append(T.svg("circle", { class: rounded ? "line-dot about" : "line-dot", cx: point.x, cy: y, r: 4 }));
      if (labelled) { drawing.append(T.svg("text", { class: "line-value", x: point.x, y: y - 9 }, T.words(point.cell, place, layer).value)); }
    } else if (point.band) {
      drawing.append(T.svg("rect", { class: "bar-range", x: point.x - 6, y: point.band[1], width: 12, height: Math.max(4, point.band[0] - point.band[1]) }));
    } else {
      drawing.append(T.svg("text", { class: "line-none", x: point.x, y: 80 }, T.say("sheet.years.gap")));
    }
  }

  function lineOf(index, years, place, top) {
    const layer = T.data.layers[index];
    const own = pointsOf(index, years, place, top);
    const spoken = own.map(function (point) { return T.yearText(point.year) + " " + valueOf(index, point.year, place); }).join(", ");
    const drawing = T.svg("svg", { viewBox: "0 0 " + W + " " + H, role: "img", "aria-label": layer.short + ": " + spoken });
    drawing.append(T.svg("line", { class: "bar-zero", x1: 6, x2: W - 6, y1: 84, y2: 84 }));
    if (place !== AREA) { drawing.append(yearLine(pointsOf(index, years, AREA, top), "line-area")); }
    drawing.append(yearLine(own, "line-own"));
    own.forEach(function (point, i) {
      const end = i === 0 || i === own.length - 1;
      drawPoint(drawing, point, end, place, layer);
      if (end || own.length < 4) { drawing.append(T.svg("text", { class: "line-year", x: point.x, y: 101 }, String(point.year))); }
    });
    return T.el("figure", {}, T.el("figcaption", {}, layer.short), drawing);
  }

  function yearsPart(place, one) {
    const years = T.yearsOfBook(one.book);
    const rows = problemsOf(place, one.book, one.year).slice(0, LINES);
    if (years.length < 2 || rows.length === 0) { return null; }
    const values = [];
    rows.forEach(function (row) {
      years.forEach(function (year) {
        [place, AREA].forEach(function (where) {
          const ends = range(T.at(row.layer, year, where), T.data.layers[row.layer]);
          if (ends) { values.push(ends[1]); }
        });
      });
    });
    const top = ceiling(values);
    const out = titled("years", T.say("sheet.years.title"), unverified(one.head.unverified));
    const grid = T.el("div", { class: "sheet-lines" });
    rows.forEach(function (row) { grid.append(lineOf(row.layer, years, place, top)); });
    out.append(grid, T.el("p", { class: "quiet" }, place === AREA ? T.say("sheet.years.note", { n: percent(top) })
      : T.say("sheet.years.note_area", { n: percent(top), name: shortName(place), level: T.parentLevel() })));
    return out;
  }

  // --- the radar ---

  function spoke(i, n, share, reach) {
    const turn = 2 * Math.PI * i / n - Math.PI / 2;
    return [(150 + reach * share * Math.cos(turn)).toFixed(1), (130 + reach * share * Math.sin(turn)).toFixed(1)];
  }

  function ring(n, shares) { return shares.map(function (share, i) { return spoke(i, n, share, 100).join(","); }).join(" "); }

  // The outline of a place, only where every axis is told; a range takes its middle and is drawn on its axis.
  function outline(row, kind) {
    if (!row || row.some(function (axis) { return !axis; })) { return null; }
    return T.svg("polygon", { class: kind, points: ring(row.length, row.map(function (axis) { return (axis[0] + axis[axis.length - 1]) / 200; })) });
  }

  function radarDrawing(row, all) {
    const n = part.aspects.titles.length;
    const drawing = T.svg("svg", { viewBox: "0 0 300 262", "aria-hidden": "true", class: "sheet-drawing" });
    [0.25, 0.5, 0.75, 1].forEach(function (share) { drawing.append(T.svg("polygon", { class: "radar-ring", points: ring(n, Array(n).fill(share)) })); });
    part.aspects.titles.forEach(function (_, i) {
      const end = spoke(i, n, 1, 100);
      const at = spoke(i, n, 1.16, 100);
      drawing.append(T.svg("line", { class: "radar-ring", x1: 150, y1: 130, x2: end[0], y2: end[1] }),
        T.svg("text", { class: "radar-number", x: at[0], y: Number(at[1]) + 6 }, T.number(i + 1)));
    });
    [outline(all, "radar-area"), outline(row, "radar-own")].forEach(function (shape) { if (shape) { drawing.append(shape); } });
    (row || []).forEach(function (axis, i) {
      if (!axis) { return; }
      const from = spoke(i, n, axis[0] / 100, 100);
      const to = spoke(i, n, axis[axis.length - 1] / 100, 100);
      drawing.append(axis.length === 1 ? T.svg("circle", { class: "radar-dot", cx: to[0], cy: to[1], r: 4.5 })
        : T.svg("line", { class: "radar-range", x1: from[0], y1: from[1], x2: to[0], y2: to[1] }));
    });
    return drawing;
  }

  function axisText(axis) {
    if (!axis) { return T.say("sheet.radar.none"); }
    return axis.length === 1 ? T.number(axis[0], 1) : T.say("sheet.unit.range", { low: T.number(axis[0], 1), high: T.number(axis[1], 1) });
  }

  function radarPart(place) {
    const told = part.aspects;
    if (!told || (!told.rows[place] && !told.rows[AREA])) { return null; }
    const row = told.rows[place] || null;
    const all = place === AREA ? null : told.rows[AREA] || null;
    const surveys = told.surveys.map(function (one) { return T.say("sheet.part.survey", { survey: one[0], year: String(one[1]) }); }).join(" · ");
    const out = titled("radar", T.say("sheet.radar.title", { n: told.titles.length }), unverified(told.unverified));
    const head = T.el("tr", {}, T.el("th", { scope: "col" }, T.say("sheet.radar.aspect")), T.el("th", { scope: "col", class: "num" }, shortName(place)));
    if (all) { head.append(T.el("th", { scope: "col", class: "num" }, T.say("sheet.problems.area", { level: T.parentLevel() }))); }
    const lines = T.el("tbody", {});
    told.titles.forEach(function (title, i) {
      const line = T.el("tr", {}, T.el("th", { scope: "row" }, T.number(i + 1) + " " + title), T.el("td", { class: "num" }, axisText(row && row[i])));
      if (all) { line.append(T.el("td", { class: "num" }, axisText(all[i]))); }
      lines.append(line);
    });
    out.append(radarDrawing(row, all), T.el("table", { class: "sheet-small" }, T.el("thead", {}, head), lines),
      T.el("p", { class: "quiet" }, place === AREA ? T.say("sheet.radar.note", { surveys: surveys })
        : T.say("sheet.radar.note_area", { surveys: surveys, level: T.parentLevel() })));
    if (told.unverified) { out.append(T.el("p", { class: "quiet" }, told.source)); }
    return out;
  }

  // --- people and places ---

  function pyramidDrawing(bands) {
    const most = Math.max.apply(null, bands.map(function (band) { return Math.max(band[1] || 0, band[2] || 0); }).concat([1]));
    const drawing = T.svg("svg", { viewBox: "0 0 300 " + (34 * bands.length + 30), class: "sheet-drawing", role: "img",
      "aria-label": T.say("sheet.people.title") + ": " + bands.map(function (band) {
        return T.say("sheet.people.band", { ages: band[0], men: band[1] === null ? T.say("sheet.people.none") : band[1],
          women: band[2] === null ? T.say("sheet.people.none") : band[2] });
      }).join("; ") });
    drawing.append(T.svg("text", { class: "people-head", x: 98, y: 18, "text-anchor": "end" }, T.say("sheet.people.men")),
      T.svg("text", { class: "people-head", x: 202, y: 18, "text-anchor": "start" }, T.say("sheet.people.women")));
    bands.slice().reverse().forEach(function (band, i) {
      const y = 28 + 34 * i;
      drawing.append(T.svg("text", { class: "people-ages", x: 150, y: y + 19 }, band[0]));
      [[band[1], "people-men", -1], [band[2], "people-women", 1]].forEach(function (side) {
        if (side[0] === null) { return; }
        const long = 62 * side[0] / most;
        const edge = 150 + side[2] * 48;
        drawing.append(T.svg("rect", { class: side[1], x: side[2] < 0 ? edge - long : edge, y: y, width: long, height: 26 }),
          T.svg("text", { class: "people-count", x: edge + side[2] * (long + 4), y: y + 19, "text-anchor": side[2] < 0 ? "end" : "start" }, T.number(side[0])));
      });
    });
    return drawing;
  }

  function peoplePart(place) {
    if (!part.pyramid) { return null; }
    const bands = part.pyramid.rows[place];
    const out = titled("people", T.say("sheet.people.title"));
    if (!bands) { out.append(T.el("p", {}, T.say("sheet.people.hidden", { k: T.data.limits.k }))); return out; }
    out.append(pyramidDrawing(bands));
    if (place === AREA && part.pyramid.shown < AREA) {
      out.append(T.el("p", { class: "quiet" }, T.say("sheet.people.some", { n: part.pyramid.shown, of: AREA, level: T.level(T.data.level) })));
    }
    return out;
  }

  function away(metres) {
    return metres < 1000 ? T.say("map.metres", { n: metres }) : T.say("map.kilometres", { n: T.number(metres / 1000, 1) });
  }

  function reachPart(place) {
    const row = part.reach && place !== AREA ? part.reach.rows[place] : null;
    if (!row) { return null; }
    const out = titled("near", T.say("sheet.near.title"));
    const lines = T.el("tbody", {});
    row.map(function (one, i) { return [one, part.reach.kinds[i]]; }).filter(function (one) { return one[0]; })
      .sort(function (a, b) { return a[0][1] - b[0][1]; })
      .forEach(function (one) {
        lines.append(T.el("tr", {}, T.el("th", { scope: "row" }, one[1]), T.el("td", {}, part.reach.names[one[0][0]]),
          T.el("td", { class: "num" }, away(one[0][1]))));
      });
    const head = T.el("tr", {}, T.el("th", { scope: "col" }, T.say("sheet.near.kind")), T.el("th", { scope: "col" }, T.say("sheet.near.name")),
      T.el("th", { scope: "col", class: "num" }, T.say("sheet.near.away")));
    out.append(T.el("table", { class: "sheet-small" }, T.el("thead", {}, head), lines), T.el("p", { class: "quiet" }, T.say("sheet.near.note", { level: T.level(T.data.level) })));
    return out;
  }

  // --- what the plan does for it ---

  function worksPart(place) {
    const list = T.sheetProjects(place, WORKS);
    if (!list) { return null; }
    const out = titled("works-part", T.say("plan.map.sheet"));
    out.append(list);
    return out;
  }

  // --- the whole sheet ---

  // How many households were asked, as far as any cell tells.
  function households(place, one) {
    let most = null;
    let about = false;
    T.data.layers.forEach(function (layer, i) {
      if (layer.book !== one.book || !layer.cells || !layer.cells[one.year]) { return; }
      const cell = T.at(i, one.year, place);
      if (cell.households !== null && cell.households !== undefined && cell.households > (most || 0)) {
        most = cell.households;
        about = cell.form === "rounded";
      }
    });
    if (most === null) { return T.say("sheet.head.few", { survey: surveyText(one), k: T.data.limits.asked }); }
    return T.say("sheet.head.asked", { survey: surveyText(one), n: about ? T.say("table.about", { n: most }) : T.number(most) });
  }

  // The rulebooks of the sheet that nobody has confirmed yet, by name.
  function doubted() {
    const names = T.data.books.filter(function (book, i) { return book.unverified && T.yearsOfBook(i).length > 0; }).map(function (book) { return book.short; });
    return names.length > 0 ? [T.el("span", { class: "badge unverified" }, T.say("badge.unverified") + ": " + names.join(" · "))] : [];
  }

  // On paper a sheet stands alone: it says itself what the head of the page says.
  function paperMarks() {
    return Array.from(document.querySelectorAll(".top :is(.synthetic, .internal)"), function (badge) { return badge.cloneNode(true); })
      .concat(doubted());
  }

  function heading(place, tag) {
    const marks = T.el("p", { class: "sheet-marks" }, T.data.area.title);
    if (tag === "h2") { paperMarks().forEach(function (badge) { marks.append(" ", badge); }); }
    const asked = books(false).map(function (one) { return households(place, one); });
    if (T.rough(place)) { asked.push(T.rough(place)); }
    return T.el("header", { class: "sheet-head" }, T.el("div", {}, T.el(tag, {}, T.placeName(place)), marks), T.el("p", {}, asked.join(" · ")));
  }

  function sheetOf(place, tag) {
    const counted = books(false);
    const each = counted.map(function (one, i) { return problemsPart(place, one, i === 0 ? ROWS : 4, false); });
    const years = counted.slice(0, 1).map(function (one) { return yearsPart(place, one); });
    const scores = books(true).map(function (one) { return scoresPart(place, one); });
    const columns = [each.concat(scores), [radarPart(place)].concat(years), [peoplePart(place), reachPart(place), worksPart(place)]];
    const out = T.el("article", { class: "sheet" }, heading(place, tag));
    const grid = T.el("div", { class: "sheet-grid" });
    columns.forEach(function (parts) {
      const shown = parts.filter(Boolean);
      if (shown.length > 0) { grid.append(T.el.apply(null, ["div", { class: "sheet-column" }].concat(shown))); }
    });
    out.append(grid, T.el("footer", { class: "sheet-foot" }, T.say("sheet.part.foot", { date: T.data.made })));
    return out;
  }

  // A sheet in few words, for a projector: the worst indicators and the radar.
  T.briefSheet = function (place) {
    const parts = books(false).slice(0, 1).map(function (one) { return problemsPart(place, one, 5, true); });
    return T.el.apply(null, ["article", { class: "sheet brief", tabindex: 0 }].concat(parts));
  };

  // --- the section of the page ---

  let drawn = null;

  function subject() {
    if (T.state.sheet !== null && T.state.sheet !== undefined) { return T.state.sheet; }
    return T.state.kept === null ? AREA : T.state.kept;
  }

  function fill() {
    select.append(T.el("option", { value: AREA }, T.placeName(AREA)));
    T.data.places.forEach(function (_, i) { select.append(T.el("option", { value: i }, T.placeName(i))); });
  }

  // On a page of many places the first sheet waits until it is nearly in sight: it opens every layer.
  let near = T.data.places.length <= MANY;

  function approach(seen, watcher) {
    if (!seen.some(function (one) { return one.isIntersecting; })) { return; }
    near = true;
    watcher.disconnect();
    draw();
  }

  if (!near) { new IntersectionObserver(approach, { rootMargin: "300px" }).observe(document.getElementById("sheets")); }

  function draw() {
    const place = subject();
    if (drawn === place || !(near || typeof T.state.sheet === "number")) { return; }
    drawn = place;
    if (select.options.length === 0) { fill(); }
    select.value = String(place);
    T.replace(body, sheetOf(place, "h3"));
  }

  // The whole area stands before the first village.
  function step(by) {
    const count = AREA + 1;
    const at = ((subject() + 1) % count + by + count) % count;
    T.go({ sheet: at === 0 ? AREA : at - 1 });
  }

  function show(place) {
    T.go({ sheet: place });
    const head = document.getElementById("sheets");
    head.scrollIntoView({ block: "start" });
    const title = body.querySelector("h3");
    title.setAttribute("tabindex", "-1");
    title.focus({ preventScroll: true });
  }

  T.sheetButton = function (place) {
    const button = T.el("button", { type: "button", class: "to-sheet" }, T.say("sheet.head.open"));
    button.addEventListener("click", function () { show(place); });
    return button;
  };

  // One page for each place, for printing; by default every village and the whole area.
  T.layOutSheets = function (on, places) {
    const target = document.getElementById("sheets-print");
    target.hidden = !on;
    T.replace(target);
    if (!on) { return; }
    const every = T.data.places.map(function (_, i) { return i; }).concat([AREA]);
    const pages = (places || every).map(function (place) { return T.el("section", { class: "sheet-page" }, sheetOf(place, "h2")); });
    target.append.apply(target, pages);
    if (pages.length <= MEASURED) { pages.forEach(fit); }
  };

  // A sheet that says more than a page holds is drawn a little smaller.
  function fit(page) {
    const high = page.firstChild.getBoundingClientRect().height;
    if (high > PAPER) { page.firstChild.style.zoom = String(Math.max(0.7, Math.floor(1000 * PAPER / high) / 1000)); }
  }

  T.problemsOf = problemsOf;
  //rungs: T.onRung(function () { AREA = T.AREA; drawn = null; select.replaceChildren(); });
  select.addEventListener("change", function () { T.go({ sheet: Number(select.value) }); });
  document.getElementById("sheet-before").addEventListener("click", function () { step(-1); });
  document.getElementById("sheet-after").addEventListener("click", function () { step(1); });
  document.getElementById("sheet-print").addEventListener("click", function () {
    T.print({ paper: "a4", sheets: [subject()], only: true });
  });
  T.onDraw(draw);
  // On a phone the card of the map lies over the page: not while a sheet is read.
  T.onDraw(function () { document.body.classList.toggle("reading", T.state.sheet !== null); });

  // An address that names a sheet opens the page at it, once everything has its place.
  if (window.location.hash.split("/").indexOf("sheet") > 2) {
    const there = function () { document.getElementById("sheets").scrollIntoView({ block: "start", behavior: "instant" }); };
    if (document.readyState === "complete") { there(); } else { window.addEventListener("load", there); }
  }
}(window.TambonPage));
