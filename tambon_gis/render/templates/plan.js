// Projects of the plan: a layer of the map with a number at each place, the list of a village sheet,
// links from the section of the plan to the map, and the whole of it unfolded on paper.
(function (T) {
  "use strict";

  const plan = T.data.plan;
  const KINDS = ["running", "done", "planned", "untold", "dropped"];
  const NAMED = 5;
  const section = document.getElementById("plan");

  function projectsAt(place) {
    const at = plan && T.data.plan.at[place];
    return at ? at.map(function (i) { return plan.projects[i]; }) : [];
  }

  // The furthest under way stands for a place.
  function kindAt(place) { return Math.min.apply(null, projectsAt(place).map(function (one) { return one[1]; })); }

  function some(titles) {
    const named = titles.slice(0, NAMED).join(" · ");
    return titles.length > NAMED ? T.say("plan.map.more", { titles: named, n: titles.length - NAMED }) : named;
  }

  // The layer as those of the group: one row a place, a cell of the card for each status.
  function layer() {
    const out = { id: "projects", kind: "points", title: T.say("plan.map.title"), label: true, card: plan.status, rows: [], shapes: [], counts: [] };
    const kinds = [];
    T.data.places.forEach(function (one, place) {
      const mine = projectsAt(place);
      if (mine.length === 0) { return; }
      const kind = kindAt(place);
      if (kinds.indexOf(kind) === -1) { kinds.push(kind); }
      const cells = plan.status.map(function (_, status) {
        return some(mine.filter(function (each) { return each[1] === status; }).map(function (each) { return each[0]; }));
      });
      out.rows.push([T.say("plan.map.at", { place: T.placeName(place), n: mine.length }), cells, kind, mine.length]);
      out.shapes.push([[Math.round(one[3] * 1e5), Math.round(one[4] * 1e5)]]);
    });
    kinds.sort();
    out.rows.forEach(function (row) { row[2] = kinds.indexOf(row[2]); });
    out.symbols = kinds.map(function (kind) { return ["plan:" + KINDS[kind], T.say("plan.map." + KINDS[kind]), ""]; });
    return out;
  }

  // A symbol with its number of projects; without one for the legend.
  T.planSymbol = function (symbol, number) {
    return T.el("b", { class: "spot " + symbol[0].slice(5), "aria-hidden": "true" }, number === undefined ? "" : T.number(number));
  };

  if (plan && T.data.plan.at.slice(0, T.data.places.length).some(function (one) { return one.length > 0; })) {
    T.data.vectors = (T.data.vectors || []).concat([layer()]);
  }

  // The projects of a place on its sheet, those for it alone before those for all.
  T.sheetProjects = function (place, most) {
    const mine = place === T.AREA ? [] : projectsAt(place);
    const list = T.el("ul", { class: "sheet-works" });
    mine.slice(0, most).forEach(function (one) {
      const told = [plan.status[one[1]], plan.states[one[2]]].filter(Boolean).join(" · ");
      list.append(T.el("li", {}, one[0], T.el("small", {}, told)));
    });
    if (mine.length > most) { list.append(T.el("li", { class: "quiet" }, T.say("plan.map.rest", { n: mine.length - most }))); }
    return mine.length > 0 ? list : null;
  };

  // A link to the map also goes to it; one to a project opens what it stands in.
  function follow(event) {
    const link = event.target.closest("a.see");
    if (!link) { return; }
    const found = T.recalled(link.getAttribute("href"));
    if (!found) { return; }
    event.preventDefault();
    T.go(found);
    const map = document.getElementById("map");
    map.scrollIntoView({ block: "start" });
    map.setAttribute("tabindex", "-1");
    map.focus({ preventScroll: true });
  }

  let folded = [];

  function unfold() {
    folded = Array.from(section.querySelectorAll("details:not([open])"));
    folded.forEach(function (part) { part.open = true; });
  }

  if (section) {
    section.addEventListener("click", follow);
    window.addEventListener("beforeprint", unfold);
    window.addEventListener("afterprint", function () { folded.forEach(function (part) { part.open = false; }); });
  }
}(window.TambonPage));
