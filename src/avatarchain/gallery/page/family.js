// The family of an avatar: grandparents, parents, itself, children; each a step to walk.
"use strict";

(() => {
  const { element, many, name, card } = gallery;

  function family(avatar) {
    const box = element("div", { class: "family" });
    const parents = (of) => of ? [gallery.avatars[of.mother], gallery.avatars[of.father]] : [undefined, undefined];
    const [mother, father] = parents(avatar);
    const row = (kind, members, roles) => element("div", { class: `row ${kind}` }, ...members.map((member, n) =>
      member ? card(member, roles[n]) : element("span", { class: "absent" }, "")));
    if (mother) {
      const grand = [...parents(mother), ...parents(father)];
      if (grand.some(Boolean)) {
        box.append(row("four", grand, ["her mother", "her father", "his mother", "his father"]), element("i", { class: `wires ${grand[0] ? "hers" : ""} ${grand[2] ? "his" : ""}` }));
      }
      box.append(row("two", [mother, father], ["mother", "father"]), element("i", { class: "wires" }));
    }
    const self = card(avatar, mother ? `generation ${avatar.generation}` : "a founder");
    self.setAttribute("aria-current", "true");
    box.append(element("div", { class: "row one" }, self));
    if (avatar.children.length) {
      box.append(element("h3", {}, many(avatar.children.length, "child").replace("childs", "children")),
        element("div", { class: "row many" }, ...avatar.children.slice(0, 48).map((child) => {
          const mate = gallery.avatars[child.mother === avatar.number ? child.father : child.mother];
          return card(child, mate ? `with ${name(mate)}` : "");
        })));
    }
    box.addEventListener("click", (event) => { if (event.target.closest("a")) gallery.walked = true; });
    return box;
  }

  Object.assign(gallery, { family });
})();
