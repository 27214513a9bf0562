// Mint: a word draws a face while it is typed; a press makes it real. Many at once from one word.
"use strict";

(() => {
  const { element, button, facts, bits, card, name, striking, portrait, named } = gallery;
  const PREVIEWED = 12;
  const ONE_FACE = "The same word draws the same face for everybody.";
  const MANY_FACES = "The word names a collection: the same word draws the same faces for everybody.";

  // A word that can be said, which nobody chose.
  function surprise() {
    const letters = [..."bdfgklmnprstvz"], vowels = [..."aeiou"];
    const dice = crypto.getRandomValues(new Uint32Array(8));
    return [...dice].map((n, k) => (k % 2 ? vowels : letters)[n % (k % 2 ? vowels : letters).length]).join("");
  }

  // The genomes that a word draws: its founder, or the first `count` of its collection.
  function drawn(word, count) {
    const seed = genetics.seedFromText(word), { cumulative } = gallery.species;
    if (count === 1) return [genetics.founder(seed, cumulative)];
    return Array.from({ length: count }, (_, k) => genetics.founder(genetics.itemSeed(seed, k), cumulative));
  }

  // A mint under way: how many are born, with their faces. It goes on if one looks at other rooms.
  function birthplace(ids, task) {
    const bar = element("progress", { max: ids.length, value: 0, "aria-label": "Born so far" });
    const words = element("p", { role: "status" }), faces = element("ul", { class: "faces" });
    const says = gallery.refusal(), shown = new Set();
    const look = () => {
      const born = ids.map((id) => gallery.known.get(id)).filter(Boolean);
      bar.value = born.length;
      words.textContent = born.length < ids.length ? `${born.length} of ${ids.length} born`
        : ids.length === 1 ? `${name(born[0])} is real: it stands in block ${born[0].block}, and nobody can register it again.`
        : `All ${ids.length} are real, each once and for good.`;
      for (const avatar of born) {
        if (!shown.has(avatar.id) && shown.size < 48) faces.prepend(element("li", {}, card(avatar)));
        shown.add(avatar.id);
      }
    };
    gallery.listeners.add(look);
    look();
    const place = element("section", { class: "birthplace", "aria-label": "Births" }, bar, words, says, faces);
    task.then(gallery.refresh).then(() => { look(); gallery.present(faces.querySelector(".card")); }).catch((error) => {
      says.textContent = error.message;
      says.hidden = false;
    }).finally(() => { place.dataset.over = "true"; gallery.listeners.delete(look); });
    return place;
  }

  function unfinished() {
    const box = element("div");
    if (gallery.signer.signs) gallery.ask("GET", "/unfinished").then((jobs) => {
      for (const job of jobs) {
        const says = gallery.refusal();
        box.append(element("p", { class: "note" }, `A mint of ${job.count} was cut off or is under way. `,
          gallery.action("Continue it", says, async () => {
            await gallery.done(await gallery.ask("POST", `/unfinished/${job.name}`));
            await gallery.refresh();
            box.replaceChildren(element("p", { role: "status" }, `All ${job.count} are registered.`));
          })), says);
      }
    }).catch(() => {});
    return box;
  }

  let births = element("div");
  gallery.rooms.mint = ([given = ""]) => {
    if (!gallery.draws()) return ["Draw a face", gallery.undrawn()];
    const { signs } = gallery.signer, says = gallery.refusal();
    const [word, wordLabel] = gallery.field("A word", { id: "word", maxlength: 1000, placeholder: "your name, a wish …", value: given },
      ONE_FACE);
    const wordHint = wordLabel.querySelector("small");
    const [count, countLabel] = gallery.field("How many", { id: "count", type: "number", min: 1, max: 1000, value: 1 },
      "More than one: the word names a collection.");
    const [to, toLabel] = gallery.field("Holder", { id: "to", placeholder: "0x…, else you", maxlength: 42 });
    const face = element("figure", { class: "easel" }), about = element("div", { id: "about-face" });

    const press = gallery.action("Mint it", says, async () => {
      const number = Math.floor(Number(count.value)), genomes = drawn(word.value, number);
      const ids = genomes.map((genome) => gallery.being(genome).id);
      const holder = to.value && gallery.receiver(to.value);
      const wish = number === 1 ? { seed: word.value } : { collection: word.value, count: number };
      const task = gallery.ask("POST", "/mints", holder ? { ...wish, to: holder } : wish).then(gallery.done);
      births.replaceChildren(birthplace(ids, task));
      births.scrollIntoView({ block: "nearest" });
      await task.then(gallery.refresh).catch(() => {});
    }, { id: "mint" }, () => { if (press.isConnected && says.hidden) draw(); });

    // The address follows the word, but not at each letter: browsers complain of that.
    const keep = gallery.calmly(250, () => {
      if (!word.isConnected || !location.hash.startsWith("#/mint")) return;
      history.replaceState(null, "", `#/mint${word.value ? `/${encodeURIComponent(word.value)}` : ""}`);
    });

    function draw() {
      const number = Math.floor(Number(count.value));
      says.hidden = true;
      keep();
      press.disabled = true;
      wordHint.textContent = number > 1 ? MANY_FACES : ONE_FACE;
      try {
        if (!(number >= 1 && number <= 1000)) throw new Error("How many: 1 to 1,000.");
        if (!word.value) return blank();
        show(drawn(word.value, Math.min(number, PREVIEWED)).map(gallery.being), number);
      } catch (error) {
        blank();
        says.textContent = error.message;
        says.hidden = false;
      }
    }

    function blank() {
      face.replaceChildren(element("p", { class: "blank" }, "?"));
      about.replaceChildren();
      press.textContent = "Mint it";
    }

    function show(beings, number) {
      const [first] = beings;
      face.replaceChildren(...(number === 1 ? [portrait(first, { alt: gallery.described(first) }), gallery.moving(first)].filter(Boolean)
        : [element("div", { class: "crowd" }, ...beings.map((being) => portrait(being)))]));
      const isBorn = (being) => being.number >= 0;
      const born = beings.every(isBorn)
        && (beings.length === number || drawn(word.value, number).map(gallery.being).every(isBorn));
      press.disabled = born;
      if (to.value.trim()) {
        try {
          gallery.receiver(to.value);
        } catch (error) {
          press.disabled = true;
          says.textContent = `Holder: ${error.message}`;
          says.hidden = false;
        }
      }
      press.textContent = number === 1 ? "Mint it" : `Mint all ${number}`;
      about.replaceChildren(number > 1 ? element("p", { class: "lead" }, number > beings.length
        ? `The first ${beings.length} of ${number}${born ? ", all born" : ""}.` : `All ${number} of them.`)
        : element("div", {}, element("p", { class: "lead" }, striking(first)),
          facts([["id", element("code", {}, first.id)], ["rarity", bits(first.rarity)]]),
          element("p", {}, first.number >= 0
            ? element("a", { class: "button", href: `#/${first.id}` }, `It is born already: look at ${name(first)}`)
            : element("a", { class: "button", href: `#/${gallery.address(first)}` }, "Its genes, and an address for this face"))));
    }

    // What became of the word before goes with it; a mint under way stays in sight.
    word.addEventListener("input", () => { births.querySelector("[data-over]")?.remove(); draw(); });
    count.addEventListener("input", draw);
    to.addEventListener("input", draw);
    const closed = gallery.about.closed !== null && gallery.about.closed !== undefined;
    const dice = button("Surprise me", () => { word.value = surprise(); word.dispatchEvent(new Event("input", { bubbles: true })); }, { id: "surprise" });
    const hands = signs && !closed;
    const part = gallery.form(() => { if (!press.disabled && hands) press.click(); },
      wordLabel, element("p", { class: "buttons" }, dice, hands ? press : null),
      element("div", { class: "two" }, countLabel, hands ? toLabel : null), says, about,
      signs && closed ? element("p", { class: "note" }, "The issuance is closed: no more founders can be minted. Avatars can still be bred.") : null,
      signs ? null : gallery.noHands());
    draw();
    return [signs ? "Mint an avatar" : "Draw a face", element("div", { class: "hero" }, face, part), births, unfinished()];
  };
})();
