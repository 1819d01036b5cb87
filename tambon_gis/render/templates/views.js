// Views: shade, circles for counts, change between two years, two indicators at once. A picture is
// what one map shows: {kind, layer, year, from, second, secondYear}.
(function (T) {
  "use strict";

  const given = T.data.views || {};
  const LIST = given.list && given.list.length > 0 ? given.list : [{ id: "shade", kind: "shade", title: "" }];
  const ARRANGEMENTS = ["one", "years", "multiples", "dimension"];
  const CIRCLE = given.circle || { colour: "#1f6db2", ring: "#ffffff" };
  const PLAIN = "#f7f5ef";
  const NEVER = ["not_asked", "no_data", "withheld"];
  const most = new Map();
  const clothes = new Map();
  const FIRST = LIST.find(function (one) { return one.kind === "shade"; }) || LIST[0];

  Object.assign(T.state, { view: LIST[0].id, from: null, second: null, arrange: "one", sheet: null });

  function viewOf(id) { return LIST.find(function (one) { return one.id === id; }) || null; }

  // The view of shares that is shown: its classes are those of the table too.
  function shading() {
    const view = viewOf(T.state.view);
    return view && view.kind === "shade" && !tied(view) ? view : FIRST;
  }

  function tied(view) { return typeof view.indicator === "number" && view.indicator !== T.state.layer; }

  // A layer with the bounds, palette and names of classes that the view of shares gives it.
  function dressed(index) {
    const view = shading();
    const key = view.id + "/" + index;
    if (!clothes.has(key)) {
      const layer = T.data.layers[index];
      const own = { breaks: view.breaks && view.breaks[index] || layer.breaks, palette: view === FIRST ? null : view.palette };
      own.titles = view.titles && view.titles.length === (own.breaks || []).length + 1 ? view.titles : null;
      clothes.set(key, Object.assign({}, layer, own));
    }
    return clothes.get(key);
  }

  function classesOf(picture) { return dressed(picture.classes === undefined ? picture.layer : picture.classes); }

  function cutsOf(index) { return given.pair && given.pair.cuts ? given.pair.cuts[T.refOf(T.data.layers[index])] : undefined; }

  // Whether an indicator can be drawn in a way: scores have no counts and no differences.
  function possible(kind, index) {
    const layer = T.data.layers[index];
    if (kind === "shade") { return true; }
    if (!layer.cells || layer.scored || layer.withheld) { return false; }
    if (kind === "circles") { return true; }
    if (kind === "change") { return given.change !== undefined && earlier(index).length > 0; }
    return cutsOf(index) !== undefined && partners(index).length > 0;
  }

  // The years of an indicator before the one that is shown, or would be: a change runs forwards.
  function earlier(index) {
    const has = T.yearsOf(index);
    const year = has.indexOf(T.state.wanted) === -1 ? Math.max.apply(null, has) : T.state.wanted;
    return has.filter(function (one) { return one < year; });
  }

  // Whether only an earlier year is missing for a change.
  function lacksEarlier(kind, index) {
    const layer = T.data.layers[index];
    return kind === "change" && Boolean(layer.cells) && !layer.scored && !layer.withheld && given.change !== undefined && earlier(index).length === 0;
  }

  // Indicators that can stand beside another in the same view, in the same rulebook first.
  function partners(index) {
    const all = T.data.layers.map(function (_, i) { return i; }).filter(function (i) {
      return i !== index && T.data.layers[i].cells && !T.data.layers[i].withheld && cutsOf(i) !== undefined;
    });
    const own = T.data.layers[index].book;
    return all.filter(function (i) { return T.data.layers[i].book === own; })
      .concat(all.filter(function (i) { return T.data.layers[i].book !== own; }));
  }

  // Indicators of the same dimension that have cells in the year.
  function dimension() {
    const own = T.data.layers[T.state.layer];
    return T.data.layers.map(function (_, i) { return i; }).filter(function (i) {
      const one = T.data.layers[i];
      return one.book === own.book && one.dimension === own.dimension && T.yearsOf(i).indexOf(T.state.year) !== -1 &&
        (!one.withheld || one === own) && Boolean(one.scored) === Boolean(own.scored);
    });
  }

  // Whose classes all indicators of the group are drawn in: the one that is shown, if it has any.
  function classLayer() {
    return [T.state.layer].concat(dimension()).find(function (one) { return (T.data.layers[one].breaks || []).length > 0; });
  }

  // The years to compare with: for a change those before, side by side any other.
  function othersOf(kind) {
    return kind === "change" ? earlier(T.state.layer) : T.yearsOf(T.state.layer).filter(function (year) { return year !== T.state.year; });
  }

  // The year to compare with: the one that was chosen, else the nearest before, else any other.
  function fromYear(kind) {
    const others = othersOf(kind);
    if (others.indexOf(T.state.from) !== -1) { return T.state.from; }
    const before = others.filter(function (year) { return year < T.state.year; });
    return before.length > 0 ? Math.max.apply(null, before) : others.length > 0 ? Math.min.apply(null, others) : null;
  }

  // The second indicator: the one that was chosen, else the one with the most numbers in the year.
  function secondLayer(view) {
    const list = partners(T.state.layer);
    const wanted = [T.state.second, view.second].find(function (one) { return list.indexOf(one) !== -1; });
    if (wanted !== undefined) { return wanted; }
    const many = list.map(function (one) { return T.partsOf(one, nearest(one, T.state.year)).length; });
    return list[many.indexOf(Math.max.apply(null, many))];
  }

  function nearest(index, year) {
    const has = T.yearsOf(index);
    return has.indexOf(year) === -1 ? Math.max.apply(null, has) : year;
  }

  function arrangeable(kind) {
    const several = T.yearsOf(T.state.layer).length > 1;
    const plain = kind === "shade" || kind === "circles";
    return ARRANGEMENTS.filter(function (one) {
      return one === "one" || plain && (one === "dimension" ? kind === "shade" && dimension().length > 1 : several);
    });
  }

  // What is shown: the state, where a way that the indicator does not allow gives way to the first.
  function shown() {
    const state = T.state;
    let view = viewOf(state.view) || LIST[0];
    if (tied(view) || !possible(view.kind, state.layer)) { view = FIRST; }
    const kind = view.kind;
    const arrange = arrangeable(kind).indexOf(state.arrange) === -1 ? "one" : state.arrange;
    const second = kind === "pair" ? secondLayer(view) : null;
    return { view: view, kind: kind, arrange: arrange, layer: state.layer, year: state.year,
      classes: arrange === "dimension" ? classLayer() : undefined,
      from: kind === "change" || arrange === "years" ? fromYear(kind) : null,
      second: second, secondYear: second === null ? null : nearest(second, state.year) };
  }

  // The maps of what is shown: one, or an earlier and a later year.
  function pictures() {
    const now = shown();
    const years = now.arrange === "years" ? [now.from, now.year].sort() : [now.year];
    return years.map(function (year) { return Object.assign({}, now, { year: year }); });
  }

  // The reason why a cell shows no number.
  function unknown(one) { return one.form === "hidden" ? "u_hidden" : NEVER.indexOf(one.form) === -1 ? "u_band" : "u_none"; }

  // Two cells that both show a number, else why not: what is least known decides.
  function both(a, b) {
    if (T.told(a) && T.told(b)) { return null; }
    const why = [a, b].filter(function (one) { return !T.told(one); }).map(unknown);
    return ["u_none", "u_hidden", "u_band"].find(function (key) { return why.indexOf(key) !== -1; });
  }

  function cells(picture, place) {
    const first = T.at(picture.layer, picture.year, place);
    if (picture.kind === "change") { return [T.at(picture.layer, picture.from, place), first]; }
    return picture.kind === "pair" ? [first, T.at(picture.second, picture.secondYear, place)] : [first];
  }

  // A difference in percentage points, as the two published shares give it.
  function difference(pair) { return Math.round((pair[1].share - pair[0].share) * 10) / 10; }

  // The class of a difference: a bound belongs to the class that is nearer to no change.
  function changeStep(points) {
    const bounds = given.change.breaks;
    if (points > 0) { return T.step(points, bounds); }
    const above = bounds.findIndex(function (bound) { return points < bound; });
    return above === -1 ? bounds.length : above;
  }

  function keyIn(picture, place) {
    const pair = cells(picture, place);
    if (picture.kind === "shade") { return T.classKey(pair[0], classesOf(picture)); }
    if (picture.kind === "circles") { return pair[0].form === "exact" || pair[0].form === "rounded" ? "number" : pair[0].form; }
    const why = both(pair[0], pair[1]);
    if (why) { return why; }
    if (picture.kind === "change") { return "d" + changeStep(difference(pair)); }
    return "p" + T.step(pair[0].share, cutsOf(picture.layer)) + T.step(pair[1].share, cutsOf(picture.second));
  }

  function lookIn(picture, key) {
    if (key[0] === "d" && key.length === 2) { return { colour: given.change.colours[Number(key[1])], pattern: null }; }
    if (key[0] === "p" && key.length === 3) { return { colour: given.pair.colours[Number(key[1]) * 3 + Number(key[2])], pattern: null }; }
    const forms = { u_band: "zero_band", u_hidden: "hidden", u_none: "no_data" };
    if (forms[key]) { return T.look(forms[key]); }
    if (picture.kind === "circles" && ["number", "few", "zero_band", "most"].indexOf(key) !== -1) { return { colour: PLAIN, pattern: null }; }
    return T.look(key, classesOf(picture));
  }

  // Every key that a picture can have, in the order of the legend.
  function keysIn(picture) {
    const why = ["u_band", "u_hidden", "u_none"];
    if (picture.kind === "change") { return given.change.colours.map(function (_, i) { return "d" + i; }).concat(why); }
    if (picture.kind === "pair") { return given.pair.colours.map(function (_, i) { return "p" + Math.floor(i / 3) + i % 3; }).concat(why); }
    if (picture.kind === "circles") { return ["zero", "zero_band", "few", "number", "most", "hidden"].concat(NEVER); }
    return T.classKeys(classesOf(picture));
  }

  // The largest number failing that a layer shows, over all its years: the scale of its circles.
  function topOf(index) {
    if (!most.has(index)) {
      let top = 0;
      T.yearsOf(index).forEach(function (year) {
        for (let place = 0; place < T.AREA; place += 1) {
          const one = T.at(index, year, place);
          if (one.form === "exact" || one.form === "rounded") { top = Math.max(top, one.failing || 0); }
        }
      });
      most.set(index, top);
    }
    return most.get(index);
  }

  // The radius of the largest circle on a map of a size, in pixels.
  function largest(size) {
    const room = Math.sqrt(size.x * size.y / Math.max(T.AREA, 1));
    return Math.max(4, Math.min(36, room * 0.42));
  }

  // Area in proportion to the number failing.
  function radius(index, count, widest) { return widest * Math.sqrt(count / (topOf(index) || 1)); }

  // The circle of a place: full for a number, a small hollow ring for a band, none else.
  function circleIn(picture, place, widest) {
    if (picture.kind !== "circles") { return null; }
    const one = T.at(picture.layer, picture.year, place);
    if (one.form === "few" || one.form === "zero_band" || one.form === "most") { return ring(one.form, widest); }
    if ((one.form !== "exact" && one.form !== "rounded") || !one.failing) { return null; }
    return { radius: radius(picture.layer, one.failing, widest), fill: true, fillColor: CIRCLE.colour, fillOpacity: 0.82, color: CIRCLE.ring, weight: 1.5 };
  }

  function ring(form, widest) {
    return { radius: Math.min(form === "most" ? 9 : 6, widest * 0.5), fill: false, color: CIRCLE.colour, weight: form === "most" ? 3.5 : 2,
      dashArray: form === "zero_band" ? "3 3" : null };
  }

  //rungs: T.onRung(function () { most.clear(); clothes.clear(); });
  Object.assign(T, { ARRANGEMENTS: ARRANGEMENTS, views: LIST, dressed: dressed, classesOf: classesOf, viewOf: viewOf, firstView: function () { return LIST[0].id; },
    shown: shown, pictures: pictures, possible: possible, lacksEarlier: lacksEarlier, othersOf: othersOf, changeStep: changeStep, arrangeable: arrangeable, partners: partners, dimension: dimension,
    cellsIn: cells, difference: difference, keyIn: keyIn, lookIn: lookIn, keysIn: keysIn, cutsOf: cutsOf,
    largest: largest, radius: radius, circleIn: circleIn, topOf: topOf, ring: ring, circleLook: CIRCLE });
}(window.TambonPage));
