// Printing: A4 or A3, and, when the reader asks for it, a page for each village.
(function (T) {
  "use strict";

  const root = document.documentElement;
  const boxes = document.getElementById("print-sheets");
  const rule = T.el("style", { media: "print", id: "paper" });
  const asked = { sheets: false };

  function size(paper) {
    root.classList.toggle("paper-a3", paper === "a3");
    rule.textContent = "@page { size: " + paper.toUpperCase() + " landscape; }";
  }

  // {paper, sheets: true for every village or a list of places, only: nothing but the sheets}. The
  // map draws its layers and labels again for paper, after this.
  T.print = function (wanted) {
    size(wanted.paper);
    asked.sheets = Boolean(wanted.sheets && T.layOutSheets);
    if (asked.sheets) { T.layOutSheets(true, Array.isArray(wanted.sheets) ? wanted.sheets : undefined); }
    root.classList.toggle("only-sheet", Boolean(asked.sheets && wanted.only));
    window.print();
  };

  function before() {
    T.printing = true;
    document.querySelectorAll("details.more[open]").forEach(function (panel) { panel.open = false; });
  }

  function after() {
    T.printing = false;
    if (asked.sheets) { T.layOutSheets(false); }
    asked.sheets = false;
    root.classList.remove("only-sheet");
  }

  document.head.append(rule);
  document.getElementById("every-sheet").hidden = !T.layOutSheets;
  document.querySelectorAll("[data-paper]").forEach(function (button) {
    button.addEventListener("click", function () { T.print({ paper: button.dataset.paper, sheets: boxes.checked }); });
  });
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
}(window.TambonPage));
