// The lesson `mendel`: two kinds of animals, and the counts of each held against 3 : 1 and 1 : 1.
"use strict";

(() => {
  const { about, words, $, element, say, note, shownAs, entered } = lesson;
  const locus = about.locus;
  let kinds;

  function draw(pupil) {
    kinds = pupil.kinds.map(({ lines, first, second }) => {
      const read = (text) => lesson.heaps(lesson.faces(text).map(lesson.member), locus);
      return { lines: lesson.faces(lines), first: read(first), second: read(second) };
    });
    $("look-text").textContent = say("look_text", { part: about.part });
    kinds.forEach((kind, n) => {
      $(`lines${n}`).replaceChildren(...kind.lines.map((face, m) =>
        lesson.figure(face, say("line_of", { n: m + 1, form: shownAs(face[locus]) }))));
      $(`first${n}`).replaceChildren(...kind.first.map(([form, members]) =>
        heap(element("span", {}, say("heap", { form: shownAs(form) })), "", members)));
      $(`second${n}`).replaceChildren(...kind.second.map(([form, members]) => {
        const input = element("input", { id: `n${n}-${form}`, "data-kept": "", type: "number", min: 0, inputmode: "numeric" });
        return heap(element("label", { for: input.id }, say("heap", { form: shownAs(form) })), input, members);
      }));
    });
    note("check-note", "");
    $("fit").replaceChildren();
  }

  const heap = (label, input, members) => element("div", { class: "heap" },
    element("p", { class: "fields" }, label, input), lesson.crowd(members));
  const field = (n, form) => $(`n${n}-${form}`);

  function check() {
    const wrong = kinds.flatMap((kind, n) => kind.second.filter(([form, members]) => {
      const bad = entered(field(n, form)) !== members.length;
      field(n, form).setAttribute("aria-invalid", bad);
      return bad;
    }).map(([form]) => `${words[`kind${n}`]}, ${shownAs(form)}`));
    note("check-note", wrong.length ? say("recount", { forms: wrong.join("; ") }) : say("counted"), wrong.length ? "bad" : "good");
  }

  // For each kind how many F2 show the form of line 1, of line 2, and another; null if not whole.
  function counts() {
    const all = kinds.map((kind, n) => {
      const numbers = kind.second.map(([form]) => [form, entered(field(n, form))]);
      const size = kind.second.reduce((total, [, members]) => total + members.length, 0);
      if (numbers.some(([, number]) => number === null) || numbers.reduce((total, [, number]) => total + number, 0) !== size) return null;
      const of = (line) => numbers.find(([form]) => form === kind.lines[line][locus])?.[1] ?? 0;
      return [of(0), of(1), size - of(0) - of(1)];
    });
    return all.includes(null) ? null : all;
  }

  function test() {
    const counted = counts();
    if (counted === null) { $("fit").replaceChildren(element("p", { class: "note bad" }, words.count_first)); return; }
    $("fit").replaceChildren(...kinds.flatMap((kind, n) => {
      const rows = [0, 1].map((line) => [shownAs(kind.lines[line][locus]), counted[n][line]]).sort((a, b) => b[1] - a[1]);
      const sum = rows[0][1] + rows[1][1];
      return [element("h3", {}, words[`kind${n}`]), ...[[3 / 4, 1 / 4], [1 / 2, 1 / 2]].flatMap((shares, m) =>
        [element("p", {}, words[m ? "as_half" : "as_three"]),
          ...lesson.fitted(lesson.chiSquared(rows.map(([name, number], at) => [name, number, sum * shares[at]])))])];
    }), element("p", { class: "note" }, words.nearer));
  }

  const chosen = (name) => document.querySelector(`input[name="${name}"]:checked`)?.value ?? null;

  function answer() {
    if (!chosen("which") || !chosen("why")) return words.choose_first;
    const counted = counts();
    const named = {};
    counted?.forEach((numbers, n) => ["line 1", "line 2", "others"].forEach((name, at) => {
      named[`${["first", "second"][n]} ${name}`] = numbers[at];
    }));
    const children = kinds.reduce((total, kind) => total + kind.second.reduce((sum, [, members]) => sum + members.length, 0), 0);
    return { answer: [chosen("which"), chosen("why")], children, counts: named, predicted: chosen("predicted"), keepers: null };
  }

  const named = (word) => document.querySelector(`input[name="which"][value="${word}"], input[name="why"][value="${word}"]`).labels[0].textContent;

  $("check").addEventListener("click", check);
  $("try").addEventListener("click", test);
  lesson.begin({ draw, answer, named, restored: () => {} });
})();
