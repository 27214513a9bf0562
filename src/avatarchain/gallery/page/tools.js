// What one does with an avatar: choose it, name it, take it along, share it, print it, give it away.
"use strict";

(() => {
  const { $, element, button, name, address } = gallery;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const stem = (being) => being.id.slice(0, 18);

  function save(blob, file) {
    const link = element("a", { href: URL.createObjectURL(blob), download: file });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  async function paint(being, size) {
    const image = new Image();
    image.src = gallery.portrait(being).src;
    await image.decode();
    const canvas = element("canvas", { width: size, height: size });
    canvas.getContext("2d").drawImage(image, 0, 0, size, size);
    return canvas;
  }

  const painted = async (being) => new Promise((done) => paint(being, 1024).then((canvas) => canvas.toBlob(done, "image/png")));

  // The portrait as an address that needs no other file.
  gallery.embedded = async (being) => gallery.species.images ? (await paint(being, 512)).toDataURL() : gallery.portrait(being).src;

  // What the browser makes by itself, in a folder and of faces that nobody registered too. Images
  // of a folder are files already, and a browser lets no page read them.
  function ownFiles(being) {
    if (!gallery.draws()) {
      const href = gallery.source.portrait(being);
      return [[element("a", { class: "button", href, download: `${stem(being)}.png` }, "PNG without papers"), "the portrait"]];
    }
    const made = [[button("PNG without papers", async () => save(await painted(being), `${stem(being)}-bare.png`)), "1,024 pixels"]];
    if (!gallery.species.images) {
      made.push([button("SVG without papers", () => save(new Blob([gallery.svgOf(being)], { type: "image/svg+xml" }), `${stem(being)}-bare.svg`)), "in any size"]);
    }
    made.push([button("One HTML file", async () => save(new Blob([await gallery.leaf(being)], { type: "text/html" }), `${stem(being)}.html`)),
      "to share: face, genes, family"]);
    return made;
  }

  // Files that the server makes, each saved under its name.
  function serverFiles(avatar) {
    const own = `/avatars/${avatar.id}`, { signs } = gallery.signer, drawn = !gallery.species.images;
    const solid = signs ? "papers" : "model"; // with papers for who may have them
    return [
      signs && ["PNG with papers", `${own}/papers.png`, `${stem(avatar)}.png`, "a picture that can be verified"],
      signs && drawn && ["SVG with papers", `${own}/papers.svg`, `${stem(avatar)}.svg`, "the same in any size"],
      signs && ["Papers alone", `${own}/papers.json`, `${stem(avatar)}.json`, "JSON"],
      drawn && ["Moving SVG", signs ? `${own}/papers.svg?clip=idle` : `${own}/moving.svg`, `${stem(avatar)}-idle.svg`, "it breathes and blinks"],
      ["Moving WebP", `${own}/moving.webp`, `${stem(avatar)}-idle.webp`, "for chats"],
      ["Moving GIF", `${own}/moving.gif`, `${stem(avatar)}-idle.gif`, "for everything else"],
      ["Sprite sheet", `${own}/sprites.png`, `${stem(avatar)}-sprites.png`, "for games"],
      ["Its places", `${own}/sprites.json`, `${stem(avatar)}-sprites.json`, "JSON beside the sheet", (sheet) => places(avatar, sheet)],
      gallery.about.models && ["Model", `${own}/${solid}.glb`, `${stem(avatar)}.glb`, "a bust for games and pages"],
      gallery.about.models && ["Figure", `${own}/${solid}.vrm`, `${stem(avatar)}.vrm`, "for virtual worlds"],
      ["Character card", `${own}/card.png`, `${stem(avatar)}.card.png`, "for companion programs"],
    ].filter(Boolean).map(([words, path, file, hint, edit]) => {
      const says = element("small", { role: "status" }, hint);
      return [fetching(words, says, async () => {
        const blob = await gallery.made(path);
        save(edit ? await edit(blob) : blob, file);
      }), says];
    });
  }

  // A button for what may take a while; `says`, the hint beside it, tells that, and what goes wrong.
  // It stays enabled, so that who presses it by keyboard is still there at the end.
  function fetching(words, says, act) {
    const hint = says.textContent;
    const pressed = button(words, async () => {
      if (pressed.ariaDisabled) return;
      pressed.ariaDisabled = "true";
      const slow = setTimeout(() => { says.textContent = "It is being made…"; }, 300);
      let fault = "";
      try { await act(); } catch (error) { fault = error.message; }
      clearTimeout(slow);
      pressed.ariaDisabled = null;
      says.textContent = fault || hint;
      says.classList.toggle("refusal", Boolean(fault));
    });
    return pressed;
  }

  // The places of the sprites, with the name that their picture has as a file beside them.
  async function places(avatar, blob) {
    const sheet = JSON.parse(await blob.text());
    sheet.meta.image = `${stem(avatar)}-sprites.png`;
    return new Blob([JSON.stringify(sheet, null, 1)], { type: "application/json" });
  }

  function downloads(being) {
    const own = ownFiles(being), more = gallery.served && being.number >= 0 ? serverFiles(being) : [];
    const rows = gallery.signer.signs ? [...more, ...own] : [...own, ...more]; // papers come first
    return element("details", { class: "tool" }, element("summary", {}, "Take it along"),
      element("ul", { class: "files" }, ...rows.map(([made, hint]) => element("li", {}, made, typeof hint === "string" ? element("small", {}, hint) : hint))));
  }

  function naming(avatar) {
    const says = gallery.refusal();
    const [input, label] = gallery.field("Name", { id: "name", maxlength: 100, value: avatar.named }, "For yourself: other programs do not see it, but what you share or export has it. Empty takes it away.");
    const press = gallery.action("Name it", says, async () => {
      const wish = input.value.trim();
      if (wish) avatar.named = (await gallery.ask("PUT", `/avatars/${avatar.id}/name`, { name: wish })).name;
      else if (avatar.named) { await gallery.ask("DELETE", `/avatars/${avatar.id}/name`); avatar.named = ""; }
      avatar.text = gallery.textOf(avatar);
      document.querySelector("#avatar-view h1").firstChild.textContent = name(avatar);
      for (const label of document.querySelectorAll(`a.card[href="#/${avatar.id}"] b`)) label.textContent = label.title = name(avatar);
    });
    return element("details", { class: "tool" }, element("summary", {}, avatar.named ? "Another name" : "Give it a name"),
      gallery.form(() => press.click(), label, element("p", { class: "buttons" }, press), says));
  }

  // A gift is asked for once more, with the face and the address; then the page says what happened.
  function giving(avatar) {
    const says = gallery.refusal(), question = element("div", { role: "group", "aria-label": "Give it away?" });
    const [input, label] = gallery.field("To the address", { id: "receiver", maxlength: 42, placeholder: "0x…" }, "It cannot be taken back.");
    const first = button("Give it away", () => {
      question.replaceChildren();
      says.hidden = true;
      try {
        question.replaceChildren(...sure(avatar, gallery.receiver(input.value), says, () => question.replaceChildren()));
        question.querySelector("#keep").focus();
      } catch (error) {
        says.textContent = error.message;
        says.hidden = false;
      }
    }, { class: "primary" });
    input.addEventListener("input", () => question.replaceChildren());
    return element("details", { class: "tool" }, element("summary", {}, "Give it away"),
      gallery.form(() => first.click(), label, element("p", { class: "buttons" }, first)), question, says);
  }

  function sure(avatar, to, says, leave) {
    const press = gallery.action("Yes, give it away", says, async () => {
      await gallery.done(await gallery.ask("POST", "/transfers", { avatar: avatar.id, to }));
      const life = await gallery.source.life(avatar), [block, , holder] = life.holders.at(-1);
      avatar.owner = holder;
      await gallery.views.avatar(avatar);
      document.querySelector("#avatar-view .backlink").after(element("p", { class: "given", role: "status" },
        `${name(avatar)} was given away in block ${block}. Its holder is now `, element("code", {}, holder), "."));
    }, { id: "give" });
    return [element("div", { class: "sure" }, gallery.portrait(avatar, { alt: gallery.described(avatar) }),
      element("p", {}, `Give ${name(avatar)} to `, element("code", {}, to), "? Then only who holds the key of that address can breed it, give it on or give it back.")),
    element("p", { class: "buttons" }, press, button("Keep it", leave, { id: "keep" }))];
  }

  // The face breathes, blinks and follows the pointer. The picture stays below it, for print.
  function moving(being) {
    if (!gallery.rig || still.matches) return null;
    let host = null, playing = null;
    const made = button("Hold still", () => (playing ? rest() : move()), { class: "motion" });
    function move() {
      const picture = made.closest("figure").querySelector("img");
      host = element("div", { class: "living", role: "img", "aria-label": picture.alt });
      picture.after(host);
      playing = genetics.play(host, gallery.species, gallery.rig, BigInt(being.genome));
      made.textContent = "Hold still";
      addEventListener("pointermove", follow);
    }
    function rest() {
      removeEventListener("pointermove", follow);
      playing.stop();
      host.remove();
      playing = null;
      made.textContent = "Move";
    }
    function follow({ clientX, clientY }) {
      if (!host.isConnected) { removeEventListener("pointermove", follow); return; }
      const { left, top, width, height } = host.getBoundingClientRect();
      playing.look(2 * (clientX - left - width / 2) / innerWidth, 2 * (clientY - top - height / 2) / innerHeight);
    }
    requestAnimationFrame(() => { if (made.isConnected) move(); });
    return made;
  }

  // Where there are models, the page has turn.js.
  const turning = (being, motion) => (gallery.turning && gallery.turning(being, motion)) || [];

  gallery.moving = moving;
  gallery.tools = (being) => {
    const own = being.number >= 0 && gallery.signer.signs;
    const mine = own && (!gallery.signer.address || being.owner === gallery.signer.address);
    const motion = moving(being);
    return [element("div", { class: "tools" }, motion, ...turning(being, motion), gallery.pick(being, "♥ Choose as a parent"),
      button("Print", () => print()), own ? naming(being) : null, downloads(being), mine ? giving(being) : null)];
  };
})();
