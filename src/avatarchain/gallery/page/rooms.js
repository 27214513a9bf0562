// The rooms beside the grid and the avatar: each fills the same place, and has an address of its own.
"use strict";

(() => {
  const { $, element, button } = gallery;
  gallery.rooms = {};

  // Where an address names neither a room nor an avatar.
  gallery.rooms.nobody = ([text = ""]) => ["No such avatar",
    element("p", { class: "lead" }, "This collection has no avatar ", element("code", {}, text), ", and this page has no room of that name."),
    element("p", { class: "buttons" }, element("a", { class: "button primary", href: "#/" }, "To all avatars"))];

  // Fill the room `first` of the address; the rest of the address is its affair.
  gallery.enter = (first, rest) => {
    const [title, ...contents] = gallery.rooms[first](rest);
    gallery.show("room");
    $("room").replaceChildren(element("h1", {}, title), ...contents.filter(Boolean));
    document.title = `${title} · ${gallery.about.name}`;
    $("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  };

  gallery.mark = (first) => {
    for (const link of document.querySelectorAll("#rooms a")) {
      const own = link.getAttribute("href").slice(2);
      link.toggleAttribute("aria-current", own === first);
      if (own === first) link.setAttribute("aria-current", "page");
    }
  };

  const refusal = () => element("p", { class: "refusal", role: "alert", hidden: "" });

  // A button whose action may take a while: it cannot be pressed twice, and what is refused is
  // said in `says`, an element of `refusal`. At the end, however it ends, `after` is called.
  function action(words, says, act, attributes = {}, after = () => {}) {
    const made = button(words, async () => {
      if (made.disabled) return;
      made.disabled = true;
      says.hidden = true;
      try {
        await act();
      } catch (error) {
        says.textContent = error.message;
        says.hidden = false;
      } finally {
        made.disabled = false;
        after();
      }
    }, { class: "primary", ...attributes });
    return made;
  }

  // Bring what has come into sight. Who waits meets it by keyboard too; who writes is left alone.
  function present(made) {
    made.scrollIntoView({ block: "nearest" });
    if (!document.activeElement.matches("input")) made.focus({ preventScroll: true });
  }

  // A form whose fields are sent by Enter as by its button.
  function form(press, ...children) {
    const made = element("form", {}, ...children);
    const send = (event) => { event.preventDefault(); press(); };
    made.addEventListener("submit", send);
    // A browser submits at Enter by itself only where a form has one field.
    made.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing && event.target.matches("input")) send(event);
    });
    return made;
  }

  function field(label, attributes, hint) {
    const input = element("input", { autocomplete: "off", spellcheck: "false", ...attributes });
    return [input, element("label", {}, element("span", {}, label), input, hint ? element("small", {}, hint) : null)];
  }

  // An address that somebody wrote. Throws an Error for a text that is none.
  function receiver(text) {
    if (!/^0x[0-9a-f]{40}$/i.test(text.trim())) throw new Error("An address is 0x and 40 hex digits.");
    return text.trim();
  }

  const noHands = () => element("p", { class: "note" }, gallery.served
    ? "You look without hands. To mint, breed and name, open the address that avatarchain serve printed in its terminal: it carries the key to this page."
    : "This page plays, and registers nothing: avatarchain serve shows this page with hands.");

  const undrawn = () => element("p", { class: "note" },
    "This species is made of images: new faces of it are drawn by avatarchain serve alone.");

  Object.assign(gallery, { undrawn, refusal, action, present, form, field, receiver, noHands });
})();
