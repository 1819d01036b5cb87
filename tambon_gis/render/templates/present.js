// Presenter mode: the steps of a story over the whole screen, with the live map, its legend and card.
(function (T) {
  "use strict";

  const story = T.data.story;
  const box = document.getElementById("present");
  if (!box || !story || !story.steps || story.steps.length === 0) { return; }

  const part = function (name) { return document.getElementById("present-" + name); };
  const rest = Array.from(document.body.children).filter(function (node) { return node !== box && node.id !== "symbols" && node.tagName !== "SCRIPT"; });
  const moved = [["#map", "stage"], [".board .card", "slot"], [".board .legend", "slot"]];
  const SWIPE = 60;
  const NARROW = 760;
  let at = null;
  let top = 0;
  let before = null;
  let places = [];
  let touch = null;

  const open = T.el("button", { type: "button", class: "present-open", id: "present-open" }, T.say("story.step.open"));
  (document.querySelector(".top .marks") || document.querySelector(".choose")).prepend(open);

  // The map, the card and the legend stand in the presenter, and go back to where they were.
  function move() {
    places = moved.map(function (pair) {
      const node = document.querySelector(pair[0]);
      const stand = document.createComment("");
      node.before(stand);
      part(pair[1]).append(node);
      return [node, stand];
    });
  }

  function moveBack() {
    places.forEach(function (pair) { pair[1].replaceWith(pair[0]); });
    places = [];
  }

  function fit() { window.dispatchEvent(new Event("resize")); }

  // What a step shows; what it does not say stays as the step before left it.
  function view(step) {
    //rungs: step = T.atRung(step);
    const out = { kept: null, sheet: null, arrange: "one" };
    if (step.layer !== undefined) { out.layer = step.layer; out.view = T.firstView ? T.firstView() : "shade"; }
    if (step.year !== undefined) { out.year = step.year; }
    if (step.view !== undefined) { out.view = step.view; }
    if (step.place !== undefined && step.place !== T.AREA) { out.kept = step.place; }
    return out;
  }

  function paragraphs(text) {
    return text.split("\n").filter(function (line) { return line.trim() !== ""; }).map(function (line) { return T.el("p", {}, line); });
  }

  function drawSheet(step) {
    const old = part("stage").querySelector(".brief");
    if (old) { old.remove(); }
    box.classList.toggle("with-sheet", Boolean(step.sheet));
    if (step.sheet) {
      const place = step.place === undefined ? T.AREA : step.place;
      part("stage").append(T.briefSheet(place));
    }
  }

  // The legend stands beside the map where the words leave room for it, else under the map.
  function placeLegend() {
    const legend = box.querySelector(".legend");
    part("slot").append(legend);
    if (box.clientWidth > NARROW && part("side").scrollHeight > part("side").clientHeight) { part("stage").append(legend); }
  }

  // A step with nothing of its own to point at shows no card; one without a layer has more room for words.
  function drawStep() {
    const step = story.steps[at];
    const count = T.say("story.step.count", { n: at + 1, of: story.steps.length });
    part("title").textContent = step.title;
    T.replace.apply(null, [part("text")].concat(paragraphs(step.text)));
    part("count").textContent = count;
    part("before").disabled = at === 0;
    part("after").disabled = at === story.steps.length - 1;
    box.classList.toggle("with-place", step.place !== undefined && !step.sheet);
    drawSheet(step);
    T.go(view(step));
    // the name of the indicator is not said twice
    box.classList.toggle("named", step.title.indexOf(T.layer().short) !== -1);
    placeLegend();
    part("said").textContent = count + ". " + step.title + ". " + step.text;
    part("side").scrollTop = 0;
    part("side").tabIndex = part("side").scrollHeight > part("side").clientHeight ? 0 : -1;
    fit();
  }

  function go(to) {
    const next = Math.max(0, Math.min(story.steps.length - 1, to));
    if (next === at) { return; }
    at = next;
    drawStep();
    // a button that has just been switched off loses the focus
    if (document.activeElement === document.body || document.activeElement.disabled) { part(at === 0 ? "after" : "before").focus(); }
  }

  // The whole screen, where the viewer allows it; else the presenter covers the page.
  function cover() {
    const allowed = !navigator.userActivation || navigator.userActivation.isActive;
    if (allowed && box.requestFullscreen) { box.requestFullscreen().catch(function () { /* the page is covered */ }); }
  }

  function start(first) {
    if (at !== null) { return; }
    before = { layer: T.state.layer, year: T.state.year, view: T.state.view, kept: T.state.kept, from: T.state.from,
      second: T.state.second, arrange: T.state.arrange, sheet: T.state.sheet, top: window.scrollY };
    //rungs: before.rung = T.state.rung;
    box.hidden = false;
    document.body.classList.add("presenting");
    rest.forEach(function (node) { node.inert = true; });
    move();
    part("draft").hidden = !story.draft;
    at = Math.max(0, Math.min(story.steps.length - 1, first));
    drawStep();
    part(at === story.steps.length - 1 ? "before" : "after").focus();
    cover();
  }

  function stop() {
    if (at === null) { return; }
    at = null;
    rest.forEach(function (node) { node.inert = false; });
    moveBack();
    document.body.classList.remove("presenting");
    box.hidden = true;
    const old = part("stage").querySelector(".brief");
    if (old) { old.remove(); }
    top = before.top;
    delete before.top;
    T.go(before);
    fit();
    leave();
  }

  // While an element has the whole screen nothing else can be focused.
  function leave() {
    if (document.fullscreenElement) { document.exitFullscreen().then(back, back); } else { back(); }
  }

  function back() {
    window.scrollTo(0, top);
    open.focus({ preventScroll: true });
  }

  // The whole screen may come only after the presenter was closed again: it is given back then.
  function screenChanged() {
    if (at === null) {
      if (document.fullscreenElement) { leave(); }
    } else if (document.fullscreenElement) { fit(); } else { stop(); }
  }

  const KEYS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };

  function pressed(event) {
    if (at === null || event.altKey || event.ctrlKey || event.metaKey) { return; }
    const onButton = event.target.closest && event.target.closest("button");
    let to = null;
    if (KEYS[event.key]) { to = at + KEYS[event.key]; }
    if (event.key === " " && !onButton) { to = at + (event.shiftKey ? -1 : 1); }
    if (event.key === "Home") { to = 0; }
    if (event.key === "End") { to = story.steps.length - 1; }
    if (to === null && event.key !== "Escape") { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.key === "Escape") { stop(); } else { go(to); }
  }

  function swiped(event) {
    if (touch === null || event.changedTouches.length === 0) { return; }
    const by = event.changedTouches[0].clientX - touch[0];
    const up = event.changedTouches[0].clientY - touch[1];
    touch = null;
    if (Math.abs(by) > SWIPE && Math.abs(by) > 2 * Math.abs(up)) { go(at + (by < 0 ? 1 : -1)); }
  }

  open.addEventListener("click", function () { start(0); });
  part("before").addEventListener("click", function () { go(at - 1); });
  part("after").addEventListener("click", function () { go(at + 1); });
  part("close").addEventListener("click", stop);
  document.addEventListener("keydown", pressed, true);
  document.addEventListener("fullscreenchange", screenChanged);
  box.addEventListener("touchstart", function (event) {
    touch = event.touches.length === 1 && !event.target.closest("#map") ? [event.touches[0].clientX, event.touches[0].clientY] : null;
  }, { passive: true });
  box.addEventListener("touchend", swiped);

  // …/present/3 opens the third step.
  const asked = /\/present\/(\d+)$/.exec(window.location.hash);
  if (asked) { window.addEventListener("load", function () { start(Number(asked[1]) - 1); }); }
}(window.TambonPage));
