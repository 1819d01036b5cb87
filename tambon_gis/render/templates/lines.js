// Small drawings in SVG: axes, lines, bars, ranges.
(function (T) {
  "use strict";
}(window.TambonPage));
