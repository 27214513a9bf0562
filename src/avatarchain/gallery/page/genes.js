// The genes of an avatar: the table of loci, the strand of DNA, and what is seen of them.
"use strict";

(() => {
  const { element, drawn, percent } = gallery;

  function genome(avatar) {
    const rows = genetics.genes(BigInt(avatar.genome)).map((lane, n) => element("tr", {},
      element("th", { scope: "row" }, gallery.species.loci[n].name),
      ...lane.map((digit, k) => {
        const { fill } = gallery.species.loci[n].alleles[digit]; // of colours alone
        const chip = fill ? element("i", { class: "chip" }) : null;
        if (chip) chip.style.background = fill;
        return element("td", { class: k ? "recessive" : "expressed" }, chip,
          element("span", {}, gallery.species.loci[n].alleles[digit].name));
      })));
    return element("table", { class: "genome" },
      element("thead", {}, element("tr", {}, ...["locus", "expressed", "recessive 1", "recessive 2", "recessive 3"]
        .map((word) => element("th", { scope: "col" }, word)))),
      element("tbody", {}, ...rows));
  }

  function strand(avatar) {
    const letters = genetics.toDna(BigInt(avatar.genome));
    const strips = letters.match(/.{32}/g).map((part) => {
      const svg = drawn("svg", { viewBox: "0 0 384 56", "aria-hidden": "true" });
      const wave = (sign) => Array.from({ length: 97 }, (_, k) =>
        `${k ? "L" : "M"}${4 * k} ${28 + sign * 20 * Math.sin(k * Math.PI / 24)}`).join("");
      [...part].forEach((letter, k) => {
        const x = 12 * k + 6, reach = 20 * Math.sin(x * Math.PI / 96);
        svg.append(drawn("line", { class: "pair", x1: x, x2: x, y1: 28 - reach, y2: 28 }),
          drawn("line", { class: `base ${letter}`, x1: x, x2: x, y1: 28, y2: 28 + reach }),
          drawn("circle", { class: `base ${letter}`, cx: x, cy: 28 + reach, r: 3.6 }));
      });
      svg.append(drawn("path", { class: "back", d: wave(-1) }), drawn("path", { class: "back", d: wave(1) }));
      return svg;
    });
    return element("div", {}, element("div", { class: "strand" }, ...strips),
      element("details", {}, element("summary", {}, "128 letters"), element("code", { class: "letters" }, letters)));
  }

  function traitList(avatar) {
    const here = (t) => gallery.avatars.filter((other) => other.traits.some((o) => o.locus === t.locus && o.name === t.name)).length;
    return element("ul", { class: "traits" }, ...avatar.traits.map((t) => {
      const bar = element("i", { class: "bar" });
      bar.style.width = `${Math.max(2, 100 * t.chance / 0.1)}%`;
      return element("li", {}, element("span", {}, t.locus),
        element("b", {}, t.name + (t.hidden ? " (hidden)" : "")),
        element("small", {}, element("span", {}, `${percent(t.chance)} of founders`), " ",
          gallery.avatars.length ? element("span", {}, `· ${here(t)} here`) : null), bar);
    }));
  }

  Object.assign(gallery, { genome, strand, traitList });
})();
