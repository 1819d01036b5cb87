// Rungs: of provinces, amphoes and tambons the page shows one area at a time with what lies in it.
// The other scripts know these places only; the outline of a wider area is made of the borders that
// stand once in it.
(function (T) {
  "use strict";

  const all = { places: T.data.places, borders: T.borders.places, area: T.data.area, sheets: T.data.sheets, plan: T.data.plan };
  const LEVELS = T.data.rungs.map(function (one) { return one[0]; });
  const ROOT = all.area.code;
  const AREA = all.places.length;
  const FINEST = LEVELS.length - 1;
  const hooks = [];
  const spots = new Map();
  const below = new Map();
  const outlines = new Map();
  // The rung of each place: 0 the widest; the first place of the finest.
  const rungs = [].concat.apply([], T.data.rungs.map(function (one, n) { return new Array(one[1]).fill(n); }));
  const first = rungs.indexOf(FINEST);
  const digits = T.data.rungs.map(function (_, n) { return all.places[rungs.indexOf(n)][0].length; });

  // What is sensitive is withheld at a rung only where no place of it shows anything, in any year.
  const withheld = T.data.layers.map(function (layer) {
    return LEVELS.map(function (_, n) {
      const from = rungs.indexOf(n);
      return Boolean(layer.withheld) && Object.values(layer.cells || {}).every(function (one) {
        return !/[^w]/.test(one[0].slice(from, from + T.data.rungs[n][1]));
      });
    });
  });

  // The code of the area that a place lies in, one rung up.
  function parentOf(place) { return rungs[place] === 0 ? ROOT : all.places[place][0].slice(0, digits[rungs[place] - 1]); }

  all.places.forEach(function (one, place) {
    const code = parentOf(place);
    spots.set(one[0], place);
    if (!below.has(code)) { below.set(code, []); }
    below.get(code).push(place);
  });

  // The polygons of the finest rung that make up a place.
  function leaves(place) {
    if (rungs[place] === FINEST) { return [place]; }
    return below.get(all.places[place][0]).map(leaves).flat();
  }

  // Borders that stand in exactly one of the polygons, in the direction in which they are walked.
  function once(place) {
    const open = new Map();
    leaves(place).forEach(function (leaf) {
      all.borders[leaf - first].flat(2).forEach(function (name) {
        const border = name < 0 ? ~name : name;
        if (!open.delete(border)) { open.set(border, name); }
      });
    });
    return Array.from(open.values());
  }

  // Both ends of a border as it is walked.
  function ends(name) {
    const line = T.borders.lines[name < 0 ? ~name : name];
    const two = [line[0] + "," + line[1], line[line.length - 2] + "," + line[line.length - 1]];
    return name < 0 ? two.reverse() : two;
  }

  // Rings of these borders, one behind the other, each a polygon of its own: holes are told by the
  // even-odd rule alone.
  function chained(names) {
    const from = new Map();
    const used = new Set();
    const out = [];
    names.forEach(function (name) {
      const start = ends(name)[0];
      if (!from.has(start)) { from.set(start, []); }
      from.get(start).push(name);
    });
    names.forEach(function (name) {
      if (used.has(name)) { return; }
      const ring = [];
      const start = ends(name)[0];
      let next = name;
      while (next !== undefined) {
        used.add(next);
        ring.push(next);
        const end = ends(next)[1];
        next = end === start ? undefined : (from.get(end) || []).find(function (one) { return !used.has(one); });
      }
      out.push([ring]);
    });
    return out;
  }

  function bordersOf(place) {
    if (rungs[place] === FINEST) { return all.borders[place - first]; }
    if (!outlines.has(place)) { outlines.set(place, chained(once(place))); }
    return outlines.get(place);
  }

  function areaOf(code) {
    if (code === ROOT) { return all.area; }
    const place = spots.get(code);
    return { code: code, title: all.places[place][2], level: LEVELS[rungs[place]] };
  }

  // Rows of a table with one row a place, those that are shown now.
  function rowsOf(part, of) {
    return part && part.rows ? Object.assign({}, part, { rows: of.map(function (place) { return part.rows[place]; }) }) : part;
  }

  function sheetsOf(of) {
    const out = {};
    Object.entries(all.sheets).forEach(function (pair) { out[pair[0]] = rowsOf(pair[1], of); });
    return out;
  }

  // Everything that the other scripts read, for one area and what lies in it.
  function show(code) {
    const of = below.get(code);
    const level = rungs[of[0]];
    const whole = code === ROOT ? AREA : spots.get(code);
    T.rung = { code: code, level: level, finest: level === FINEST, of: of.concat([whole]) };
    T.data.places = of.map(function (place) { return all.places[place]; });
    T.borders.places = of.map(bordersOf);
    T.data.level = LEVELS[level];
    T.data.area = areaOf(code);
    T.data.sheets = sheetsOf(T.rung.of);
    T.data.layers.forEach(function (layer, i) { layer.withheld = withheld[i][level]; });
    if (all.plan) { T.data.plan = Object.assign({}, all.plan, { at: of.map(function (place) { return all.plan.at[place]; }) }); }
    T.state.rung = code;
    T.forget();
    hooks.forEach(function (hook) { hook(); });
  }

  // Called with each change of the state: another area lets go of what was kept in the one before.
  T.enterRung = function (changes) {
    const code = changes.rung;
    if (code === undefined || code === T.state.rung) { return; }
    ["kept", "sheet"].forEach(function (name) { if (changes[name] === undefined) { changes[name] = null; } });
    T.state.pointed = null;
    show(code);
  };

  // Where a place stands: the area to show, and its own number in it (null for an area itself).
  T.goalOf = function (code) {
    const place = spots.get(code);
    if (place === undefined || code === ROOT) { return { rung: ROOT, kept: null }; }
    if (rungs[place] !== FINEST) { return { rung: code, kept: null }; }
    const up = parentOf(place);
    return { rung: up, kept: below.get(up).indexOf(place) };
  };

  // The areas from the whole down to one: codes.
  T.pathTo = function (code) {
    if (code === ROOT) { return [ROOT]; }
    return T.pathTo(parentOf(spots.get(code))).concat([code]);
  };

  // A step of a story names its place by the number among all.
  T.atRung = function (step) {
    const named = typeof step.place === "number" && step.place < AREA;
    const goal = T.goalOf(named ? all.places[step.place][0] : ROOT);
    T.go({ rung: goal.rung });
    return Object.assign({}, step, { place: goal.kept === null ? undefined : goal.kept });
  };

  Object.assign(T, { rungRoot: ROOT, rungLevels: LEVELS, everyPlace: all.places, rungOf: function (place) { return rungs[place]; },
    hasCode: function (code) { return code === ROOT || spots.has(code); }, areaOf: areaOf, outlineOf: bordersOf,
    belowOf: function (code) { return below.get(code); }, spotOf: function (code) { return spots.get(code); },
    onRung: function (hook) { hooks.push(hook); } });
  show(ROOT);
}(window.TambonPage));
