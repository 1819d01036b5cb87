// The group's own layers: roads, rivers, hazards, works.
(function (T) {
  "use strict";
}(window.TambonPage));
