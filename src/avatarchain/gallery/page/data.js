// What is shown: the species, all avatars, and faces that nobody registered. A folder's data come
// as scripts that call gallery.take; a server's come by server.js.
"use strict";

(() => {
  const { $, element } = gallery;
  const taken = {}, waiting = {};
  Object.assign(gallery, { about: null, species: null, rig: null, speciesHolds: false, avatars: [], known: new Map() });

  function take(name, value) {
    taken[name] = value;
    if (waiting[name]) waiting[name]();
  }

  function load(address) {
    const name = /([\w-]+)\.js/.exec(address)[1];
    return new Promise((resolve, reject) => {
      const script = element("script", { src: address });
      waiting[name] = () => { script.remove(); resolve(taken[name]); };
      script.onerror = () => { script.remove(); reject(new Error(`${address} is missing`)); };
      document.head.append(script);
    });
  }

  const folder = {
    async start(first) {
      const about = await load(`data/collection.js?${Date.now()}`);
      const [art] = (await load(about.pieces.species[0])).map(genetics.fromBase64);
      setSpecies(art, about);
      if (about.pieces.rig.length) setRig((await load(about.pieces.rig[0]))[0]);
      $("block").textContent = about.block;
      $("issuance").textContent = about.issuance;
      for (const [number, address] of about.pieces.avatars.entries()) {
        add(await load(address));
        if (number === 0) { recount(); first(); }
      }
      recount();
    },
    async life(avatar) {
      const piece = Math.floor(avatar.number / gallery.about.lives);
      return (await load(gallery.about.pieces.lives[piece]))[avatar.number % gallery.about.lives];
    },
    portrait: (avatar) => `portraits/${avatar.id}.png`,
    // What brings the bytes of a model; null where nobody wrote one.
    model({ id }) {
      const address = gallery.about.models[id];
      return address ? async () => genetics.fromBase64(await load(address)) : null;
    },
    amiss: (why) => `This gallery is not whole: ${why}. Write it again with \`avatarchain gallery\`.`,
  };

  function setSpecies(art, about) {
    gallery.about = about;
    gallery.species = genetics.readSpecies(art, about.name);
    gallery.speciesHolds = gallery.species.id === about.species;
  }

  // Where the rig is not of this species, nobody moves.
  function setRig(compiled) {
    try {
      gallery.rig = genetics.readRig(compiled, gallery.species);
    } catch {
      gallery.rig = null;
    }
  }

  // What a genome is by itself: traits, rarity, and the words by which it is found.
  function looks(genome) {
    const { species } = gallery, shares = genetics.shares(species);
    const traits = genetics.traitList(species, genome).map((trait) =>
      ({ ...trait, locus: species.loci[trait.locus].name, at: trait.locus, chance: shares[trait.locus][trait.form] }));
    return { traits, rarity: genetics.rarity(species, genome) / 1000 };
  }

  // Rows as `gallery.site` writes them; those that are here already only change their holder.
  function add(rows, first = gallery.avatars.length) {
    rows.forEach(([id, genome, generation, mother, father, owner, block], at) => {
      const number = first + at, there = gallery.avatars[number];
      if (there && there.id === id) {
        there.owner = owner;
        there.text = textOf(there);
        return;
      }
      const named = (gallery.about.names || {})[id] || "";
      const avatar = { number, id, named, genome, generation, mother, father, owner, block,
        ...looks(BigInt(genome)), children: [] };
      avatar.text = textOf(avatar);
      gallery.avatars[number] = avatar;
      gallery.known.set(id, avatar);
      for (const parent of [mother, father]) {
        if (gallery.avatars[parent]) gallery.avatars[parent].children.push(avatar);
      }
    });
  }

  function textOf({ id, named, owner, traits }) {
    return `${id} ${named} ${owner} ${traits.map((t) => `${t.locus}:${t.name} ${t.name}`).join(" ")}`.toLowerCase();
  }

  function recount() {
    [...gallery.avatars].sort((a, b) => b.rarity - a.rarity).forEach((avatar, rank) => { avatar.rank = rank; });
    for (const listener of gallery.listeners) listener();
  }

  // The avatar of a genome, or the face of one that nobody registered: it has no number.
  function being(genome) {
    const id = genetics.toHex(genetics.identity(gallery.about.species, genome));
    return gallery.known.get(id) || { number: -1, id, named: "", owner: "", generation: 0, mother: -1, father: -1,
      genome: `0x${genome.toString(16).padStart(64, "0")}`, children: [], ...looks(genome) };
  }

  // What stands in an address for a being: its id, or its DNA if nobody registered it.
  const address = (being) => being.number < 0 ? `face/${genetics.toDna(BigInt(being.genome))}` : being.id;

  // The being that an address names; undefined if there is none.
  function named(text) {
    if (gallery.known.has(text)) return gallery.known.get(text);
    if (/^[ACGT]{128}$/i.test(text)) return being(genetics.parseGenome(text));
    return /^0x[0-9a-f]+$/.test(text) ? gallery.avatars.find((other) => other.id.startsWith(text)) : undefined;
  }

  const holds = (avatar) => gallery.speciesHolds
    && genetics.toHex(genetics.identity(gallery.about.species, BigInt(avatar.genome))) === avatar.id;
  const name = (avatar) => avatar.named || avatar.id.slice(0, 10);
  // What tells one from another at a glance: the rarest traits that are seen.
  const striking = (avatar) => [...avatar.traits].filter((t) => !t.hidden && t.name !== "none")
    .sort((a, b) => a.chance - b.chance).slice(0, 2).map((t) => `${t.name} ${t.locus}`).join(", ");
  const described = (avatar) => `Portrait: ${avatar.traits.filter((t) => !t.hidden).map((t) => `${t.name} ${t.locus}`).join(", ")}`;

  // Whether faces can be drawn that nobody registered: images are drawn by a server alone.
  const draws = () => gallery.served || !gallery.species.images;
  const svgOf = (avatar) => genetics.svg(gallery.species, BigInt(avatar.genome));

  function portrait(avatar, attributes = {}) {
    const source = gallery.species.images ? gallery.source.portrait(avatar)
      : "data:image/svg+xml," + encodeURIComponent(svgOf(avatar));
    return element("img", { src: source, alt: "", width: 512, height: 512, ...attributes });
  }

  function card(avatar, role = "") {
    return element("a", { class: "card", href: `#/${address(avatar)}` },
      portrait(avatar, { decoding: "async" }),
      element("span", { class: "label" }, element("b", { title: name(avatar) }, name(avatar)),
        avatar.number < 0 || holds(avatar) ? null : element("strong", { class: "bad" }, "✗ not what its id says"),
        element("span", {}, role || striking(avatar))));
  }

  Object.assign(gallery, { take, setSpecies, setRig, add, recount, textOf, being, address, named, holds, name, striking,
    described, draws, svgOf, portrait, card, source: folder });
})();
