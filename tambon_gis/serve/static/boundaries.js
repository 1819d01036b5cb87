"use strict";
// The present step while a layer is looked into; the whole screen anew once that ends.
const work = document.getElementById("work");
const step = document.getElementById("step");
let missed = 0;

async function look() {
  try {
    const answer = await fetch(work.dataset.state, { cache: "no-store" });
    const told = await answer.json();
    missed = 0;
    if (told.state !== "running") {
      location.reload();
      return;
    }
    if (told.step && told.step !== step.textContent) step.textContent = told.step;
  } catch {
    missed += 1;
    if (missed > 5) {
      location.reload();
      return;
    }
  }
  setTimeout(look, 700);
}
look();
