// The page: a grid of avatars, and one avatar at a time. The address after # says which;
// data comes as scripts that call gallery.take. Text is only ever put in as text.
"use strict";

const gallery = (() => {
  const PAGE = 48;
  const WATCH = 3000; // milliseconds between looks for births, where the page is served
  const taken = {};
  const waiting = {};
  let about, species, speciesHolds, avatars = [], known = new Map(), page = 0;

  const $ = (id) => document.getElementById(id);

  // element("a", {href: "#/", class: "x"}, "text", child, …)
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  // --- data -----------------------------------------------------------------------------
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

  async function loadAll() {
    const fresh = await load(`data/collection.js?${Date.now()}`);
    const same = about && JSON.stringify(fresh.pieces) === JSON.stringify(about.pieces);
    $("block").textContent = fresh.block;
    $("issuance").textContent = fresh.issuance;
    if (same) return false;
    if (!species) {
      const [art] = (await load(fresh.pieces.species[0])).map(genetics.fromBase64);
      species = genetics.readSpecies(art, fresh.name);
      speciesHolds = species.id === fresh.species;
    }
    about = fresh;
    const rows = [];
    for (const [number, address] of about.pieces.avatars.entries()) {
      rows.push(...await load(address));
      if (number === 0 && avatars.length === 0) { arrange(rows); route(); }
    }
    arrange(rows);
    return true;
  }

  function arrange(rows) {
    avatars = rows.map(([id, genome, generation, mother, father, owner, block], number) => {
      const shares = genetics.shares(species);
      const told = genetics.traitList(species, BigInt(genome)).map((t) =>
        ({ ...t, locus: species.loci[t.locus].name, chance: shares[t.locus][t.form] }));
      const named = (about.names || {})[id] || "";
      return { number, id, named, genome, generation, mother, father, owner, block, traits: told,
        rarity: genetics.rarity(species, BigInt(genome)) / 1000, children: [],
        text: `${id} ${named} ${owner} ${told.map((t) => `${t.locus}:${t.name} ${t.name}`).join(" ")}`.toLowerCase() };
    });
    known = new Map(avatars.map((one) => [one.id, one]));
    for (const one of avatars) {
      for (const parent of [one.mother, one.father]) if (avatars[parent]) avatars[parent].children.push(one);
    }
    [...avatars].sort((a, b) => b.rarity - a.rarity).forEach((one, rank) => { one.rank = rank; });
    fill($("generation"), count((one) => one.generation), (a, b) => a[0] - b[0]);
    fill($("owner"), count((one) => one.owner), (a, b) => b[1] - a[1], short);
    for (const select of document.querySelectorAll("[data-locus]")) {
      const at = avatars.length ? avatars[0].traits.findIndex((t) => t.locus === select.dataset.locus) : -1;
      if (at < 0) select.parentElement.remove();
      else fill(select, count((one) => one.traits[at].name), (a, b) => b[1] - a[1]);
    }
  }

  function count(of) {
    const counts = new Map();
    for (const one of avatars) counts.set(of(one), (counts.get(of(one)) || 0) + 1);
    return [...counts];
  }

  function fill(select, counts, order, spell = String) {
    const chosen = select.value;
    select.replaceChildren(select.options[0], ...counts.sort(order).map(([value, n]) =>
      element("option", { value }, `${spell(value)} (${n})`)));
    select.value = chosen;
  }

  // --- words -----------------------------------------------------------------------------
  const short = (hex) => `${hex.slice(0, 8)}…${hex.slice(-4)}`;
  const name = (one) => one.named || one.id.slice(0, 10);
  const percent = (share) => `${(100 * share).toLocaleString("en", { maximumSignificantDigits: 2 })} %`;
  const many = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
  const identityOf = (one) => genetics.toHex(genetics.identity(about.species, BigInt(one.genome)));
  const holds = (one) => speciesHolds && identityOf(one) === one.id;
  // What tells one from another at a glance: the rarest traits that are seen.
  const striking = (one) => [...one.traits].filter((t) => !t.hidden && t.name !== "none")
    .sort((a, b) => a.chance - b.chance).slice(0, 2).map((t) => `${t.name} ${t.locus}`).join(", ");

  function portrait(one, attributes = {}) {
    const source = about.painted
      ? "data:image/svg+xml," + encodeURIComponent(genetics.svg(species, BigInt(one.genome)))
      : `portraits/${one.id}.png`;
    return element("img", { src: source, alt: "", width: 512, height: 512, ...attributes });
  }

  function card(one, role = "") {
    const ok = holds(one);
    return element("a", { class: "card", href: `#/${one.id}` },
      portrait(one, { decoding: "async" }),
      element("span", { class: "label" }, element("b", {}, name(one)),
        ok ? null : element("strong", { class: "bad" }, "✗ not what its id says"),
        element("span", {}, role || striking(one))));
  }

  // --- the grid --------------------------------------------------------------------------
  function chosen() {
    const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const rarest = $("rarity").value && Math.max(1, Math.ceil(Number($("rarity").value) * avatars.length));
    const wanted = [...document.querySelectorAll("[data-locus]")].filter((select) => select.value)
      .map((select) => [select.dataset.locus, select.value]);
    const found = avatars.filter((one) =>
      words.every((word) => one.text.includes(word))
      && ($("generation").value === "" || String(one.generation) === $("generation").value)
      && ($("owner").value === "" || one.owner === $("owner").value)
      && (!rarest || one.rank < rarest)
      && wanted.every(([locus, value]) => one.traits.some((t) => t.locus === locus && t.name === value)));
    const orders = { "": (a, b) => b.number - a.number, oldest: (a, b) => a.number - b.number,
      rarity: (a, b) => a.rank - b.rank, offspring: (a, b) => b.children.length - a.children.length };
    return found.sort(orders[$("sort").value]);
  }

  function drawGrid() {
    const found = chosen();
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(page, pages - 1);
    const all = found.length === avatars.length;
    $("tally").textContent = found.length === 0
      ? (avatars.length ? "No avatar is like that. Take a filter away."
        : "No avatar has been born yet. `avatarchain mint` makes one.")
      : (all ? many(found.length, "avatar") : `${found.length.toLocaleString("en")} of ${many(avatars.length, "avatar")}`)
        + (pages > 1 ? `, page ${page + 1} of ${pages}` : "");
    $("grid").replaceChildren(...found.slice(PAGE * page, PAGE * (page + 1))
      .map((one) => element("li", {}, card(one))));
    const turn = (words, to) => {
      const button = element("button", { type: "button" }, words);
      button.disabled = to < 0 || to >= pages;
      button.onclick = () => { page = to; drawGrid(); $("main").focus(); scrollTo(0, 0); };
      return button;
    };
    $("pages").replaceChildren(...(pages > 1 ? [turn("← Previous", page - 1), turn("Next →", page + 1)] : []));
  }

  // --- one avatar ------------------------------------------------------------------------
  function section(id, title, ...children) {
    return element("section", { "aria-labelledby": id }, element("h2", { id }, title), ...children);
  }

  function colour(n, digit) {
    return species.loci[n].alleles[digit].fill || `hsl(${(digit * 360 / 16 + 20) % 360} 62% ${digit % 2 ? 62 : 52}%)`;
  }

  function genome(one) {
    const rows = genetics.genes(BigInt(one.genome)).map((lane, n) => element("tr", {},
      element("th", { scope: "row" }, species.loci[n].name),
      ...lane.map((digit, k) => {
        const chip = element("i", { class: "chip" });
        chip.style.background = colour(n, digit);
        return element("td", { class: k ? "recessive" : "expressed" }, chip,
          element("span", {}, species.loci[n].alleles[digit].name));
      })));
    return element("table", { class: "genome" },
      element("thead", {}, element("tr", {}, ...["locus", "expressed", "recessive 1", "recessive 2", "recessive 3"]
        .map((word) => element("th", { scope: "col" }, word)))),
      element("tbody", {}, ...rows));
  }

  function strand(one) {
    const make = (kind, attributes) => {
      const made = document.createElementNS("http://www.w3.org/2000/svg", kind);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    };
    const letters = genetics.toDna(BigInt(one.genome));
    const strips = letters.match(/.{32}/g).map((part) => {
      const svg = make("svg", { viewBox: "0 0 384 56", "aria-hidden": "true" });
      const wave = (sign) => Array.from({ length: 97 }, (_, k) =>
        `${k ? "L" : "M"}${4 * k} ${28 + sign * 20 * Math.sin(k * Math.PI / 24)}`).join("");
      [...part].forEach((letter, k) => {
        const x = 12 * k + 6, reach = 20 * Math.sin(x * Math.PI / 96);
        svg.append(make("line", { class: "pair", x1: x, x2: x, y1: 28 - reach, y2: 28 }),
          make("line", { class: `base ${letter}`, x1: x, x2: x, y1: 28, y2: 28 + reach }),
          make("circle", { class: `base ${letter}`, cx: x, cy: 28 + reach, r: 3.6 }));
      });
      svg.append(make("path", { class: "back", d: wave(-1) }), make("path", { class: "back", d: wave(1) }));
      return svg;
    });
    return element("div", {}, element("div", { class: "strand" }, ...strips),
      element("details", {}, element("summary", {}, "128 letters"), element("code", { class: "letters" }, letters)));
  }

  function traitList(one) {
    const here = (t) => avatars.filter((other) => other.traits.some((o) => o.locus === t.locus && o.name === t.name)).length;
    return element("ul", { class: "traits" }, ...one.traits.map((t) => {
      const bar = element("i", { class: "bar" });
      bar.style.width = `${Math.max(2, 100 * t.chance / 0.1)}%`;
      return element("li", {}, element("span", {}, t.locus),
        element("b", {}, t.name + (t.hidden ? " (hidden)" : "")),
        element("small", {}, element("span", {}, `${percent(t.chance)} of founders`), " ",
          element("span", {}, `· ${here(t)} here`)), bar);
    }));
  }

  // What can be checked here, each with true, false, or null where it cannot be asked.
  function checks(one, life) {
    const mother = avatars[one.mother], father = avatars[one.father];
    const list = [
      [speciesHolds, "Species", speciesHolds
        ? "rules and drawings on this page hash to the species' id"
        : "rules and drawings on this page are not those of the species' id"],
      [identityOf(one) === one.id, "Identity", null],
    ];
    list[1][2] = list[1][0] ? "species and genome hash to this id: recomputed just now"
      : "species and genome give another id: this page's data was changed";
    if (!mother || !father) {
      list.push([null, "Origin", "a founder: the chain does not tell its seed; where its picture's papers do, avatarchain verify checks it"]);
    } else if (life && life.draw) {
      const [block, mixed] = life.draw;
      const seed = genetics.birthSeed(mixed, BigInt(mother.id), BigInt(father.id));
      const child = genetics.offspring(BigInt(mother.genome), BigInt(father.genome), seed);
      const ok = child === BigInt(one.genome);
      const lapses = life.lapses ? `; ${many(life.lapses, "conception")} of its mother lapsed before` : "";
      const stillbirths = life.stillbirths ? `; ${many(life.stillbirths, "stillbirth")} of its mother before, whose genomes were registered already` : "";
      list.push([ok, "Origin", (ok ? `both parents and the draw of block ${block} give this genome: recomputed just now`
        : `both parents and the draw of block ${block} give another genome`) + lapses + stillbirths]);
    } else if (life) {
      list.push([null, "Origin", "no conception is known of it"]);
    }
    if (life) list.push([null, "Registry", `born in block ${one.block}, as the chain said when this page was made; avatarchain show asks it again`]);
    return list;
  }

  function proof(list) {
    return element("ul", { class: "checks" }, ...list.map(([ok, title, words]) =>
      element("li", { class: ok ? "good" : ok === false ? "bad" : "open" },
        element("span", { class: "mark", role: "img", "aria-label": ok ? "holds" : ok === false ? "fails" : "not asked" },
          ok ? "✓" : ok === false ? "✗" : "·"),
        element("b", {}, title), element("span", {}, words))));
  }

  function family(one) {
    const box = element("div", { class: "family" });
    const parents = (of) => of ? [avatars[of.mother], avatars[of.father]] : [undefined, undefined];
    const [mother, father] = parents(one);
    const row = (kind, members, roles) => element("div", { class: `row ${kind}` }, ...members.map((member, n) =>
      member ? card(member, roles[n]) : element("span", { class: "absent" }, "")));
    if (mother) {
      const grand = [...parents(mother), ...parents(father)];
      if (grand.some(Boolean)) {
        box.append(row("four", grand, ["her mother", "her father", "his mother", "his father"]), element("i", { class: `wires ${grand[0] ? "hers" : ""} ${grand[2] ? "his" : ""}` }));
      }
      box.append(row("two", [mother, father], ["mother", "father"]), element("i", { class: "wires" }));
    }
    const self = card(one, mother ? `generation ${one.generation}` : "a founder");
    self.setAttribute("aria-current", "true");
    box.append(element("div", { class: "row one" }, self));
    if (one.children.length) {
      box.append(element("h3", {}, many(one.children.length, "child").replace("childs", "children")),
        element("div", { class: "row many" }, ...one.children.slice(0, 48).map((child) => {
          const mate = avatars[child.mother === one.number ? child.father : child.mother];
          return card(child, mate ? `with ${name(mate)}` : "");
        })));
    }
    box.addEventListener("click", (event) => { if (event.target.closest("a")) walked = true; });
    return box;
  }

  // What a picture file says of this avatar, and what holding it against the registry proves.
  function papers(one, life) {
    const parents = one.generation ? "its parents" : "that it has no parents, and the seed where one is told";
    const rows = [["id and genome", one.id, "species and genome hash to the id"],
      ["picture", "its digest, pixel by pixel", "nobody retouched it, and it is what the genome expresses"],
      ["descent", `generation ${one.generation}, ${parents}`, "the birth followed the rule"],
      ["token", life.caip19, "this registry knows it, and who holds it"],
      ["signature", "made with the issuer's key", "the issuer of this registry wrote the papers"]];
    return element("div", {}, element("p", { class: "hint" },
      "Pictures that mint and show --out write carry these papers. ",
      element("code", {}, "avatarchain verify FILE"), " asks the chain whether they are true."),
      element("dl", { class: "facts papers" }, ...rows.flatMap(([what, says, proves]) =>
        [element("dt", {}, what), element("dd", {}, element("span", {}, says), element("small", {}, `proves: ${proves}`))])));
  }

  function history(life) {
    return element("ol", { class: "history" }, ...life.holders.map(([block, transaction, to], n) =>
      element("li", {}, element("b", {}, n ? "given to " : "born to "), element("code", {}, to),
        element("small", { title: transaction }, `block ${block}`))));
  }

  let walked = false;
  let shown = 0;
  async function drawAvatar(one) {
    const mine = ++shown, walking = walked;
    walked = false;
    const ok = holds(one);
    const view = $("avatar-view");
    const later = element("div");
    const verdict = element("div");
    verdict.append(proof(checks(one, null)));
    const better = avatars.filter((other) => other.rarity < one.rarity).length;
    view.replaceChildren(
      element("a", { class: "backlink", href: "#/" }, "← All avatars"),
      element("div", { class: "hero" },
        element("figure", {}, portrait(one, { alt: `Portrait: ${one.traits.filter((t) => !t.hidden).map((t) => `${t.name} ${t.locus}`).join(", ")}` }),
          element("a", { class: "button", href: `metadata/${BigInt(one.id)}.json` }, "ERC-721 metadata")),
        element("div", {},
          element("h1", {}, name(one), " ", element("span", { class: ok ? "tick" : "cross", role: "img",
            "aria-label": ok ? "identity holds" : "identity does not hold" }, ok ? "✓" : "✗")),
          element("p", { class: "lead" }, striking(one)),
          element("dl", { class: "facts" },
            ...[["id", element("code", {}, one.id)], ["holder", element("code", {}, one.owner)],
              ["generation", one.generation === 0 ? "0, a founder" : String(one.generation)],
              ["rarity", `${one.rarity.toFixed(1)} bits, rarer than ${percent(better / Math.max(1, avatars.length))} of the collection`]]
              .flatMap(([what, value]) => [element("dt", {}, what), element("dd", {}, value)])),
          element("h2", { class: "small" }, "Checked in your browser"), verdict)),
      section("s-family", "Family", family(one)),
      section("s-traits", "Traits", traitList(one)),
      section("s-genome", "Genome", element("p", { class: "hint" },
        "Sixteen loci of four genes. The first of each is expressed; the other three are carried, and may rise in a child."), genome(one)),
      section("s-strand", "DNA", strand(one)), later);
    show("avatar-view");
    document.title = `${name(one)} · ${about.name}`;
    if (walking) {
      const self = view.querySelector("[aria-current]");
      self.focus({ preventScroll: true });
      $("s-family").scrollIntoView({ block: "start" });
    } else {
      $("main").focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    const piece = Math.floor(one.number / about.lives);
    const lives = await load(about.pieces.lives[piece]);
    if (mine !== shown) return;
    const life = lives[one.number % about.lives];
    verdict.replaceChildren(proof(checks(one, life)));
    later.replaceChildren(section("s-papers", "Papers", papers(one, life)),
      section("s-history", "Holders", history(life)),
      section("s-chain", "On the chain", element("dl", { class: "facts" },
        ...[["born", `block ${one.block}`], ["transaction", element("code", {}, life.transaction)],
          ["token", element("code", {}, life.caip19)], ["genome", element("code", {}, one.genome)],
          ["inbreeding F", percent(life.inbreeding)]]
          .flatMap(([what, value]) => [element("dt", {}, what), element("dd", {}, value)]))));
  }

  // --- which view -------------------------------------------------------------------------
  function show(view) {
    for (const id of ["grid-view", "avatar-view"]) $(id).hidden = id !== view;
  }

  let scrolled = 0;
  function route() {
    const id = location.hash.slice(2);
    const one = known.get(id) || (id && avatars.find((other) => other.id.startsWith(id)));
    if (one) {
      if (!$("grid-view").hidden) scrolled = scrollY;
      drawAvatar(one).catch(complain);
      return;
    }
    const back = $("grid-view").hidden;
    shown++;
    show("grid-view");
    document.title = `${about.name} · gallery`;
    drawGrid();
    if (back) { scrollTo(0, scrolled); $("main").focus({ preventScroll: true }); }
  }

  function complain(error) {
    show("grid-view");
    $("tally").textContent = `This gallery is not whole: ${error.message}. Write it again with \`avatarchain gallery\`.`;
  }

  async function watch() {
    try {
      if (!document.hidden && await loadAll() && !$("grid-view").hidden) drawGrid();
    } catch { /* the server rests; the next look may find it */ }
    setTimeout(watch, WATCH);
  }

  async function start() {
    try {
      await loadAll();
      route();
      document.body.dataset.ready = "true";
    } catch (error) { complain(error); return; }
    addEventListener("hashchange", route);
    const again = () => { page = 0; drawGrid(); };
    $("tools").addEventListener("input", again);
    $("traits").addEventListener("input", again);
    $("tools").addEventListener("submit", (event) => event.preventDefault());
    if (location.protocol.startsWith("http")) setTimeout(watch, WATCH);
  }

  document.addEventListener("DOMContentLoaded", start);
  return { take };
})();
