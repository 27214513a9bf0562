// Two faces are chosen anywhere, and the tray at the foot of the page leads them to each other.
"use strict";

(() => {
  const { $, element, button, name, portrait, address } = gallery;
  let chosen = []; // addresses, two at most

  const isChosen = (being) => chosen.includes(address(being));

  // Two are a pair, and none of them gives way to a third: that one begins a new pair.
  function choose(being) {
    const own = address(being);
    chosen = isChosen(being) ? chosen.filter((other) => other !== own)
      : chosen.length === 2 ? [own] : [...chosen, own];
    draw();
  }

  // Whether the room shows these beings, whose addresses there are `pair`, as the parents.
  function areParents(pair) {
    const [room, ...parents] = location.hash.slice(2).split("/");
    return room === "breed" && pair.length === 2 && pair.every((each) => parents.includes(each));
  }

  function draw() {
    const beings = chosen.map((own) => gallery.named(own.replace("face/", ""))).filter(Boolean);
    const pair = beings.map((being) => being.number < 0 ? genetics.toDna(BigInt(being.genome)) : being.id);
    const tray = $("tray");
    tray.hidden = beings.length === 0 || /^#\/(mint|verify|learn)/.test(location.hash) || areParents(pair);
    const places = [0, 1].map((k) => beings[k]
      ? element("a", { href: `#/${address(beings[k])}`, "aria-label": name(beings[k]) }, portrait(beings[k]))
      : element("span", { class: "blank" }, "?"));
    tray.replaceChildren(...places, beings.length === 2
      ? element("a", { class: "button primary", href: `#/breed/${pair.join("/")}` }, "What children?")
      : element("span", { class: "words" }, "Choose one more"),
    button("✕", () => { chosen = []; draw(); }, { "aria-label": "Let both go", title: "Let both go" }));
    for (const made of document.querySelectorAll("[data-pick]")) {
      made.setAttribute("aria-pressed", String(chosen.includes(made.dataset.pick)));
    }
  }

  // The button that chooses a being as a parent.
  function pick(being, words) {
    return button(words || "♥", () => choose(being), { class: words ? "" : "pick", "data-pick": address(being),
      "aria-pressed": String(isChosen(being)), "aria-label": words ? null : `Choose ${name(being)} as a parent`,
      title: words ? null : "Choose as a parent" });
  }

  addEventListener("hashchange", draw);
  Object.assign(gallery, { pick });
})();
