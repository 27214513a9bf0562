// The lesson `hidden`: her children in heaps, and a guess of her four genes held against them.
"use strict";

(() => {
  const { about, words, $, element, say, note, shownAs, answeredAs, entered } = lesson;
  const locus = about.locus;
  const RISES = [48, 12, 3, 1]; // of 128 children, for the four places
  let mother, tester, members, heaps, sorted;

  function draw(pupil, typed) {
    [mother] = lesson.faces(pupil.mother);
    [tester] = lesson.faces(pupil.tester);
    members = lesson.faces(pupil.children).map(lesson.member);
    heaps = lesson.heaps(members, locus);
    const parents = lesson.faces(pupil.parents);
    $("family").replaceChildren(...parents.map((face, n) => lesson.figure(face, say("parent", { n: n + 1 }))),
      lesson.figure(mother, say("she")), lesson.figure(tester, say("tester")));
    const names = { own: shownAs(mother[locus]), tested: shownAs(tester[locus]), children: members.length, part: about.part };
    $("look-text").textContent = (parents.length ? `${words.bred} ` : "") + say("look_text", names);
    $("predict-text").textContent = say("predict_text", names);
    $("predicted").max = $("keeper1").max = $("keeper2").max = members.length;
    sorted = typed.sorted === true;
    pile();
    places();
    note("check-note", "");
    $("fit").replaceChildren();
  }

  // As they were born, or a heap a form.
  function pile() {
    $("sort").setAttribute("aria-pressed", sorted);
    $("sort").textContent = sorted ? words.unsort : words.sort;
    $("check").hidden = !sorted;
    $("heaps").replaceChildren(...(sorted ? heaps.map(([form, those]) => {
      const input = element("input", { id: `n${form}`, "data-kept": "", type: "number", min: 0, inputmode: "numeric" });
      return element("div", { class: "heap" }, element("p", { class: "fields" },
        element("label", { for: input.id }, say("heap", { form: shownAs(form) })), input), lesson.crowd(those));
    }) : [lesson.crowd(members)]));
  }

  const inputs = () => heaps.map(([form]) => $(`n${form}`));

  function check() {
    const wrong = heaps.filter(([form, those]) => {
      const bad = entered($(`n${form}`)) !== those.length;
      $(`n${form}`).setAttribute("aria-invalid", bad);
      return bad;
    });
    note("check-note", wrong.length ? say("recount", { forms: wrong.map(([form]) => shownAs(form)).join(", ") })
      : say("counted"), wrong.length ? "bad" : "good");
  }

  function places() {
    const forms = heaps.map(([form]) => form).filter((form) => form !== tester[locus] && form !== mother[locus]);
    $("places").replaceChildren(element("span", {}, say("place0", { own: shownAs(mother[locus]) })),
      ...[1, 2, 3].flatMap((n) => {
        const select = element("select", { id: `place${n}`, "data-kept": "" });
        lesson.options(select, forms);
        return [element("span", { class: "fields" }, element("label", { for: select.id }, words[`place${n}`]), select)];
      }));
  }

  // The counts that were typed, form → number; a sentence if they are not whole.
  function counts() {
    if (!sorted || inputs().some((input) => entered(input) === null)) return words.count_first;
    const all = heaps.map(([form]) => [form, entered($(`n${form}`))]);
    const sum = all.reduce((total, [, count]) => total + count, 0);
    return sum === members.length ? new Map(all) : say("sum", { sum, children: members.length });
  }

  function guess() {
    const chosen = [1, 2, 3].map((n) => $(`place${n}`).value).map((value) => value === "" ? null : Number(value));
    const named = chosen.filter((form) => form !== null);
    return new Set(named).size === named.length ? chosen : null;
  }

  // Without mutation 64 of 128 children show the tester's gene, and 48, 12, 3, 1 hers. A seen
  // gene mutates in one birth of 512 and is then any of the 16.
  function expected(forms) {
    const chance = (share) => members.length * (share * 511 / 512 + 1 / 8192);
    const rows = [[tester[locus], chance(1 / 2)], ...forms.map((form, place) => [form, chance(RISES[place] / 128)])]
      .filter(([form]) => form !== null);
    return rows;
  }

  function test() {
    const counted = counts(), chosen = guess();
    const complaint = typeof counted === "string" ? counted : chosen === null ? words.same : "";
    if (complaint) { $("fit").replaceChildren(element("p", { class: "note bad" }, complaint)); return; }
    const rows = expected([mother[locus], ...chosen]).map(([form, number]) => [shownAs(form), counted.get(form) ?? 0, number]);
    const rest = rows.reduce(([seen, thought], row) => [seen - row[1], thought - row[2]], [members.length, members.length]);
    const fit = lesson.chiSquared([...rows, [words.others, ...rest]]);
    $("fit").replaceChildren(...lesson.fitted(fit),
      element("p", { class: `note ${fit.p < 0.05 ? "bad" : "good"}` }, fit.p < 0.05 ? words.unfit : words.fit));
  }

  function keepers() {
    const pair = [$("keeper1"), $("keeper2")].map(entered);
    $("keepers").replaceChildren(...pair.filter((n) => n >= 1 && n <= members.length)
      .map((n) => lesson.figure(members[n - 1].face, String(n))));
    if ($("keeper1").value === "" && $("keeper2").value === "") return null;
    return pair.every((n) => n >= 1 && n <= members.length) && pair[0] !== pair[1] ? pair : words.bad_keepers;
  }

  function answer() {
    const [first, second] = guess() ?? [null, null], counted = counts(), pair = keepers();
    if (first === null || second === null) return words.place_first;
    if (typeof pair === "string") return pair;
    const predicted = entered($("predicted"));
    return { answer: [answeredAs(first), answeredAs(second)], children: members.length,
      counts: typeof counted === "string" ? {} : Object.fromEntries([...counted].map(([form, n]) => [answeredAs(form), n])),
      predicted, keepers: pair };
  }

  const named = (word) => about.forms.find(([name]) => name === word)[1];

  $("sort").addEventListener("click", () => {
    sorted = !sorted;
    lesson.keep("sorted", sorted);
    pile();
    lesson.restore();
  });
  $("check").addEventListener("click", check);
  $("try").addEventListener("click", test);
  for (const id of ["keeper1", "keeper2"]) $(id).addEventListener("input", keepers);
  lesson.begin({ draw, answer, named, restored: keepers });
})();
