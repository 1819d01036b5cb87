// What the map compares, as columns of the table: the earlier year and the difference, or the
// second indicator.
(function (T) {
  "use strict";

  function valueAt(layer, year, place) { return T.words(T.at(layer, year, place), place, T.data.layers[layer]).value; }

  function shareAt(layer, year, place) {
    const one = T.at(layer, year, place);
    return T.told(one) ? one.share : null;
  }

  function column(key, title, layer, year) {
    return { key: key, title: title, place: function (place) { return valueAt(layer, year, place); },
      number: function (_, place) { return shareAt(layer, year, place); } };
  }

  function differenceOf(now, place) {
    const pair = [T.at(now.layer, now.from, place), T.at(now.layer, now.year, place)];
    return pair.every(T.told) ? T.difference(pair) : null;
  }

  function change(now) {
    return { key: "change", title: T.say("table.change"), place: function (place) {
      const points = differenceOf(now, place);
      if (points === null) { return T.say("table.none"); }
      return (points > 0 ? "+" : points < 0 ? "\u2212" : "") + T.number(Math.abs(points), 1);
    }, number: function (_, place) { return differenceOf(now, place); }, exact: function (place) { return differenceOf(now, place); } };
  }

  T.viewColumns = function () {
    const now = T.shown();
    if (now.kind === "pair") {
      return [column("second", T.data.layers[now.second].short, now.second, now.secondYear)];
    }
    if (now.from === null || T.layer().scored || T.layer().withheld) { return []; }
    const earlier = column("from", T.yearText(now.from), now.layer, now.from);
    return now.kind === "change" ? [earlier, change(now)] : [earlier];
  };
}(window.TambonPage));
