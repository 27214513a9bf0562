// Which view the address after # names, and the beginning of it all.
"use strict";

(() => {
  const { $ } = gallery;

  // The part of the address after #/, taken apart at its slashes.
  function parts() {
    try {
      return location.hash.slice(2).split("/").map(decodeURIComponent);
    } catch {
      return [location.hash.slice(2)]; // a percent sign that is none of an address
    }
  }

  function route() {
    const [first, ...rest] = parts();
    gallery.leaveGrid();
    gallery.leaveAvatar();
    const avatar = first.startsWith("0x") && gallery.named(first);
    gallery.mark(first);
    if (avatar) {
      gallery.views.avatar(avatar).catch(complain);
    } else if (Object.hasOwn(gallery.rooms, first)) {
      gallery.enter(first, rest);
    } else if (first && location.hash.startsWith("#/") && document.body.dataset.ready) {
      gallery.enter("nobody", [first]);
    } else {
      gallery.views.grid();
    }
  }

  function complain(error) {
    gallery.show("grid-view");
    $("tally").textContent = gallery.source.amiss(error.message);
  }

  document.addEventListener("DOMContentLoaded", async () => {
    try {
      await gallery.source.start(route);
      document.body.dataset.ready = "true";
      route();
    } catch (error) { complain(error); return; }
    addEventListener("hashchange", route);
  });
})();
