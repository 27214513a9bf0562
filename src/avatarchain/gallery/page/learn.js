// Learn: the five words, wherever they stand; and the chain as blocks that one can open.
"use strict";

(() => {
  const { element, section, button, card, many } = gallery;
  const WORDS = {
    genome: "16 places (loci) of four genes. The first is seen, three are carried.",
    species: "The rule: which traits there are, how rare each is, and how it is drawn.",
    portrait: "The picture. It follows from the genome alone, so anybody can paint it again.",
    identity: "The hash of species and genome. It is the number of the token, and nobody else can have it.",
    papers: "What a picture file says of itself, signed. Each part of it can be verified.",
  };

  // A word that explains itself on hover and on focus.
  gallery.word = (word, text = word) => element("a", { class: "word", href: `#/learn`, "aria-describedby": `tip-${word}` }, text,
    element("span", { role: "tooltip", id: `tip-${word}` }, WORDS[word]));

  function events(block) {
    const face = (id, role) => gallery.known.has(id) ? card(gallery.known.get(id), role) : element("code", {}, id.slice(0, 10));
    const told = {
      birth: (event) => [event.mother ? "A child was born." : "A founder was minted.", face(event.avatar, event.mother ? "child" : "founder")],
      transfer: (event) => [`Given to ${event.to}.`, face(event.avatar)],
      conception: (event) => [`A child was conceived; block ${event.draw} draws it.`, face(event.mother, "mother"), face(event.father, "father")],
      ending: () => ["A conception ended without a birth."],
      batch: (event) => [`A batch was committed: ${many(event.count, "avatar")} promised by one hash.`],
      founding: (event) => [`A founding was announced: ${many(event.count, "founder")}, which block ${event.draw} draws.`],
      commitment: () => ["A founding was committed."],
      closing: () => ["The issuance was closed: no more founders."],
    };
    return block.events.map((event) => {
      const [words, ...faces] = (told[event.kind] || (() => [event.kind]))(event);
      return element("li", {}, element("p", {}, words), element("div", { class: "few" }, ...faces));
    });
  }

  function swatch(hash) {
    const mark = element("i", { class: "swatch" });
    mark.style.background = `#${hash.slice(2, 8)}`;
    return mark;
  }

  function summary(block) {
    const counts = new Map();
    for (const { kind } of block.events) counts.set(kind, (counts.get(kind) || 0) + 1);
    const words = [...counts].map(([kind, n]) => many(n, kind)).join(", ");
    return words || (block.transactions ? many(block.transactions, "other transaction") : "nothing happened");
  }

  function drawn(block) {
    return element("details", { class: "block" },
      element("summary", {}, swatch(block.hash), element("b", {}, `Block ${block.number}`), " ", element("span", {}, summary(block))),
      gallery.facts([["made", new Date(1000 * block.time).toLocaleString("en")],
        ["hash", element("span", {}, swatch(block.hash), element("code", {}, block.hash))],
        ["block before", element("span", {}, swatch(block.parent), element("code", {}, block.parent))],
        ["random number", element("code", {}, block.random)], ["transactions", String(block.transactions)]]),
      element("ul", { class: "events" }, ...events(block)));
  }

  function chain() {
    const list = element("div", { class: "blocks" }), says = gallery.refusal();
    let oldest = null;
    const more = gallery.action("Blocks before these", says, async () => {
      const page = await gallery.ask("GET", `/blocks${oldest === null ? "" : `?before=${oldest}`}`);
      list.append(...page.map(drawn));
      oldest = page.length ? page.at(-1).number : 0;
      more.hidden = oldest === 0;
    });
    more.click();
    return section("s-blocks", "The chain, block by block", element("p", { class: "hint" },
      "Each block holds the hash of the block before it: change one, and all that follow no longer fit. Open one to see what is in it."),
    list, element("p", { class: "buttons" }, more), says);
  }

  gallery.rooms.learn = () => ["Five words", element("dl", { class: "words" }, ...Object.entries(WORDS).map(([word, text]) =>
    element("div", {}, element("dt", {}, word), element("dd", {}, text)))), gallery.served ? chain() : null];
})();
