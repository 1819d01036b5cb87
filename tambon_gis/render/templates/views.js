// Views: shade, circles, change between two years, two indicators at once.
(function (T) {
  "use strict";
}(window.TambonPage));
