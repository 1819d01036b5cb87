// Presenter mode: the steps of a story, full screen.
(function (T) {
  "use strict";
}(window.TambonPage));
