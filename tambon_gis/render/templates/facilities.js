// Public places: an optional layer of symbols, each with its name.
(function (T) {
  "use strict";

  let group = null;
  T.facilitiesShown = false;

  function marker(row) {
    const kind = T.data.facilities.kinds[row[1]];
    const icon = L.divIcon({ className: "facility", html: T.symbol(kind[1], 28), iconSize: [44, 44], iconAnchor: [22, 22] });
    const one = L.marker([row[2], row[3]], { icon: icon, pane: "facilities" });
    const name = row[0] ? kind[0] + " · " + row[0] : kind[0];
    one.bindTooltip(T.el("span", {}, name), { direction: "top", offset: [0, -14], className: "tip" });
    one.on("add", function () {
      one.getElement().setAttribute("aria-label", name);
      one.getElement().setAttribute("role", "img");
      one.getElement().addEventListener("focus", function () { one.openTooltip(); });
      one.getElement().addEventListener("blur", function () { one.closeTooltip(); });
    });
    return one;
  }

  T.startFacilities = function (map) {
    const box = document.getElementById("facilities");
    if (!box) { return; }
    box.addEventListener("change", function () {
      T.facilitiesShown = box.checked;
      if (box.checked && !group) { group = L.layerGroup(T.data.facilities.rows.map(marker)); }
      if (group) { if (box.checked) { group.addTo(map); } else { group.remove(); } }
      T.drawLegend();
      T.relabel();
    });
    box.checked = false;
  };
}(window.TambonPage));
