// The card keeps the height that it once needed, so that what stands below it does not jump away
// from under the pointer. Another layer or view begins anew.
(function (T) {
  "use strict";

  const holder = document.querySelector(".holder");
  const card = holder && holder.querySelector(".card");
  // Room for the lines that a place has and the whole area has not.
  const MORE = 64;

  function fixed() { return !holder.contains(card) || getComputedStyle(card).position === "fixed"; }

  function grow() {
    if (fixed()) { return; }
    const height = card.firstElementChild.offsetHeight + 26;
    if (height > (parseFloat(holder.style.minHeight) || 0)) { holder.style.minHeight = height + "px"; }
  }

  function anew() {
    holder.style.minHeight = "";
    if (!fixed() && T.state.kept === null && !T.layer().scored) { holder.style.minHeight = card.firstElementChild.offsetHeight + MORE + "px"; }
    grow();
  }

  if (!card) { return; }
  new ResizeObserver(grow).observe(card.firstElementChild);
  window.addEventListener("resize", anew);
  T.onDraw(function (whole) { if (whole) { anew(); } });
  anew();
  // Until the typeface is there, lines have other lengths.
  document.fonts.ready.then(anew);
}(window.TambonPage));
