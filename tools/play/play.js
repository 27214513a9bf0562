// The page that plays alone: the species that it carries, a choice between them, and faces to breed.
"use strict";

(() => {
  const { $, element, section, button, card } = gallery;
  const FACES = 12;
  gallery.signer = { signs: false, account: null, address: null, devnet: false };
  gallery.kinds = []; // what there is to choose from: { about, species, art, rig }

  async function unpacked(text) {
    const packed = new Blob([genetics.fromBase64(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(packed).arrayBuffer());
  }

  async function read({ name, id, art, rig }) {
    const bytes = await unpacked(art), species = genetics.readSpecies(bytes, name);
    if (species.id !== id) throw new Error(`the species ${name} was changed`);
    return { species, art: bytes, about: { species: id, name }, rig: JSON.parse(new TextDecoder().decode(await unpacked(rig))) };
  }

  function choose(kind) {
    const { species } = kind;
    gallery.setSpecies(kind.art, kind.about);
    gallery.setRig(kind.rig);
    $("about").textContent = [species.description, species.creator && `Drawn by ${species.creator}.`,
      species.license && `Licence: ${species.license}.`].filter(Boolean).join(" ");
    for (const made of $("kinds").children) made.setAttribute("aria-pressed", String(made.textContent === species.name));
  }

  // A press on a species: the same word, face or pair, by its rule. The address names it.
  function turn(kind) {
    choose(kind);
    try {
      history.replaceState(null, "", `?${kind.about.name}${location.hash}`);
    } catch { /* some browsers keep the address of a file as it is */ }
    dispatchEvent(new Event("hashchange"));
  }

  gallery.source = {
    async start() {
      gallery.kinds = await Promise.all(JSON.parse($("species").textContent).map(read));
      $("kinds").replaceChildren(...gallery.kinds.map((kind) => button(kind.species.name, () => turn(kind))));
      choose(gallery.kinds.find(({ about }) => `?${about.name}` === location.search) || gallery.kinds[0]);
    },
    life: () => Promise.reject(new Error("nobody here is registered")),
    portrait: () => "data:,",
    amiss: (why) => `This page cannot be shown: ${why}. It needs a browser of 2023 or later, and the whole file.`,
  };

  // There is no collection here: the way in is a word.
  gallery.views.grid = () => location.replace("#/mint");
  gallery.leaveGrid = () => {};

  // Faces of short words, to choose parents from.
  function faces() {
    const list = element("ul", { class: "faces", id: "faces" });
    let first = 1;
    const draw = () => list.replaceChildren(...Array.from({ length: FACES }, (_, k) => {
      const word = String(first + k);
      const being = gallery.being(genetics.founder(genetics.seedFromText(word), gallery.species.cumulative));
      return element("li", {}, card(being, `the word ${word}`), gallery.pick(being));
    }));
    draw();
    return section("s-faces", "Faces to choose from", list,
      element("p", { class: "buttons" }, button("Twelve others", () => { first += FACES; draw(); })));
  }

  const { breed } = gallery.rooms;
  gallery.rooms.breed = (pair) => pair.filter((each) => gallery.named(each)).length === 2 ? breed(pair)
    : ["Breed", element("p", { class: "lead" }, "Choose two faces: the heart beside a face takes it as a parent. The face of ",
      element("a", { href: "#/mint" }, "your own word"), " has such a heart on its page."), faces()];
})();
