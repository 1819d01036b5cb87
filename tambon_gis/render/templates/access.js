// Contrast and Thai digits by switch, and panels that close when the reader turns to something else.
(function (T) {
  "use strict";

  const root = document.documentElement;
  const SPOKEN = ["aria-label", "title", "data-label", "data-watermark", "placeholder", "label"];
  const LEFT = "script, style, noscript, textarea, [data-digits=keep]";
  // A name with a Latin letter (A4, bmn-2560) keeps its digits.
  const NAME_OR_DIGIT = /[\w.:/@-]*[A-Za-z][\w.:/@-]*|[0-9]/g;
  const before = new Map();
  let watch = null;

  function thai(text) {
    return text.replace(NAME_OR_DIGIT, function (found) {
      return found.length === 1 && found >= "0" && found <= "9" ? String.fromCharCode(0x0E50 + Number(found)) : found;
    });
  }

  function inLeft(node) {
    const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return !element || element.closest(LEFT) !== null;
  }

  // One text, with what it was, so that it comes back as it was.
  function turn(holder, name, text, write) {
    const turned = thai(text);
    if (turned === text) { return; }
    if (!before.has(holder)) { before.set(holder, {}); }
    before.get(holder)[name] = [text, turned];
    write(turned);
  }

  function turnText(node) {
    if (!inLeft(node)) { turn(node, "", node.data, function (text) { node.data = text; }); }
  }

  function turnElement(element) {
    if (inLeft(element)) { return; }
    SPOKEN.forEach(function (name) {
      if (element.hasAttribute(name)) {
        turn(element, name, element.getAttribute(name), function (text) { element.setAttribute(name, text); });
      }
    });
  }

  function turnAll(start) {
    if (start.nodeType === Node.TEXT_NODE) { turnText(start); return; }
    if (start.nodeType !== Node.ELEMENT_NODE) { return; }
    const walk = document.createTreeWalker(start, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = start; node; node = walk.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) { turnText(node); } else { turnElement(node); }
    }
  }

  function turnBack() {
    before.forEach(function (kept, holder) {
      Object.entries(kept).forEach(function (pair) {
        const now = pair[0] === "" ? holder.data : holder.getAttribute(pair[0]);
        if (now !== pair[1][1]) { return; }
        if (pair[0] === "") { holder.data = pair[1][0]; } else { holder.setAttribute(pair[0], pair[1][0]); }
      });
    });
    before.clear();
  }

  // Whatever is drawn later is turned before it is seen; what has gone is forgotten.
  function changed(list) {
    list.forEach(function (one) {
      if (one.type === "childList") { one.addedNodes.forEach(turnAll); } else { turnAll(one.target); }
    });
    before.forEach(function (_, holder) { if (!holder.isConnected) { before.delete(holder); } });
    watch.takeRecords();
  }

  function setThai(on) {
    T.thaiDigits = on;
    if (watch) { watch.disconnect(); watch = null; }
    if (!on) { turnBack(); return; }
    turnAll(document.body);
    watch = new MutationObserver(changed);
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SPOKEN });
  }

  function setContrast(on) { root.classList.toggle("contrast", on); }

  function asks(query) { return window.matchMedia(query).matches; }

  // A switch that follows what the reader's system or the project asks for, until it is touched.
  function start(id, on, act) {
    const box = document.getElementById(id);
    box.checked = on;
    act(on);
    box.addEventListener("change", function () { act(box.checked); });
  }

  // A panel hangs from the right edge of its button, or from the left one where there is no room.
  function place(panel) {
    panel.classList.remove("rightward");
    const inside = panel.querySelector(".inside");
    if (panel.open && inside) { panel.classList.toggle("rightward", inside.getBoundingClientRect().left < 0); }
  }

  // One panel is open at a time; Escape and a press elsewhere close it.
  function panels() {
    const all = function () { return Array.from(document.querySelectorAll("details.more[open]")); };
    const close = function (but) { all().forEach(function (one) { if (one !== but) { one.open = false; } }); };
    document.addEventListener("pointerdown", function (event) { close(event.target.closest("details.more")); });
    document.addEventListener("focusin", function (event) { close(event.target.closest("details.more")); });
    document.addEventListener("toggle", function (event) { if (event.target.matches("details.more")) { place(event.target); } }, true);
    document.addEventListener("keydown", function (event) {
      const open = all()[0];
      if (event.key !== "Escape" || !open) { return; }
      event.stopImmediatePropagation();
      open.open = false;
      open.querySelector("summary").focus();
    }, true);
  }

  start("contrast", asks("(prefers-contrast: more)"), setContrast);
  start("thai-digits", T.data.digits === "thai", setThai);
  panels();
}(window.TambonPage));
