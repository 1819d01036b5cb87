"use strict";
// What every screen shares. Nothing here is needed: each form works without it.

// What was told is heard and seen at once, also after a step led to another screen or further down.
const heard = document.querySelector("main [role=alert], main > [role=status]");
const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (heard && place?.matches("article")) place.before(heard);
else if (heard && place?.tagName === "LI") place.prepend(heard);
if (heard) {
  heard.tabIndex = -1;
  heard.focus();
}

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post" || event.defaultPrevented) return;
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    button.setAttribute("aria-busy", "true");
  }
});
// A screen that takes long to come: that it is on its way is said at once.
for (const link of document.querySelectorAll("a[data-waits]")) {
  const told = document.getElementById(link.dataset.waits);
  link.addEventListener("click", () => {
    told.textContent = told.dataset.told;
  });
  addEventListener("pageshow", () => {
    told.textContent = "";
  });
}
// Back in the browser: what was kept of the screen may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

// Files dropped anywhere on their field, and a list of those that were chosen.
function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
for (const field of document.querySelectorAll("[data-drop]")) {
  const input = field.querySelector("input[type=file]");
  const list = field.querySelector(".chosen");
  // The browser's own button speaks the browser's language; ours speaks that of the page.
  const button = document.createElement("span");
  button.className = "button plain choose";
  button.addEventListener("click", () => input.click());
  button.setAttribute("aria-hidden", "true");
  button.textContent = document.body.dataset.choose;
  input.before(button);
  field.classList.add("ready");
  const told = document.createElement("p");
  told.className = "told";
  told.setAttribute("role", "alert");
  told.textContent = document.body.dataset.much;
  const show = () => {
    const bytes = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const much = bytes > Number(document.body.dataset.bytes) || input.files.length > Number(document.body.dataset.files);
    input.setCustomValidity(much ? document.body.dataset.much : "");
    if (much) field.append(told);
    else told.remove();
    list.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li");
      line.textContent = `${file.name} · ${size(file.size)}`;
      return line;
    }));
  };
  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"]) {
    field.addEventListener(kind, (event) => {
      event.preventDefault();
      field.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    field.addEventListener(kind, () => field.classList.remove("over"));
  }
  field.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
