// The lesson `chain`: two copies of twelve headers, hashed here, and the links between their pages.
"use strict";

(() => {
  const { about, words, $, element, say, note } = lesson;
  const FIELDS = { number: 8, time: 11, gas: 10, before: 0, state: 3, transactions: 4, receipts: 5 };
  let copies;

  // RLP: bytes, or a list of them, with their length in front.
  const headed = (kind, length) => {
    if (length <= 55) return [kind + length];
    const digits = length.toString(16);
    const size = lesson.unhex(digits.padStart(digits.length + digits.length % 2, "0"));
    return [kind + 55 + size.length, ...size];
  };
  const item = (bytes) => bytes.length === 1 && bytes[0] < 128 ? [...bytes] : [...headed(128, bytes.length), ...bytes];
  const rlp = (items) => {
    const content = items.flatMap(item);
    return Uint8Array.from([...headed(192, content.length), ...content]);
  };

  const read = (index) => ({ fields: about.pages[index], hash: null });
  const hashOf = (page) => page.hash ??= lesson.keccak256(rlp(page.fields.map(lesson.unhex)));
  const before = (page) => `0x${page.fields[FIELDS.before]}`;
  const number = (page, name) => parseInt(page.fields[FIELDS[name]] || "0", 16);

  function draw(pupil) {
    copies = pupil.copies.map((places) => places.map(read));
    $("book").replaceChildren(...copies[0].map((_, n) => element("details", n ? {} : { open: "" },
      element("summary", {}, say("page", { n: n + 1 })),
      element("div", { class: "pair" }, ...copies.map((copy, m) => card(copy[n], m))))));
    $("hashes").replaceChildren();
    note("fit", "");
  }

  function card(page, copy) {
    const time = new Date(1000 * number(page, "time")).toISOString().slice(0, 19).replace("T", " ");
    const rows = [[words.number_, String(number(page, "number"))], [words.time, `${time} UTC`],
      [words.gas, String(number(page, "gas"))],
      ...["state", "transactions", "receipts", "before"].map((name) => [words[name], `0x${page.fields[FIELDS[name]]}`])];
    return element("div", {}, element("h3", {}, words[`copy${copy}`]), element("dl", {}, ...rows.flatMap(([name, value]) =>
      [element("dt", {}, name), element("dd", {}, element("code", {}, value))])));
  }

  const digits = (text) => element("code", {}, text.slice(0, 14));

  function hash() {
    $("hashes").replaceChildren(...copies.flatMap((copy, m) => [element("h3", {}, words[`copy${m}`]),
      lesson.table([words.page_, words.own_hash, words.next_says], copy.map((page, n) =>
        [String(n + 1), digits(hashOf(page)), copy[n + 1] ? digits(before(copy[n + 1])) : words.nothing]))]));
  }

  function test() {
    const copy = copies[Number($("copy-of").value)], n = Number($("from").value);
    const holds = hashOf(copy[n - 1]) === before(copy[n]);
    note("fit", say(holds ? "holds" : "broken", { n, next: n + 1, copy: words[`copy${$("copy-of").value}`] }), holds ? "good" : "bad");
  }

  const chosen = (name) => document.querySelector(`input[name="${name}"]:checked`)?.value ?? null;

  function answer() {
    if (!chosen("which") || !$("changed").value) return words.choose_first;
    return { answer: [chosen("which"), $("changed").value], children: 0, counts: {}, predicted: chosen("predicted"), keepers: null };
  }

  const named = (word) => document.querySelector(`input[name="which"][value="${word}"]`)?.labels[0].textContent
    ?? say("page", { n: word.split(" ")[1] });

  addEventListener("beforeprint", () => {
    for (const leaf of document.querySelectorAll("#book details")) leaf.open = true;
  });
  $("hash").addEventListener("click", hash);
  $("try").addEventListener("click", test);
  lesson.begin({ draw, answer, named, restored: () => {} });
})();
