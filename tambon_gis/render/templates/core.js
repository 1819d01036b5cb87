// The ground floor of the page's scripts: the data block, words, elements. Text reaches the page
// through textContent only.
window.TambonPage = (function () {
  "use strict";

  const waiting = [];
  let page = null;
  const SVG = document.getElementById("symbols").namespaceURI;

  // One text with its facts: {name} is replaced, numbers get thousands commas.
  function say(key, facts) {
    const text = page.data.words[key];
    if (text === undefined) { return key; }
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      const fact = facts ? facts[name] : undefined;
      if (fact === undefined) { return whole; }
      return typeof fact === "number" ? number(fact) : String(fact);
    });
  }

  function number(value, decimals) {
    const digits = decimals === undefined ? (Number.isInteger(value) ? 0 : 1) : decimals;
    return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  }

  // An element with attributes and children; a string child becomes a text node.
  function el(tag, attributes) {
    const node = document.createElement(tag);
    dress(node, attributes);
    for (let i = 2; i < arguments.length; i += 1) {
      const child = arguments[i];
      if (child !== null && child !== undefined && child !== "") { node.append(child); }
    }
    return node;
  }

  function svg(tag, attributes) {
    const node = document.createElementNS(SVG, tag);
    dress(node, attributes);
    for (let i = 2; i < arguments.length; i += 1) { node.append(arguments[i]); }
    return node;
  }

  function dress(node, attributes) {
    Object.entries(attributes || {}).forEach(function (pair) {
      if (pair[1] !== null && pair[1] !== false) {
        node.setAttribute(pair[0], pair[1] === true ? "" : pair[1]);
      }
    });
  }

  // A drawing that stands once in the page and is used by its name.
  function symbol(name, size) {
    return svg("svg", { width: size, height: size, viewBox: "0 0 24 24", "aria-hidden": "true" },
      svg("use", { href: "#symbol-" + name }));
  }

  function replace(node) {
    node.replaceChildren.apply(node, Array.prototype.slice.call(arguments, 1));
  }

  function level(name) { return say("level." + name); }

  // Calls a function once the data block is read; at once when it is.
  function whenReady(task) {
    if (page.data) { task(); } else { waiting.push(task); }
  }

  function begin(found) {
    page.data = found;
    waiting.splice(0).forEach(function (task) { task(); });
  }

  page = {
    data: null, whenReady: whenReady, say: say, number: number, el: el, svg: svg, symbol: symbol, replace: replace,
    level: level,
    // what is shown: index of a layer, a year, the year that was chosen (a layer may lack it), the
    // place pointed at, and the place that is kept
    state: { layer: 0, year: 0, wanted: 0, pointed: null, kept: null }
  };
  page.start = function (map) { whenReady(function () { page.mountMap(map); }); };
  begin(JSON.parse(document.getElementById("data").textContent));
  return page;
}());
