// What all views are made of: elements, words, and the one object that the scripts share.
// Text is only ever put in as text.
"use strict";

const gallery = (() => {
  const $ = (id) => document.getElementById(id);

  // element("a", {href: "#/", class: "x"}, "text", child, …); null attributes and children are left out
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  function drawn(name, attributes) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function section(id, title, ...children) {
    return element("section", { "aria-labelledby": id }, element("h2", { id }, title), ...children);
  }

  function button(words, action, attributes = {}) {
    const made = element("button", { type: "button", ...attributes }, words);
    made.addEventListener("click", action);
    return made;
  }

  function facts(rows) {
    return element("dl", { class: "facts" }, ...rows.filter(Boolean)
      .flatMap(([what, value]) => [element("dt", {}, what), element("dd", {}, value)]));
  }

  // Wait until nothing was asked for a moment; `act` is then called once.
  function calmly(milliseconds, act) {
    let waiting;
    return () => { clearTimeout(waiting); waiting = setTimeout(act, milliseconds); };
  }

  const short = (hex) => `${hex.slice(0, 8)}…${hex.slice(-4)}`;
  const percent = (share) => `${(100 * share).toLocaleString("en", { maximumSignificantDigits: 2 })} %`;
  const many = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
  const bits = (rarity) => `${rarity.toFixed(1)} bits`;

  // The views take turns.
  function show(view) {
    for (const id of ["grid-view", "avatar-view", "room"]) $(id).hidden = id !== view;
  }

  return { $, element, drawn, section, button, facts, calmly, short, percent, many, bits, show,
    served: document.documentElement.dataset.served === "true", views: {}, listeners: new Set() };
})();
