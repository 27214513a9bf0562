// One avatar: its face, what can be checked, family, traits, genes, papers, holders.
"use strict";

(() => {
  const { $, element, section, facts, percent, many, bits, name, portrait, holds, striking } = gallery;

  const identityOf = (avatar) => genetics.toHex(genetics.identity(gallery.about.species, BigInt(avatar.genome)));

  // What can be checked here, each with true, false, or null where it cannot be asked.
  function checks(avatar, life) {
    const { avatars, speciesHolds } = gallery;
    const mother = avatars[avatar.mother], father = avatars[avatar.father], identity = identityOf(avatar) === avatar.id;
    const list = [
      [speciesHolds, "Species", speciesHolds
        ? "rules and drawings on this page hash to the species' id"
        : "rules and drawings on this page are not those of the species' id"],
      [identity, "Identity", identity ? "species and genome hash to this id: recomputed just now"
        : "species and genome give another id: this page's data was changed"],
    ];
    if (!mother || !father) {
      list.push([null, "Origin", "a founder: the chain does not tell the word it was drawn from; the papers of its picture may, and are checked with the picture"]);
    } else if (life && life.draw) {
      const [block, mixed] = life.draw;
      const seed = genetics.birthSeed(mixed, BigInt(mother.id), BigInt(father.id));
      const child = genetics.offspring(BigInt(mother.genome), BigInt(father.genome), seed);
      const ok = child === BigInt(avatar.genome);
      const lapses = life.lapses ? `; ${many(life.lapses, "conception")} of its mother lapsed before` : "";
      const stillbirths = life.stillbirths ? `; ${many(life.stillbirths, "stillbirth")} of its mother before, whose genomes were registered already` : "";
      list.push([ok, "Origin", (ok ? `both parents and the draw of block ${block} give this genome: recomputed just now`
        : `both parents and the draw of block ${block} give another genome`) + lapses + stillbirths]);
    } else if (life) {
      list.push([null, "Origin", "no conception is known of it"]);
    }
    const asked = gallery.served ? "as the chain says now" : "as the chain said when this page was made; avatarchain show asks it again";
    if (life) list.push([null, "Registry", `born in block ${avatar.block}, ${asked}`]);
    return list;
  }

  function proof(list) {
    return element("ul", { class: "checks" }, ...list.map(([ok, title, words]) =>
      element("li", { class: ok ? "good" : ok === false ? "bad" : "open" },
        element("span", { class: "mark", role: "img", "aria-label": ok ? "holds" : ok === false ? "fails" : "not asked" },
          ok ? "✓" : ok === false ? "✗" : "·"),
        element("b", {}, title), element("span", {}, words))));
  }

  // What a picture file says of this avatar, and what holding it against the registry proves.
  function papers(avatar, life) {
    const parents = avatar.generation ? "its parents" : "that it has no parents, and the seed where one is told";
    const rows = [["id and genome", avatar.id, "species and genome hash to the id"],
      ["picture", "its digest, pixel by pixel", "nobody retouched it, and it is what the genome expresses"],
      ["descent", `generation ${avatar.generation}, ${parents}`, "the birth followed the rule"],
      ["token", life.caip19, "this registry knows it, and who holds it"],
      ["signature", "made with the issuer's key", "the issuer of this registry wrote the papers"]];
    return element("div", {}, element("p", { class: "hint" },
      "A picture of this avatar can carry papers: what it says of itself, signed. ",
      ...(gallery.served ? ["Pictures with papers are under Take it along. Drop one into ", element("a", { href: "#/verify" }, "Verify"), ", and the chain is asked whether its papers are true."]
        : ["Whoever has avatarchain can ask the chain whether they are true."])),
      element("dl", { class: "facts papers" }, ...rows.flatMap(([what, says, proves]) =>
        [element("dt", {}, what), element("dd", {}, element("span", {}, says), element("small", {}, `proves: ${proves}`))])));
  }

  function history(life) {
    return element("ol", { class: "history" }, ...life.holders.map(([block, transaction, to], n) =>
      element("li", {}, element("b", {}, n ? "given to " : "born to "), element("code", {}, to),
        element("small", { title: transaction }, `block ${block}`))));
  }

  function chain(avatar, life) {
    return facts([["born", `block ${avatar.block}`], ["transaction", element("code", {}, life.transaction)],
      ["token", element("code", {}, life.caip19)], ["genome", element("code", {}, avatar.genome)],
      ["inbreeding F", percent(life.inbreeding)]]);
  }

  const rank = (avatar) => {
    const better = gallery.avatars.filter((other) => other.rarity < avatar.rarity).length;
    return bits(avatar.rarity) + (better ? `, rarer than ${percent(better / gallery.avatars.length)} of the collection` : "");
  };

  const genomeHint = () => element("p", { class: "hint" },
    "Sixteen loci of four genes. The first of each is expressed; the other three are carried, and may rise in a child.");

  let shown = 0;
  gallery.views.avatar = async (avatar) => {
    const mine = ++shown, walking = gallery.walked, ok = holds(avatar), view = $("avatar-view");
    gallery.walked = false;
    const later = element("div"), verdict = element("div");
    verdict.append(proof(checks(avatar, null)));
    view.replaceChildren(
      element("a", { class: "backlink", href: "#/" }, "← All avatars"),
      element("div", { class: "hero" },
        element("figure", {}, portrait(avatar, { alt: gallery.described(avatar) }),
          element("figcaption", { class: "hint" }, "The ", gallery.word("portrait"), " follows from its genes alone."),
          ...gallery.tools(avatar),
          gallery.served ? null : element("a", { class: "button", href: `metadata/${BigInt(avatar.id)}.json` }, "ERC-721 metadata")),
        element("div", {},
          element("h1", {}, name(avatar), " ", element("span", { class: ok ? "tick" : "cross", role: "img",
            "aria-label": ok ? "identity holds" : "identity does not hold" }, ok ? "✓" : "✗")),
          element("p", { class: "lead" }, striking(avatar)),
          facts([[gallery.word("identity", "id"), element("code", {}, avatar.id)], ["holder", element("code", {}, avatar.owner)],
            [gallery.word("species"), `${gallery.species.name} ${gallery.species.version}`],
            ["generation", avatar.generation === 0 ? "0, a founder" : String(avatar.generation)], ["rarity", rank(avatar)]]),
          element("h2", { class: "small" }, "Checked in your browser"), verdict)),
      section("s-family", "Family", gallery.family(avatar)),
      section("s-traits", "Traits", gallery.traitList(avatar)),
      section("s-genome", gallery.word("genome", "Genome"), genomeHint(), gallery.genome(avatar)),
      section("s-strand", "DNA", gallery.strand(avatar)), later);
    gallery.show("avatar-view");
    document.title = `${name(avatar)} · ${gallery.about.name}`;
    if (walking) {
      view.querySelector("[aria-current]").focus({ preventScroll: true });
      $("s-family").scrollIntoView({ block: "start" });
    } else {
      $("main").focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    const life = await gallery.source.life(avatar);
    if (mine !== shown) return;
    verdict.replaceChildren(proof(checks(avatar, life)));
    later.replaceChildren(section("s-papers", gallery.word("papers", "Papers"), papers(avatar, life)),
      section("s-history", "Holders", history(life)),
      section("s-chain", "On the chain", chain(avatar, life)));
  };
  gallery.leaveAvatar = () => { shown++; };

  Object.assign(gallery, { proof, genomeHint });
})();
