// The choice of a view and of its arrangement: beside the years, or behind one button on a phone.
(function (T) {
  "use strict";

  const strip = document.getElementById("ways");
  const panel = document.getElementById("ways-more");
  const wide = window.matchMedia("(min-width: 900px)");
  const picks = {};
  let said = "";

  // A named list; it is filled again at each redraw.
  function pick(name, act) {
    const list = T.el("select", { id: "choose-" + name, autocomplete: "off" });
    const label = T.el("label", { for: "choose-" + name }, T.say("views.choose." + name));
    list.addEventListener("change", function () { act(list.value); });
    picks[name] = { box: T.el("div", { class: "pick " + name }, label, list), list: list };
    return picks[name].box;
  }

  function option(value, text, able, why) {
    return T.el("option", { value: value, disabled: !able }, able ? text : T.say("views.choose." + (why || "cannot"), { title: text }));
  }

  function refill(name, options, value) {
    const one = picks[name];
    one.box.hidden = options.length < 2;
    T.replace.apply(null, [one.list].concat(options));
    one.list.value = String(value);
  }

  // A view that is tied to an indicator goes to it.
  function chooseView(id) {
    const view = T.viewOf(id);
    const changes = { view: id, from: null, second: null };
    if (typeof view.indicator === "number") { changes.layer = view.indicator; }
    if (typeof view.second === "number") { changes.second = view.second; }
    T.go(changes);
    const now = T.shown();
    if (now.from !== null) { T.go({ from: now.from }); }
  }

  function fillSecond(now) {
    picks.second.box.hidden = now.kind !== "pair";
    if (now.kind !== "pair") { return; }
    const list = picks.second.list;
    const able = T.partners(T.state.layer);
    T.replace(list);
    T.fillLayers(list, function (_, i) { return able.indexOf(i) !== -1; });
    list.value = String(now.second);
  }

  function summary(now) {
    return [now.view.title].concat(now.arrange === "one" ? [] : [T.say("views.arrange." + now.arrange)]).join(" · ");
  }

  // A screen reader hears what is shown, once, when it has changed.
  function tell(now) {
    const text = T.say("views.choose.now", { title: T.title(), when: T.yearText(T.state.year), view: summary(now) });
    if (said !== "" && said !== text) { document.getElementById("say-now").textContent = text; }
    said = text;
  }

  T.drawViews = function () {
    const now = T.shown();
    refill("as", T.views.map(function (one) {
      const index = typeof one.indicator === "number" ? one.indicator : T.state.layer;
      return option(one.id, one.title, T.possible(one.kind, index), T.lacksEarlier(one.kind, index) ? "no_earlier" : null);
    }), now.view.id);
    const able = T.arrangeable(now.kind);
    refill("arrange", T.ARRANGEMENTS.filter(function (one) { return able.indexOf(one) !== -1; }).map(function (one) {
      return option(one, T.say("views.arrange." + one), true);
    }), now.arrange);
    const years = now.from === null ? [] : T.othersOf(now.kind);
    refill("from", years.map(function (year) { return option(year, T.yearText(year), true); }), now.from);
    picks.from.box.hidden = years.length === 0;
    fillSecond(now);
    document.getElementById("ways-now").textContent = summary(now);
    panel.hidden = wide.matches || (picks.as.box.hidden && picks.arrange.box.hidden);
    tell(now);
  };

  function settle() {
    const home = wide.matches ? strip : panel.querySelector(".inside");
    Object.keys(picks).forEach(function (name) { home.append(picks[name].box); });
    strip.hidden = !wide.matches;
    panel.hidden = wide.matches;
  }

  pick("as", chooseView);
  pick("second", function (value) { T.go({ second: Number(value) }); });
  pick("from", function (value) { T.go({ from: Number(value) }); });
  pick("arrange", function (value) { T.go({ arrange: value, from: null }); });
  wide.addEventListener("change", function () { settle(); T.drawViews(); });
  settle();
}(window.TambonPage));
