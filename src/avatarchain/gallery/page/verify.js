// Verify: drop a picture, and read each check in plain words, with what it does not prove.
"use strict";

(() => {
  const { element, button } = gallery;
  // The name of a check → what it asks, and what it does not prove.
  const CHECKS = {
    papers: ["Can the file be read in one way only, and does it carry papers?", "that anything in the papers is true"],
    identity: ["Do species and genome give this identity?", "that the avatar exists"],
    pixels: ["Are the pixels those that the papers were written for?", "that they show this genome"],
    picture: ["Does the picture show this genome, pixel by pixel?", "who made the file"],
    signature: ["Were the papers left as they were signed?", "whose key signed them"],
    registry: ["Do the papers name a registry that you trust?", "that others trust it"],
    code: ["Is the contract there ours, to the byte?", "what stood in its storage before it was made"],
    creation: ["Was the registry made by our code alone?", "anything of a registry that a factory made"],
    key: ["Was the signing key the issuer's, and is it not revoked?", "who holds the key today"],
    token: ["Is the avatar registered there, with these parents?", "who should hold it"],
    "chain-picture": ["Does the contract draw the same picture?", "anything of a species of images"],
    origin: ["Did the draw give this genome?", "that a founder without a told seed was drawn by chance"],
  };
  const MARKS = { true: ["good", "✓", "holds"], false: ["bad", "✗", "fails"], null: ["open", "·", "not asked"] };

  function line({ name, ok, detail }) {
    const [kind, mark, words] = MARKS[ok], [asks, not] = CHECKS[name] || [name, null];
    return element("li", { class: kind }, element("span", { class: "mark", role: "img", "aria-label": words }, mark),
      element("div", {}, element("b", {}, asks), element("p", {}, detail), not && ok ? element("small", {}, `Does not prove ${not}.`) : null));
  }

  const ORDER = Object.keys(CHECKS).filter((name) => !["pixels", "chain-picture"].includes(name));

  // What is asked after a check, as a row; null after the last one.
  function asking({ name, ok }) {
    const next = ORDER[ORDER.indexOf(name) + 1];
    const words = name === "papers" && !ok ? "Which avatar does it look like?" : next && CHECKS[next][0];
    return words && element("li", { class: "open asking" }, element("span", { class: "mark", role: "img", "aria-label": "is asked" }, "…"), element("b", {}, words));
  }

  // The checks as rows; those that were not asked for the same reason are one row.
  function lines(checks) {
    const reasons = new Map();
    for (const check of checks) if (check.ok === null) reasons.set(check.detail, [...(reasons.get(check.detail) || []), check]);
    return checks.flatMap((check) => {
      const alike = check.ok === null ? reasons.get(check.detail) : [check];
      if (alike.length === 1) return [line(check)];
      return alike[0] === check ? [line({ name: `${alike.length} more questions`, ok: null, detail: check.detail })] : [];
    });
  }

  // The id of the avatar that the papers name or the picture shows, if it is here.
  function avatarOf(report) {
    const id = (report.ok && report.identity) || (/0x[0-9a-f]{64}/.exec(report.shows || "") || [])[0];
    return gallery.known.has(id) ? id : null;
  }

  function verdict(report, id) {
    return element("div", { class: `verdict ${report.ok ? "good" : "bad"}` },
      element("p", { class: "lead" }, element("b", {}, report.ok ? "✓ " : "✗ "), report.verdict),
      report.ok && report.identity ? element("p", {}, "It is ", element("code", {}, report.identity.slice(0, 14)), ".") : null,
      report.shows && !report.verdict.includes(report.shows) ? element("p", {}, report.shows) : null,
      id ? element("p", {}, element("a", { class: "button", href: `#/${id}` }, "Look at this avatar")) : null);
  }

  // The picture, and beside it what its genes give, where the page has drawn that.
  function pictures(seen, drawn) {
    const titled = (image, words) => image && element("figure", {}, image, element("figcaption", {}, words));
    return drawn ? [titled(seen, "the file"), titled(drawn, "what its genes give")] : [seen];
  }

  gallery.rooms.verify = () => {
    if (!gallery.examine) return ["Verify", gallery.noHands()];
    let turn = 0;
    const says = gallery.refusal(), results = element("div", { id: "report", "aria-live": "polite" });
    const input = element("input", { type: "file", id: "file", accept: ".png,.svg,.glb,.vrm,.json,.webp,.gif,.jpg,.jpeg" });
    const zone = element("label", { class: "drop", for: "file" }, element("b", {}, "Drop a picture here"),
      element("span", {}, gallery.served
      ? "or choose one: PNG, SVG, GLB or VRM with papers, or any copy of a portrait" : "or choose one: PNG, SVG or JSON with papers"), input);

    async function look(file) {
      says.hidden = true;
      const own = ++turn, rows = element("ol", { class: "checks long" });
      const seen = file.type.startsWith("image/") && file.size < 8 << 20
        ? element("img", { src: URL.createObjectURL(file), alt: "the picture", width: 160, height: 160 }) : null;
      const judged = element("div", { class: "judged" }, seen, element("p", { class: "hint" }, `${file.name} is checked …`));
      results.replaceChildren(judged, rows);
      let bare = false; // a picture without papers is looked up, and no more is asked
      const each = (check) => {
        rows.querySelector(".asking")?.remove();
        rows.append(line(check), (!bare && asking(check)) || "");
        bare ||= check.name === "papers" && !check.ok;
      };
      try {
        const report = await gallery.examine(file, each);
        if (own !== turn) return; // another file was dropped meanwhile
        const id = avatarOf(report);
        judged.replaceChildren(...pictures(seen, report.drawn).filter(Boolean), verdict(report, id));
        rows.replaceChildren(...lines(report.checks));
      } catch (error) {
        if (own !== turn) return;
        results.replaceChildren();
        says.textContent = error.message;
        says.hidden = false;
      }
    }

    input.addEventListener("change", () => { if (input.files[0]) look(input.files[0]); });
    zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      if (event.dataTransfer.files[0]) look(event.dataTransfer.files[0]);
    });
    return ["Verify", element("p", { class: "lead" }, "Is a picture what it says it is? Nothing leaves this machine."), zone, says, results];
  };
})();
