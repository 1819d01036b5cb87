"use strict";
// While files are read: which of them is looked at, in a sentence that is heard.
function tell(told, address) {
  setTimeout(async () => {
    try {
      const answer = await fetch(address, { cache: "no-store" });
      const now = (await answer.json()).told;
      if (now && told.textContent) told.textContent = now;
    } catch {
      // the page is on its way, or the program was closed
    }
    if (told.textContent) tell(told, address);
  }, 600);
}
for (const form of document.querySelectorAll("[data-sends]")) {
  const told = form.querySelector("[data-sending]");
  form.addEventListener("submit", () => {
    if (told.textContent) return;
    told.textContent = told.dataset.sending;
    tell(told, form.dataset.coming);
  });
  addEventListener("pageshow", () => {
    told.textContent = "";
  });
}
// A file that misses its field is not opened in the window in place of the page.
for (const kind of ["dragover", "drop"]) {
  addEventListener(kind, (event) => event.preventDefault());
}
