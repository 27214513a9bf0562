// Breed: what children two may have, how likely each trait is, and the birth as it happens.
"use strict";

(() => {
  const { $, element, section, button, percent, name, card, portrait, address } = gallery;
  const LITTER = 12, FORMS = 5;

  // For each locus that is seen: its forms by name, with the probability that a child shows them.
  function oddsOf(mother, father) {
    const [hers, his] = [BigInt(mother.genome), BigInt(father.genome)], table = genetics.odds(hers, his);
    return gallery.species.loci.flatMap((locus, number) => {
      if (!locus.forms.length) return [];
      const chances = locus.second === null ? table[number] : genetics.oddsOfPlaces(hers, his, number, locus.second);
      const byName = new Map();
      locus.forms.forEach((form, k) => byName.set(form.name, (byName.get(form.name) || 0) + genetics.fractionNumber(chances[k])));
      return [[locus.name, [...byName].sort((a, b) => b[1] - a[1])]];
    });
  }

  function rest(forms) {
    const chance = forms.reduce((sum, [, each]) => sum + each, 0);
    return chance > 0 ? element("span", { class: "rest" }, `${percent(chance)} for ${forms.length} others`) : null;
  }

  function odds(mother, father) {
    return element("ul", { class: "traits odds" }, ...oddsOf(mother, father).map(([locus, forms]) =>
      element("li", {}, element("span", {}, locus), ...forms.slice(0, FORMS).map(([form, chance]) => {
        const bar = element("i", { class: "bar" });
        bar.style.width = `${100 * chance}%`;
        return element("div", { class: "chance" }, element("b", {}, form), element("small", {}, percent(chance)), bar);
      }), rest(forms.slice(FORMS)))));
  }

  // The contract refuses parent and child, and two that have a parent in common.
  function relation(mother, father) {
    const { avatars } = gallery, parents = (of) => [of.mother, of.father].filter((each) => each >= 0);
    if (mother === father) return [null, "An avatar has no children with itself: choose another face."];
    for (const [elder, younger] of [[father, mother], [mother, father]]) {
      if (elder.number < 0 || !parents(younger).includes(elder.number)) continue;
      return [elder, `${name(elder)} is the ${younger.mother === elder.number ? "mother" : "father"} of ${name(younger)}.`];
    }
    const shared = parents(mother).find((each) => parents(father).includes(each));
    return shared === undefined ? null : [avatars[shared], `${name(avatars[shared])} is a parent of both.`];
  }

  function why([ancestor, words], mother, father) {
    const below = [mother, father].filter((each) => each !== ancestor);
    return element("div", { id: "related" }, element("p", { class: "refusal", role: "alert" }, `They are too closely related to breed. ${words}`),
      ancestor ? element("div", { class: "family" },
        element("div", { class: "row one" }, card(ancestor, "parent")), element("i", { class: "wires" }),
        element("div", { class: below.length === 2 ? "row two" : "row one" }, ...below.map((each) => card(each, "child")))) : null);
  }

  // Twelve children that may come, each from the text of its number, as /api/offspring draws them.
  function litter(mother, father) {
    const faces = element("ul", { class: "faces", id: "litter" });
    let first = 1;
    const draw = () => faces.replaceChildren(...Array.from({ length: LITTER }, (_, k) => {
      const seed = genetics.seedFromText(String(first + k));
      const child = gallery.being(genetics.offspring(BigInt(mother.genome), BigInt(father.genome), seed));
      return element("li", {}, card(child), gallery.pick(child));
    }));
    draw();
    return [faces, element("p", { class: "buttons" }, button("Twelve others", () => { first += LITTER; draw(); }))];
  }

  // Conception, draw and birth, each said when it happens.
  function birth(mother, father) {
    const steps = element("ol", { class: "steps" });
    const say = (words, ...more) => steps.append(element("li", {}, words, ...more));
    const far = element("li", { class: "far" });
    // On a chain that is not ours the draw is some blocks away: say how far it is.
    const wait = async (draw) => {
      while (gallery.heard.has(listener)) {
        const { block } = await gallery.ask("GET", "").catch(() => ({ block: null }));
        if (!gallery.heard.has(listener)) break;
        if (block !== null && block < draw) {
          far.textContent = `The chain is at block ${block}, and the draw is in block ${draw}.`;
          steps.append(far);
        }
        await new Promise((wake) => setTimeout(wake, 2000));
      }
    };
    const own = (event) => event.mother === mother.id && event.father === father.id;
    const conceived = (draw, block) => say(`Conceived${block ? ` in block ${block}` : ""}. Block ${draw} draws the child: nobody can know its number before, and nobody chooses.`);
    const listener = (event) => {
      if (event.kind === "conception" && own(event)) {
        conceived(event.draw, event.block);
        wait(event.draw);
      }
    };
    gallery.heard.add(listener);
    const finish = async () => {
      try {
        const [id] = await gallery.done(await gallery.ask("POST", "/births", { mother: mother.id, father: father.id }));
        await gallery.refresh();
        const child = gallery.known.get(id), life = await gallery.source.life(child);
        far.remove();
        // A birth may be told before its conception was heard: the step is not left out.
        if (!steps.children.length && life.draw) conceived(life.draw[0]);
        if (life.draw) say(`Block ${life.draw[0]} drew the number `, element("code", {}, life.draw[1].slice(0, 18) + "…"), ", and with it which gene came from whom.");
        const newborn = card(child);
        say(`Born in block ${child.block}: ${name(child)}.`, element("div", { class: "newborn" }, newborn));
        gallery.present(newborn);
      } finally {
        gallery.heard.delete(listener);
        far.remove();
      }
    };
    return [steps, finish];
  }

  function strangeMother(mother) {
    return element("p", { class: "note", id: "strange" }, `${name(mother)} is held by another account, `, element("code", {}, mother.owner),
      ". Only her holder can breed her: start ", element("code", {}, "avatarchain serve"), " with ", element("code", {}, "--account"), " and that account.");
  }

  // The page cannot see offers, so it takes the reader's word, and the contract has the last one.
  function strangeFather(father, own, press) {
    const box = element("input", { type: "checkbox", id: "offered" });
    box.addEventListener("change", () => { press.disabled = !box.checked; });
    return element("div", { class: "note", id: "strange" },
      element("p", {}, `${name(father)} is held by another account, `, element("code", {}, father.owner),
        ". His holder must offer him to you first: ", element("code", {}, `avatarchain stud ${father.id.slice(0, 10)} ${own}`)),
      element("label", { class: "tick-box" }, box, " His holder has offered him to me"));
  }

  function breeding(mother, father, others) {
    if (mother.number < 0 || father.number < 0) return [element("p", { class: "note" }, "They play, and have no real child: that takes two who are registered."), element("p", { class: "buttons" }, others)];
    const { signs, address: own } = gallery.signer;
    if (!signs) return [gallery.noHands(), element("p", { class: "buttons" }, others)];
    const says = gallery.refusal(), place = element("div", { role: "status" });
    const hers = own && mother.owner !== own, his = own && !hers && father.owner !== own;
    const press = gallery.action("Breed them", says, async () => {
      const [steps, finish] = birth(mother, father);
      place.replaceChildren(steps);
      await finish();
    }, { id: "breed" });
    press.disabled = Boolean(hers || his);
    return [hers ? strangeMother(mother) : his ? strangeFather(father, own, press) : null,
      element("p", { class: "buttons" }, press, others), says, place];
  }

  function chooser() {
    return [element("p", { class: "lead" }, "Choose two faces: the heart beside a face takes it as a parent. Then see which children may come."),
      element("p", { class: "buttons" }, element("a", { class: "button primary", href: "#/" }, "To the faces"))];
  }

  gallery.rooms.breed = ([first = "", second = ""]) => {
    const mother = gallery.named(first), father = gallery.named(second);
    if (!mother || !father) return ["Breed", ...chooser()];
    const related = relation(mother, father);
    const pair = element("div", { class: "family pair" }, element("div", { class: "row two" }, card(mother, "mother"), card(father, "father")));
    const others = element("a", { class: "button", href: `#/breed/${[second, first].join("/")}` }, "Swap mother and father");
    if (related) return ["Breed", pair, why(related, mother, father)];
    return ["Breed", pair, ...breeding(mother, father, others),
      !gallery.draws() ? gallery.undrawn() : section("s-litter", "Twelve children that may come", ...litter(mother, father)),
      section("s-odds", "The odds", element("p", { class: "hint" }, "How likely a child shows each form, exactly, by the rule of the contract."), odds(mother, father))];
  };
})();
