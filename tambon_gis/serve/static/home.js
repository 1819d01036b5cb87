"use strict";
// How far a project is, where its files must be read for it: the rest of the screen does not wait.
const ways = document.querySelector("[data-standing]");
fetch(ways.dataset.standing, { cache: "no-store" })
  .then((answer) => answer.json())
  .then((told) => {
    for (const line of ways.querySelectorAll("[data-screen]")) {
      const text = told[line.dataset.screen];
      if (!text) continue;
      line.firstElementChild.textContent = text;
      line.hidden = false;
    }
  })
  .catch(() => {});
