// Village sheets: radar, bars, pyramid, problems, lines, facilities.
(function (T) {
  "use strict";
}(window.TambonPage));
