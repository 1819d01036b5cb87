// Small multiples, and two years side by side with one view.
(function (T) {
  "use strict";
}(window.TambonPage));
