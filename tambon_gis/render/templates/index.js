"use strict";
(() => {
  const at = id => document.getElementById(id);
  const query = at("q"), told = at("told"), chart = at("chart"), pointed = at("pointed");
  // Thai digits, sara am of two letters, invisible letters: names are found however they are typed
  const plain = text => text.normalize("NFC").toLowerCase()
    .replace(/[๐-๙]/g, one => "๐๑๒๓๔๕๖๗๘๙".indexOf(one))
    .replace(/\u0e4d([\u0e48-\u0e4b]?)\u0e32/g, "$1\u0e33")
    .replace(/[\u200b-\u200f\u2060\ufeff\u00ad]/g, "").replace(/\s+/g, " ").trim();
  const KINDS = /^(?:องค์การบริหารส่วนตำบล|เทศบาลตำบล|อบต\.?|ทต\.?|ตำบล|ต\.|กิ่งอำเภอ|อำเภอ|อ\.|จังหวัด|จ\.|แขวง|เขต)/;
  const bare = text => text.replace(KINDS, "");
  const rows = [];
  for (const section of document.querySelectorAll("section")) {
    const group = plain(section.querySelector("h2").textContent);
    for (const item of section.querySelectorAll("li")) {
      const code = item.querySelector("i").textContent.slice(0, 6);
      const name = plain(item.querySelector("b").textContent);
      rows.push({ item, section, code, name, text: `${name} ${group}`, path: at(`m${code}`) });
    }
  }
  const fits = (row, parts) => parts.every(part => /^\d+$/.test(part) ? row.code.startsWith(part) || row.text.includes(part)
    : row.text.includes(part) || row.text.includes(bare(part)));
  const search = () => {
    const parts = plain(query.value).replace(/([.])\s+/g, "$1").split(" ").filter(part => part && bare(part));
    const shown = new Set();
    let count = 0;
    for (const row of rows) {
      const fit = fits(row, parts);
      row.item.hidden = !fit;
      if (row.path) row.path.setAttribute("class", parts.length === 0 ? "" : fit ? "on" : "off");
      if (fit) { count += 1; shown.add(row.section); }
    }
    for (const section of document.querySelectorAll("section")) section.hidden = !shown.has(section);
    told.textContent = parts.length === 0 ? told.dataset.all : count === 1 ? told.dataset.one : count ? told.dataset.some.replace("#", count) : told.dataset.none;
  };
  query.addEventListener("input", search);
  query.addEventListener("keydown", event => {
    const first = rows.find(row => !row.item.hidden && row.item.querySelector("a"));
    if (event.key === "Enter" && query.value.trim() && first) first.item.querySelector("a").click();
  });
  at("find").hidden = false;
  if (chart) {
    chart.hidden = false;
    const byCode = new Map(rows.map(row => [row.code, row]));
    const of = event => byCode.get((event.target.id || "").slice(1));
    chart.addEventListener("click", event => { const row = of(event); if (row) row.item.querySelector("a").click(); });
    chart.addEventListener("pointerover", event => {
      const row = of(event);
      pointed.textContent = row ? `${row.item.querySelector("b").textContent} ${row.code}` : pointed.dataset.none;
    });
    const mark = (event, on) => {
      const row = rows.find(one => one.item === event.target.closest("li"));
      if (row && row.path) row.path.classList.toggle("at", on);
    };
    document.addEventListener("focusin", event => mark(event, true));
    document.addEventListener("focusout", event => mark(event, false));
  }
  if (query.value) search();
})();
