// The package gives the answers of the kit, which a script writes and every implementation reads.
import assert from "node:assert/strict";
import test from "node:test";

import { addSpecies, answer, isRight } from "../kit/answers.mjs";
import { files, sets } from "../kit/files.mjs";

for (const [file, art] of files) addSpecies(file, art);

for (const { set, about, cases } of sets) {
  test(`${set}: ${about}`, async () => {
    for (const { answer: expected, within, ...question } of cases) {
      const given = await answer(question);
      const verdict = await isRight(expected, given, within);
      assert.ok(verdict, `${question.id}: ${JSON.stringify(given).slice(0, 200)}`);
    }
  });
}
