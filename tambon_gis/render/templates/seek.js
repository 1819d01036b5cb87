// Search over every rung: a list under the box, by the arrow keys or the pointer.
(function (T) {
  "use strict";

  const MOST = 12;
  const box = document.getElementById("seek");
  const list = document.getElementById("seek-list");
  const said = document.getElementById("rung-said");
  let names = null;
  let found = [];
  let active = -1;

  // Without spaces, kind of place and Thai digits: จ.เชียงใหม่ and เชียงใหม่ are one.
  function plain(text) {
    return text.replace(/[๐-๙]/g, function (digit) { return String(digit.charCodeAt(0) - 0x0E50); }).toLowerCase().replace(/\s/g, "")
      .replace(/^(จังหวัด|อำเภอ|ตำบล|แขวง|เขต|จ\.|อ\.|ต\.)(?=.)/, "");
  }

  // The widest first, and a name that begins with the text before one that holds it.
  function matches(text) {
    names = names || T.everyPlace.map(function (one) { return plain(one[2]); });
    const asked = plain(text);
    if (asked === "") { return []; }
    const digits = /^\d+$/.test(asked);
    const rank = function (place) {
      if (digits && T.everyPlace[place][0].indexOf(asked) === 0) { return 0; }
      const at = names[place].indexOf(asked);
      return at === 0 ? names[place] === asked ? 0 : 1 : at > 0 ? 2 : 3;
    };
    return names.map(function (_, place) { return [rank(place), place]; }).filter(function (one) { return one[0] < 3; })
      .sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; }).map(function (one) { return one[1]; });
  }

  // The wider areas of a place, the nearest first.
  function within(code) { return T.pathTo(T.goalOf(code).rung).filter(function (one) { return one !== code && one !== T.rungRoot; }).reverse().map(T.nameOf).join(" "); }

  function option(place, i) {
    const code = T.everyPlace[place][0];
    const line = T.el("li", { role: "option", id: "seek-" + i, "aria-selected": String(i === active) }, T.nameOf(code), T.el("small", {}, within(code)));
    line.addEventListener("mousedown", function (event) { event.preventDefault(); choose(place); });
    return line;
  }

  function close() {
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  function draw() {
    const all = matches(box.value);
    found = all.slice(0, MOST);
    active = -1;
    if (plain(box.value) === "") { close(); return; }
    T.replace.apply(null, [list].concat(found.length > 0 ? found.map(option) : [T.el("li", { class: "none" }, T.say("drill.seek.none"))]));
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    box.removeAttribute("aria-activedescendant");
    said.textContent = all.length === 0 ? T.say("drill.seek.none") : all.length > MOST ? T.say("drill.seek.many", { n: all.length, shown: MOST }) :
      T.say("drill.seek.found", { n: all.length });
  }

  function move(by) {
    if (list.hidden) { draw(); }
    if (found.length === 0) { return; }
    active = (active + by + found.length + (active === -1 && by < 0 ? 1 : 0)) % found.length;
    Array.from(list.children).forEach(function (line, i) { line.setAttribute("aria-selected", String(i === active)); });
    list.children[active].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", "seek-" + active);
  }

  function choose(place) {
    box.value = "";
    close();
    T.visit(T.everyPlace[place][0]);
    const kept = T.state.kept === null ? null : document.querySelector('path[data-place="' + T.state.kept + '"]');
    const map = kept || document.querySelector(".leaflet-container");
    if (map) { map.focus({ preventScroll: true }); }
    document.getElementById("map").scrollIntoView({ block: "nearest" });
  }

  box.value = "";
  box.addEventListener("input", draw);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); move(event.key === "ArrowDown" ? 1 : -1); }
    if (event.key === "Enter" && found.length > 0 && !list.hidden) { event.preventDefault(); choose(found[Math.max(active, 0)]); }
    if (event.key === "Escape" && !list.hidden) { event.stopPropagation(); close(); }
  });
}(window.TambonPage));
