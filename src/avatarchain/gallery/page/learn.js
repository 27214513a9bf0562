// Learn: the five words, wherever they stand; and the chain as blocks that one can open.
"use strict";

(() => {
  const { element, section, button, card, many } = gallery;
  const NOTHING = "nothing happened", REGISTRY = "the registry was put on the chain";
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

  // What the number of a block drew, of the blocks that are here: children and founders.
  function draws(block, blocks) {
    const events = blocks.flatMap((each) => each.events.map((event) => ({ ...event, block: each.number })));
    return events.filter((event) => event.draw === block.number).map((event) => {
      if (event.kind !== "conception") return many(event.count, "founder");
      const [birth] = events.filter((each) => each.kind === "birth" && each.block >= event.draw
        && each.mother === event.mother && each.father === event.father).sort((a, b) => a.block - b.block);
      return birth ? birth.avatar.slice(0, 10) : "a child";
    });
  }

  function summary(block, blocks) {
    const drew = draws(block, blocks);
    const counts = new Map();
    for (const { kind } of block.events) counts.set(kind, (counts.get(kind) || 0) + 1);
    const words = [...counts].map(([kind, n]) => many(n, kind)).join(", ");
    const said = [words, drew.length ? `its number drew ${drew.join(", ")}` : ""].filter(Boolean).join("; ");
    if (said || !block.transactions) return said || NOTHING;
    // Of a chain that was made for this registry, what came before its first avatar made it.
    const [first] = gallery.avatars, own = gallery.signer.devnet && !(first && first.block <= block.number);
    return own ? REGISTRY : many(block.transactions, "other transaction");
  }

  // The blocks as rows; those one after the other that are of no interest are one row.
  function rows(blocks) {
    const runs = [];
    for (const block of blocks) {
      const words = summary(block, blocks), last = runs.at(-1);
      if (last && last.words === words && [NOTHING, REGISTRY].includes(words)) last.blocks.push(block);
      else runs.push({ words, blocks: [block] });
    }
    return runs.map((run) => run.blocks.length === 1 ? drawn(run.blocks[0], blocks) : element("details", { class: "block" },
      element("summary", {}, element("b", {}, `Blocks ${run.blocks.at(-1).number} to ${run.blocks[0].number}`), " ", element("span", {}, run.words)),
      element("div", { class: "blocks" }, ...run.blocks.map((block) => drawn(block, blocks)))));
  }

  function drawn(block, blocks) {
    return element("details", { class: "block" },
      element("summary", {}, swatch(block.hash), element("b", {}, `Block ${block.number}`), " ", element("span", {}, summary(block, blocks))),
      gallery.facts([["made", new Date(1000 * block.time).toLocaleString("en")],
        ["hash", element("span", {}, swatch(block.hash), element("code", {}, block.hash))],
        ["block before", element("span", {}, swatch(block.parent), element("code", {}, block.parent))],
        ["random number", element("code", {}, block.random)], ["transactions", String(block.transactions)]]),
      element("ul", { class: "events" }, ...events(block)));
  }

  function chain() {
    const list = element("div", { class: "blocks" }), says = gallery.refusal();
    let oldest = null, blocks = [];
    const more = gallery.action("Blocks before these", says, async () => {
      const page = await gallery.ask("GET", `/blocks${oldest === null ? "" : `?before=${oldest}`}`);
      // An older block may say what a newer one drew, so all rows are made anew.
      const open = new Set([...list.querySelectorAll(".block[open] > summary b")].map((title) => title.textContent));
      blocks = [...blocks, ...page];
      list.replaceChildren(...rows(blocks));
      for (const each of list.querySelectorAll(".block")) each.open = open.has(each.querySelector("b").textContent);
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
