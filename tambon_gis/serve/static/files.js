"use strict";
// While files are read: a sentence that is heard, for reading may take a minute.
for (const form of document.querySelectorAll("[data-sends]")) {
  const told = form.querySelector("[data-sending]");
  form.addEventListener("submit", () => {
    told.textContent = told.dataset.sending;
  });
  addEventListener("pageshow", () => {
    told.textContent = "";
  });
}
// A file that misses its field is not opened in the window in place of the page.
for (const kind of ["dragover", "drop"]) {
  addEventListener(kind, (event) => event.preventDefault());
}
