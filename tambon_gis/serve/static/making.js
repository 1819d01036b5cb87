"use strict";
// The steps of the work as they begin; the whole screen anew once it ends.
const work = document.getElementById("work");
const steps = document.getElementById("steps");
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
    for (const text of told.steps.slice(steps.children.length)) {
      const line = document.createElement("li");
      line.textContent = text;
      steps.append(line);
    }
  } catch {
    missed += 1;
    if (missed > 5) {
      location.reload();
      return;
    }
  }
  setTimeout(look, 700);
}
if (work) look();
