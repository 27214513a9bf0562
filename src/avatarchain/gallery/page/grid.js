// The grid of all avatars: search, filters, order, a page at a time.
"use strict";

(() => {
  const { $, element, button, short, many, card } = gallery;
  const PAGE = 48;
  let page = 0;

  function count(of) {
    const counts = new Map();
    for (const avatar of gallery.avatars) counts.set(of(avatar), (counts.get(of(avatar)) || 0) + 1);
    return [...counts];
  }

  function fill(select, counts, order, spell = String) {
    const chosen = select.value;
    select.replaceChildren(select.options[0], ...counts.sort(order).map(([value, n]) =>
      element("option", { value }, `${spell(value)} (${n})`)));
    select.value = chosen;
  }

  function fillAll() {
    const { avatars } = gallery;
    fill($("generation"), count((avatar) => avatar.generation), (a, b) => a[0] - b[0]);
    fill($("owner"), count((avatar) => avatar.owner), (a, b) => b[1] - a[1], short);
    for (const select of document.querySelectorAll("[data-locus]")) {
      const at = avatars.length ? avatars[0].traits.findIndex((t) => t.locus === select.dataset.locus) : -1;
      if (at >= 0) fill(select, count((avatar) => avatar.traits[at].name), (a, b) => b[1] - a[1]);
      else if (avatars.length) select.parentElement.remove();
    }
  }

  function chosen() {
    const { avatars } = gallery;
    const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const rarest = $("rarity").value && Math.max(1, Math.ceil(Number($("rarity").value) * avatars.length));
    const generation = $("generation").value, owner = $("owner").value;
    const wanted = [...document.querySelectorAll("[data-locus]")].filter((select) => select.value)
      .map((select) => [select.dataset.locus, select.value]);
    const found = avatars.filter((avatar) =>
      words.every((word) => avatar.text.includes(word))
      && (generation === "" || String(avatar.generation) === generation)
      && (owner === "" || avatar.owner === owner)
      && (!rarest || avatar.rank < rarest)
      && wanted.every(([locus, value]) => avatar.traits.some((t) => t.locus === locus && t.name === value)));
    const orders = { "": (a, b) => b.number - a.number, oldest: (a, b) => a.number - b.number,
      rarity: (a, b) => a.rank - b.rank, offspring: (a, b) => b.children.length - a.children.length };
    return found.sort(orders[$("sort").value]);
  }

  const nobody = () => gallery.avatars.length ? ["No avatar is like that. Take a filter away."]
    : ["No avatar has been born yet. ", gallery.signer.signs ? element("a", { href: "#/mint" }, "Mint the first one.") : "`avatarchain mint` makes one."];

  function drawGrid() {
    const found = chosen(), { avatars } = gallery;
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    page = Math.min(page, pages - 1);
    const all = found.length === avatars.length;
    for (const id of ["tools", "traits"]) $(id).hidden = avatars.length === 0;
    $("tally").replaceChildren(...(found.length === 0 ? nobody()
      : [(all ? many(found.length, "avatar") : `${found.length.toLocaleString("en")} of ${many(avatars.length, "avatar")}`)
        + (pages > 1 ? `, page ${page + 1} of ${pages}` : "")]));
    $("grid").replaceChildren(...found.slice(PAGE * page, PAGE * (page + 1))
      .map((avatar) => element("li", {}, card(avatar), gallery.pick(avatar))));
    const turn = (words, to) => {
      const made = button(words, () => { page = to; drawGrid(); $("main").focus(); scrollTo(0, 0); });
      made.disabled = to < 0 || to >= pages;
      return made;
    };
    $("pages").replaceChildren(...(pages > 1 ? [turn("← Previous", page - 1), turn("Next →", page + 1)] : []));
  }

  let scrolled = 0;
  // Back from another view, the reader is where they were.
  gallery.views.grid = () => {
    const back = $("grid-view").hidden;
    gallery.show("grid-view");
    document.title = `${gallery.about.name} · avatarchain`;
    drawGrid();
    if (back) { scrollTo(0, scrolled); $("main").focus({ preventScroll: true }); }
  };
  gallery.leaveGrid = () => { if (!$("grid-view").hidden) scrolled = scrollY; };

  gallery.listeners.add(() => {
    fillAll();
    if ($("grid-view").hidden) return;
    // Who walks through the grid by keyboard goes on where they were.
    const here = $("grid").contains(document.activeElement) ? document.activeElement : null;
    const own = here && (here.dataset.pick ? `[data-pick="${here.dataset.pick}"]` : `a[href="${here.getAttribute("href")}"]`);
    drawGrid();
    if (own) $("grid").querySelector(own)?.focus({ preventScroll: true });
  });

  document.addEventListener("DOMContentLoaded", () => {
    const again = () => { page = 0; drawGrid(); };
    $("tools").addEventListener("input", again);
    $("traits").addEventListener("input", again);
    // A narrow screen has the filters folded; the fold is not there on a wide one.
    const wide = matchMedia("(min-width: 44.01rem)"), fold = () => { $("filters").open = wide.matches; };
    wide.addEventListener("change", fold);
    fold();
    $("tools").addEventListener("submit", (event) => event.preventDefault());
  });
  gallery.drawGrid = drawGrid;
})();
