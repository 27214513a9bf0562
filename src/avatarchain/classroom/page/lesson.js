// What all lessons have: the pupil, faces, what was typed, the answer's line, the seal. A lesson
// calls lesson.begin with its own part. Text is only ever put in as text.
"use strict";

const lesson = (() => {
  const about = JSON.parse(document.getElementById("data").textContent);
  const words = about.words;
  const species = about.art ? genetics.readSpecies(genetics.fromBase64(about.art), about.species) : null;
  const $ = (id) => document.getElementById(id);
  let part, number = 0;

  // element("a", {href: "#", class: "x"}, "text", child, …)
  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  // "{n} children" with n: the words of the page, with values put in.
  const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const decimal = (value, digits) => value.toLocaleString(document.documentElement.lang,
    { minimumFractionDigits: digits, maximumFractionDigits: digits });

  function note(id, text, kind = "") {
    $(id).textContent = text;
    $(id).className = `note ${kind}`;
  }

  // --- faces ----------------------------------------------------------------------------
  // Eight bytes each: sixteen alleles that can be seen. What an animal hides is not in this page.
  function faces(text) {
    const bytes = genetics.fromBase64(text);
    return Array.from({ length: bytes.length / 8 }, (_, n) =>
      [...bytes.subarray(8 * n, 8 * n + 8)].flatMap((byte) => [byte >> 4, byte & 15]));
  }

  function picture(face, alt = "") {
    const drawn = face.reduce((number, allele) => number << 16n | BigInt(allele) << 12n, 0n);
    const source = `data:image/svg+xml,${encodeURIComponent(genetics.svg(species, drawn))}`;
    return element("img", { src: source, alt, width: 64, height: 64 });
  }

  const figure = (face, caption) => element("figure", {}, picture(face), element("figcaption", {}, caption));
  // A member of a crowd: number, face, and its place in a list; the picture is made once.
  const member = (face, n) => ({ n: n + 1, face, item: element("li", {}, picture(face), String(n + 1)) });
  const crowd = (members) => element("ol", { class: "faces" }, ...members.map((each) => each.item));

  // A heap a form, in the order of the alphabet: [form, members, …].
  function heaps(members, locus) {
    const sorted = new Map();
    for (const each of members) {
      const form = each.face[locus];
      sorted.set(form, [...(sorted.get(form) ?? []), each]);
    }
    return [...sorted].sort((a, b) => shownAs(a[0]).localeCompare(shownAs(b[0])));
  }

  const shownAs = (form) => about.forms[form][1];
  const answeredAs = (form) => about.forms[form][0];

  function options(select, forms) {
    select.replaceChildren(element("option", { value: "" }, words.choose),
      ...forms.map((form) => element("option", { value: form }, shownAs(form))));
  }

  // --- numbers --------------------------------------------------------------------------
  function entered(input) {
    const text = input.value.trim();
    return /^\d{1,6}$/.test(text) ? Number(text) : null;
  }

  // χ² of classes [name, observed, expected]; those that are expected less than five times are
  // made one, and the next rarest join until it is not rare.
  function chiSquared(classes) {
    const waiting = classes.filter((each) => each[2] > 0).sort((a, b) => a[2] - b[2]);
    const rare = [];
    const sum = (list, at) => list.reduce((total, each) => total + each[at], 0);
    while (waiting.length && (waiting[0][2] < 5 || (rare.length && sum(rare, 2) < 5))) rare.push(waiting.shift());
    let rows = classes;
    if (rare.length > 1) {
      const joined = classes.filter((each) => rare.includes(each));
      rows = [...classes.filter((each) => !rare.includes(each)),
        [joined.map((each) => each[0]).join(" + "), sum(joined, 1), sum(joined, 2)]];
    }
    const statistic = rows.reduce((total, [, observed, expected]) => total + (observed - expected) ** 2 / expected, 0);
    return { rows, statistic, degrees: rows.length - 1, p: upperTail(statistic, rows.length - 1) };
  }

  // The probability that χ² is so large or larger: one more term for every two degrees of freedom.
  function upperTail(statistic, degrees) {
    const half = statistic / 2, odd = degrees % 2;
    let term = Math.exp(-half) * (odd ? 2 * Math.sqrt(half / Math.PI) : 1);
    let total = odd ? erfc(Math.sqrt(half)) : 0;
    for (let n = 0; n < Math.floor(degrees / 2); n++) {
      total += term;
      term *= half / (n + 1 + odd / 2);
    }
    return Math.min(1, total);
  }

  // The complementary error function: its series, and for large x its continued fraction.
  function erfc(x) {
    if (x < 2.5) {
      let term = x, total = x;
      for (let n = 1; n < 60; n++) { term *= -x * x / n; total += term / (2 * n + 1); }
      return 1 - 2 * total / Math.sqrt(Math.PI);
    }
    let fraction = 0;
    for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction);
    return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
  }

  function table(head, rows) {
    return element("div", { class: "scroll" }, element("table", {},
      element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))),
      element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((text, n) =>
        element(n ? "td" : "th", n ? {} : { scope: "row" }, text)))))));
  }

  function fitted(fit) {
    return [table([words.form, words.observed, words.expected],
      fit.rows.map(([name, observed, expected]) => [name, String(observed), decimal(expected, 1)])),
    element("p", {}, say("chi", { chi: decimal(fit.statistic, 2), degrees: fit.degrees, p: fit.p < 0.0001 ? `< ${decimal(0.0001, 4)}` : `= ${decimal(fit.p, fit.p < 0.01 ? 4 : 2)}` }))];
  }

  // --- keccak256 ------------------------------------------------------------------------
  const ROTATIONS = [], ROUNDS = [];
  for (let x = 1, y = 0, t = 0; t < 24; t++) {
    ROTATIONS.push([x + 5 * y, BigInt((t + 1) * (t + 2) / 2 % 64)]);
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  for (let round = 0, bits = 1; round < 24; round++) {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if (bits & 1) constant |= 1n << BigInt((1 << j) - 1);
      bits = bits << 1 ^ (bits & 128 ? 0x171 : 0);
    }
    ROUNDS.push(constant);
  }
  const rotated = (lane, by) => BigInt.asUintN(64, lane << by) | lane >> 64n - by;

  function permute(a) {
    for (const constant of ROUNDS) {
      const c = [0, 1, 2, 3, 4].map((x) => a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20]);
      for (let n = 0; n < 25; n++) a[n] ^= c[(n + 4) % 5] ^ rotated(c[(n + 1) % 5], 1n);
      const moved = [...a];
      for (const [from, by] of ROTATIONS) {
        const x = from % 5, y = (from - x) / 5;
        moved[y + 5 * ((2 * x + 3 * y) % 5)] = rotated(a[from], by);
      }
      for (let n = 0; n < 25; n++) {
        const row = n - n % 5;
        a[n] = moved[n] ^ ~moved[row + (n + 1) % 5] & moved[row + (n + 2) % 5];
      }
      a[0] ^= constant;
    }
  }

  // The hash of bytes, as 0x and 64 hex digits.
  function keccak256(bytes) {
    const padded = new Uint8Array((Math.floor(bytes.length / 136) + 1) * 136);
    padded.set(bytes);
    padded[bytes.length] ^= 1;
    padded[padded.length - 1] ^= 128;
    const lanes = Array(25).fill(0n), view = new DataView(padded.buffer);
    for (let at = 0; at < padded.length; at += 136) {
      for (let n = 0; n < 17; n++) lanes[n] ^= view.getBigUint64(at + 8 * n, true);
      permute(lanes);
    }
    const digest = new DataView(new ArrayBuffer(32));
    for (let n = 0; n < 4; n++) digest.setBigUint64(8 * n, lanes[n], true);
    return hex(new Uint8Array(digest.buffer));
  }

  const hex = (bytes) => `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
  const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (digits) => parseInt(digits, 16));

  // --- what was typed: it stays in this browser, so that a page that is opened again has it ---
  let typed = {};
  const page = `avatarchain ${about.class} ${about.lesson}`;
  const place = () => `${page} ${number}`;
  const keyOf = (field) => field.type === "radio" ? field.name : field.id;

  function keep(key, value) {
    typed[key] = value;
    store(place(), typed);
  }

  function store(key, value) {
    try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* it keeps nothing */ }
  }

  function stored(key) {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; /* it keeps nothing */ }
  }

  function restore() {
    for (const field of document.querySelectorAll("[data-kept]")) {
      const value = typed[keyOf(field)] ?? "";
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = value;
    }
  }

  // --- the answer -----------------------------------------------------------------------
  // The part gives {answer: [words], …}, or a sentence that says what is missing.
  function finish() {
    const given = part.answer();
    if (typeof given === "string") { $("line").hidden = true; note("finish-note", given, "bad"); return; }
    const line = JSON.stringify({ avatarchain: 1, class: about.class, lesson: about.lesson, pupil: number, ...given });
    keep("line", line);
    offer(line);
  }

  function offer(line) {
    $("line").hidden = false;
    $("text").value = line;
    $("save").href = URL.createObjectURL(new Blob([`${line}\n`], { type: "application/json" }));
    $("save").download = `${about.name.replace(/[^\w-]+/g, "_")}-${about.lesson}-${String(number).padStart(2, "0")}.json`;
    note("finish-note", say("finished"), "good");
  }

  async function copy() {
    $("text").select();
    try { await navigator.clipboard.writeText($("text").value); } catch { document.execCommand("copy"); }
    note("finish-note", say("copied"), "good");
  }

  function open() {
    const salt = $("salt").value.replace(/\s/g, "").toLowerCase();
    const given = part.answer();
    if (typeof given === "string") { note("open-note", given, "bad"); return; }
    if (!/^[0-9a-f]{20}$/.test(salt)) { note("open-note", say("no_salt"), "bad"); return; }
    $("after-text").hidden = false;
    const right = sealedAnswer(salt), mine = given.answer.join(",");
    if (right === null) note("open-note", say("no_answer_fits"), "bad");
    else if (right.join(",") === mine) note("open-note", say("opened"), "good");
    else note("open-note", say("other_answer", { answer: right.map(part.named).join(" + ") }), "bad");
  }

  // The answer that gives the seal with this salt, of all that there are; null if none does.
  function sealedAnswer(salt) {
    const { seal } = about.pupils[number - 1];
    const answers = about.choices.reduce((starts, choice) =>
      starts.flatMap((start) => choice.map((word) => [...start, word])), [[]]);
    return answers.find((answer) => {
      const data = [...new TextEncoder().encode(answer.join(",")), ...unhex(salt)];
      return keccak256(Uint8Array.from(data)) === seal;
    }) ?? null;
  }

  // --- which pupil ----------------------------------------------------------------------
  function show() {
    number = Number($("pupil").value);
    $("main").hidden = $("print").disabled = !number;
    for (const id of ["finish-note", "open-note"]) note(id, "");
    $("line").hidden = $("after-text").hidden = true;
    $("salt").value = "";
    store(page, number);
    if (!number) return;
    history.replaceState(null, "", `#${number}`);
    $("seal").textContent = about.pupils[number - 1].seal;
    typed = stored(place()) ?? {};
    part.draw(about.pupils[number - 1], typed);
    restore();
    part.restored();
    if (typed.line) offer(typed.line);
  }

  function begin(own) {
    part = own;
    $("pupil").addEventListener("change", show);
    for (const event of ["input", "change"]) $("main").addEventListener(event, ({ target }) => {
      if (target.dataset.kept !== undefined) keep(keyOf(target), target.value);
    });
    $("print").addEventListener("click", () => window.print());
    $("finish").addEventListener("click", finish);
    $("copy").addEventListener("click", copy);
    $("open").addEventListener("click", open);
    const named = location.hash.slice(1) || String(stored(page) ?? "");
    if ([...$("pupil").options].some((option) => option.value === named)) $("pupil").value = named;
    show();
    document.body.dataset.ready = "true";
  }

  return { about, words, $, element, say, decimal, note, faces, figure, member, crowd, heaps, shownAs,
    answeredAs, options, entered, chiSquared, table, fitted, keccak256, hex, unhex, keep, restore, begin };
})();
