// Contrast, Thai digits, copying the table.
(function (T) {
  "use strict";
}(window.TambonPage));
