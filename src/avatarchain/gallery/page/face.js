// A face that nobody registered, or not yet: its address holds all its genes.
"use strict";

(() => {
  const { element, section, button, facts, bits, portrait, striking } = gallery;

  gallery.rooms.face = ([dna = ""]) => {
    let being;
    try {
      being = gallery.being(genetics.parseGenome(dna));
    } catch (error) {
      return ["No face", element("p", { class: "refusal" }, error.message)];
    }
    if (!gallery.draws()) return ["A face", gallery.undrawn()];
    if (being.number >= 0) location.replace(`#/${being.id}`);
    const says = gallery.refusal();
    const mint = gallery.signer.signs ? gallery.action("Mint it", says, async () => {
      await gallery.done(await gallery.ask("POST", "/mints", { genome: being.genome }));
      await gallery.refresh();
      location.hash = `#/${being.id}`;
    }) : null;
    return ["A face", element("div", { class: "hero" },
      element("figure", {}, portrait(being, { alt: gallery.described(being) }), ...gallery.tools(being)),
      element("div", {}, element("p", { class: "lead" }, striking(being)),
        element("p", {}, "No registry that this page knows has it. Its address holds all its genes: whoever opens it sees this face."),
        facts([["id", element("code", {}, being.id)], ["rarity", bits(being.rarity)]]),
        element("p", { class: "buttons" }, mint), says)),
      section("s-traits", "Traits", gallery.traitList(being)),
      section("s-genome", "Genome", gallery.genomeHint(), gallery.genome(being)),
      section("s-strand", "DNA", gallery.strand(being))];
  };
})();
