"use strict";
// Corners set on a canvas by pointer, finger or keys; the text field holds the same corners.
(() => {
  const land = JSON.parse(document.getElementById("land").textContent);
  const say = (key, n) => land.words[key].replace("{n}", n);
  const form = document.getElementById("outline");
  const text = form.elements.corners;
  const village = form.elements.code;
  const sight = document.getElementById("sight");
  const box = document.getElementById("canvas");
  const NEAR = 16;
  const STEP = 12;
  let corners = [];
  let history = [];
  let asked = 0;
  let waiting = 0;
  // Nothing is drawn by a chance touch: somebody says first that they draw.
  let calm = !land.begun;
  const start = document.getElementById("start");
  const tools = document.getElementById("tools");

  form.querySelector(".board").hidden = false;
  document.getElementById("typed").open = false;
  const twin = document.getElementById("corners-of");
  twin.hidden = false;

  const map = L.map(box, {
    keyboard: false, attributionControl: false, doubleClickZoom: false, zoomControl: false,
    zoomSnap: 0.25, maxZoom: 19, minZoom: 4, renderer: L.svg({ padding: 0.5 }),
    zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false,
  });
  L.control.zoom({ zoomInTitle: say("zoom_in"), zoomOutTitle: say("zoom_out") }).addTo(map);
  const [west, south, east, north] = land.bounds;
  map.fitBounds([[south, west], [north, east]], { padding: [18, 18] });

  // What stands.
  const still = { interactive: false };
  for (const one of land.open) L.polygon(one, { ...still, color: "#2f6f9f", weight: 2, fillColor: "#d8eaf7", fillOpacity: 0.9 }).addTo(map);
  for (const one of land.villages) {
    const look = one.drawn
      ? { color: "#7a3b00", weight: 2, dashArray: "6 5", fillColor: "#f7e3cf" }
      : { color: "#51606e", weight: 1.5, fillColor: "#dfe5ea" };
    const shape = L.polygon(one.polygons, { ...still, ...look, fillOpacity: 0.85 }).addTo(map);
    label(shape.getBounds().getCenter(), one.moo === null ? one.name : say("moo", one.moo));
  }
  land.open.forEach((one, n) => label(L.polygon(one).getBounds().getCenter(), say("open", n + 1)));
  if (land.tambon.length) L.polygon(land.tambon, { ...still, color: "#12395b", weight: 3, fill: false }).addTo(map);
  for (const [name, y, x] of land.spots) {
    L.circleMarker([y, x], { radius: 5, color: "#fff", weight: 1, fillColor: "#5b3f8c", fillOpacity: 1, bubblingMouseEvents: true })
      .bindTooltip(plain(name)).addTo(map);
  }
  function plain(words) {
    const out = document.createElement("span");
    out.textContent = words;
    return out;
  }
  function label(at, words) {
    const icon = L.divIcon({ className: "name-of", html: "<span></span>", iconSize: null });
    const mark = L.marker(at, { icon, interactive: false, keyboard: false }).addTo(map);
    mark.getElement().firstChild.textContent = words;
  }

  // Lines that a corner is drawn to: all but those of the village itself.
  function lines() {
    const out = [];
    for (const one of land.villages) if (!village || one.code !== village.value) for (const part of one.polygons) out.push(...part);
    for (const part of land.tambon) out.push(...part);
    return out;
  }
  function caught(at) {
    const here = map.latLngToContainerPoint(at);
    let best = null;
    let least = NEAR;
    let edge = null;
    let nearest = NEAR;
    for (const ring of lines()) {
      const points = ring.map((one) => map.latLngToContainerPoint(one));
      points.forEach((point, n) => {
        const away = here.distanceTo(point);
        if (away < least) { least = away; best = ring[n]; }
        const next = points[(n + 1) % points.length];
        const spot = L.LineUtil.closestPointOnSegment(here, point, next);
        const off = here.distanceTo(spot);
        if (off < nearest) {
          nearest = off;
          const long = point.distanceTo(next) || 1;
          const part = point.distanceTo(spot) / long;
          const to = ring[(n + 1) % ring.length];
          edge = [ring[n][0] + part * (to[0] - ring[n][0]), ring[n][1] + part * (to[1] - ring[n][1])];
        }
      });
    }
    const found = best || edge;
    return found ? [found, true] : [[at.lat, at.lng], false];
  }
  const round = ([y, x]) => [Number(y.toFixed(7)), Number(x.toFixed(7))];

  // What is being drawn.
  const sketch = L.polygon([], { ...still, color: "#8a2a06", weight: 2, dashArray: "4 4", fill: false }).addTo(map);
  const result = L.polygon([], { ...still, color: "#1c6b43", weight: 3, fillColor: "#7fcfa0", fillOpacity: 0.45 }).addTo(map);
  const marks = L.layerGroup().addTo(map);

  function change(now, told) {
    history.push(corners);
    corners = now.map(round);
    show();
    if (told) sight.textContent = told;
    fit();
  }
  function show() {
    text.value = corners.map(([y, x]) => `${y} ${x}`).join("\n");
    sketch.setLatLngs(corners);
    marks.clearLayers();
    corners.forEach((one, n) => {
      const on = caught(L.latLng(one))[0];
      const same = Math.abs(on[0] - one[0]) + Math.abs(on[1] - one[1]) < 1e-6;
      const icon = L.divIcon({ className: same ? "corner caught" : "corner", iconSize: [18, 18] });
      const mark = L.marker(one, { icon, draggable: true, keyboard: false, autoPan: true }).addTo(marks);
      mark.on("click", L.DomEvent.stop);
      mark.on("drag", (event) => { sketch.setLatLngs(corners.map((each, m) => (m === n ? event.latlng : each))); });
      mark.on("dragend", () => {
        const [to] = caught(mark.getLatLng());
        change(corners.map((each, m) => (m === n ? to : each)));
      });
    });
    table();
  }
  function add(at) {
    const [to, on] = caught(at);
    change([...corners, to], say(on ? "placed_snapped" : "placed", corners.length + 1));
  }
  function undo() {
    if (!history.length) return;
    corners = history.pop();
    show();
    sight.textContent = corners.length ? say("taken", corners.length) : say("none");
    fit();
  }

  // What would be kept of it, as the program will do it.
  function fit() {
    clearTimeout(waiting);
    const turn = ++asked;
    result.setLatLngs([]);
    sight.classList.remove("fault");
    if (corners.length < 3) {
      if (corners.length) sight.append(` · ${say("more")}`);
      return;
    }
    waiting = setTimeout(async () => {
      try {
        const body = new URLSearchParams({ corners: text.value, code: village ? village.value : "" });
        const answer = await fetch(land.address, { method: "POST", body });
        const found = await answer.json();
        if (turn !== asked) return;
        result.setLatLngs(found.shape || []);
        sight.textContent = found.told || found.fault;
        sight.classList.toggle("fault", Boolean(found.fault));
      } catch {
        if (turn === asked) sight.textContent = say("failed");
      }
    }, 250);
  }

  // The same corners as a table.
  function table() {
    const row = (parts, tag) => {
      const line = document.createElement("tr");
      for (const part of parts) {
        const cell = document.createElement(tag);
        cell.append(part);
        if (tag === "th") cell.scope = "col";
        line.append(cell);
      }
      return line;
    };
    const heads = ["corner", "latitude", "longitude", "take_out"].map((key) => say(key));
    twin.querySelector("thead").replaceChildren(row(heads, "th"));
    twin.querySelector("tbody").replaceChildren(...corners.map((one, n) => {
      const fields = [0, 1].map((which) => {
        const field = document.createElement("input");
        field.value = one[which].toFixed(6);
        field.inputMode = "decimal";
        field.setAttribute("aria-label", say(which ? "longitude_of" : "latitude_of", n + 1));
        field.addEventListener("change", () => {
          const value = Number(field.value);
          if (!Number.isFinite(value)) { field.value = one[which].toFixed(6); return; }
          change(corners.map((each, m) => (m === n ? each.map((at, k) => (k === which ? value : at)) : each)));
        });
        return field;
      });
      const button = document.createElement("button");
      button.type = "button";
      button.className = "small plain";
      button.textContent = say("take_out");
      button.setAttribute("aria-label", say("take_out_one", n + 1));
      button.addEventListener("click", () => {
        change(corners.filter((_, m) => m !== n), say("taken", corners.length - 1));
        twin.querySelector("summary").focus();
      });
      return row([String(n + 1), ...fields, button], "td");
    }));
  }

  // Pointer and finger.
  map.on("click", (event) => { if (!calm) add(event.latlng); });

  // Keys: a cross that stands in the middle until it is moved.
  const cross = document.createElement("div");
  cross.className = "cross";
  cross.hidden = true;
  box.append(cross);
  let at = null;
  function stand() {
    const size = map.getSize();
    at = at || L.point(size.x / 2, size.y / 2);
    const [to, on] = caught(map.containerPointToLatLng(at));
    const spot = map.latLngToContainerPoint(to);
    cross.style.left = `${spot.x}px`;
    cross.style.top = `${spot.y}px`;
    cross.classList.toggle("caught", on);
  }
  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  box.addEventListener("keydown", (event) => {
    if (event.target !== box || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = moves[event.key];
    if (way) {
      const far = event.shiftKey ? 5 * STEP : STEP;
      stand();
      at = at.add([way[0] * far, way[1] * far]);
      const size = map.getSize();
      const inside = L.point(Math.min(Math.max(at.x, 20), size.x - 20), Math.min(Math.max(at.y, 20), size.y - 20));
      const over = at.subtract(inside);
      if (over.x || over.y) map.panBy(over, { animate: false });
      at = inside;
      cross.hidden = false;
      stand();
    } else if (calm && ["Enter", " ", "Backspace", "Delete"].includes(event.key)) {
      return;
    } else if (event.key === "Enter" || event.key === " ") {
      stand();
      cross.hidden = false;
      add(map.containerPointToLatLng(at));
    } else if (event.key === "Backspace" || event.key === "Delete") {
      undo();
    } else if (event.key === "+" || event.key === "=") {
      map.zoomIn();
    } else if (event.key === "-") {
      map.zoomOut();
    } else {
      return;
    }
    event.preventDefault();
  });
  box.addEventListener("focus", () => { cross.hidden = !box.matches(":focus-visible"); stand(); });
  map.on("moveend zoomend", stand);

  document.getElementById("place").addEventListener("click", () => {
    cross.hidden = false;
    stand();
    add(map.containerPointToLatLng(at));
  });
  document.getElementById("undo").addEventListener("click", undo);
  document.getElementById("clear").addEventListener("click", () => { if (corners.length) change([], say("none")); });
  text.addEventListener("change", () => {
    calm = false;
    begin();
    change(read());
  });
  if (village) village.addEventListener("change", begin);
  // A name that somebody typed stays; one that was filled in is that of the village.
  const called = form.elements.name_of;
  let filled = called.value;
  if (village) village.addEventListener("change", () => {
    if (called.value.trim() && called.value !== filled) return;
    filled = land.names[village.value] || "";
    called.value = filled;
  });

  function read() {
    return text.value.split("\n").map((line) => line.trim().split(/[\s,]+/).map(Number))
      .filter((one) => one.length === 2 && one.every(Number.isFinite));
  }
  // A village that was drawn begins with what it has.
  function begin() {
    start.hidden = !calm;
    tools.hidden = calm;
    box.classList.toggle("calm", calm);
    if (calm) return;
    const known = land.villages.find((one) => one.drawn && one.code === (village && village.value));
    if (!corners.length && known) change(known.polygons[0][0]);
    else { show(); fit(); }
  }
  start.querySelector("button").addEventListener("click", () => {
    calm = false;
    begin();
    box.focus();
  });
  corners = read();
  begin();
  stand();
})();
