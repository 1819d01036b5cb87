// The card: the value of the place that is pointed at, else of the one that is kept, else the total.
(function (T) {
  "use strict";

  const card = document.getElementById("card-body").parentNode;

  function subject() {
    if (T.state.pointed !== null) { return T.state.pointed; }
    return T.state.kept === null ? T.AREA : T.state.kept;
  }

  function households(one) {
    const unit = T.layer().counts;
    if (T.layer().scored || unit === "household" || unit === "village") { return null; }
    if (!["exact", "rounded", "zero"].includes(one.form)) { return null; }
    if (one.households === null || one.households === undefined) { return null; }
    return T.say("card.asked_households", { n: T.about(one, one.households) });
  }

  T.drawCard = function () {
    const place = subject();
    const one = T.cell(place);
    const told = T.words(one, place);
    const empty = place === T.AREA && one.form === "no_data";
    const head = T.el("h3", {}, T.placeName(place));
    if (place !== T.AREA) { head.prepend(T.swatch(T.classKey(one))); }
    const badge = T.unverified();
    T.replace(document.getElementById("card-body"), T.el("div", { class: "inside" }, head, badge ? T.el("p", {}, badge) : null,
      T.el("p", { class: "value" }, empty ? T.say("card.no_total") : told.value),
      told.detail ? T.el("p", {}, told.detail) : null,
      T.data.approximate && place !== T.AREA ? T.el("p", { class: "quiet" }, T.say("badge.approximate")) : null,
      households(one) ? T.el("p", {}, households(one)) : null,
      one.unknown && !T.layer().scored ? T.el("p", { class: one.unknown === "over_20" ? "care" : "quiet" }, T.say("card.unknown_" + one.unknown)) : null));
    document.getElementById("card-close").hidden = T.state.kept === null;
    card.classList.toggle("kept", T.state.kept !== null);
  };

  // What a screen reader says on a polygon or a row.
  T.spoken = function (place) {
    const told = T.words(T.cell(place), place);
    return T.placeName(place) + ": " + told.value + (told.detail ? " (" + told.detail + ")" : "");
  };

  // Point at a place (or null), without keeping it.
  T.point = function (place) {
    T.state.pointed = place;
    T.drawCard();
    T.markRow(place === null ? T.state.kept : place);
    if (T.markPlace) { T.markPlace(place === null ? T.state.kept : place); }
  };

  // Keep a place; the same one again lets it go.
  T.keep = function (place) {
    T.go({ kept: T.state.kept === place ? null : place });
    uncover(place);
  };

  // On a narrow screen the card of a kept place lies over the foot of the page: not on that place.
  function uncover(place) {
    if (T.state.kept === null || getComputedStyle(card).position !== "fixed") { return; }
    const hidden = T.heightOf(place) + 40 - card.getBoundingClientRect().top;
    if (hidden > 0) { window.scrollBy(0, hidden); }
  }
}(window.TambonPage));
