/**
 * The gas that a call of `tokenURI` needs, computed from a species alone (docs/species.md, "Gas").
 *
 * The dearest form of each locus counts, as if none hid another. The factors are those of Python.
 */

import { toUtf8 } from "../bytes.js";
import { painter, type Contents } from "./art.js";

export const MAX_TOKEN_GAS = 8_000_000;

// Those of a million are for the square of a number of bytes: memory has such a price.
const [ANSWER, LOCUS, LAYER, REFERENCE] = [150_000, 14_300, 4_000, 550];
const [LETTER, DRAWN, DRAWN_MILLION] = [257, 68, 870];
const [TABLE, ART, ART_MILLION] = [3.5, 0.66, 8.2];
const HIDDEN = " (hidden)".length;

/** The most gas that `tokenURI` of a registry needs for any genome; `art` is the bytes' number. */
export function tokenGas(contents: Contents, art: number): number {
  const { about, loci, layers } = contents;
  const { name, description, creator, license, source } = about;
  const paint = painter(contents);
  let total = ANSWER + LETTER * lettersOf([name, description, creator, license, source].join(""));
  let drawn = 0;
  let tables = layers.length;
  loci.forEach((locus, number) => {
    if (!locus.forms.length) return;
    const costs = locus.forms.map((form) => LETTER * lettersOf(form.name));
    const lengths = costs.map(() => 0);
    for (const layer of layers.filter((each) => each.locus === number)) {
      layer.drawings.forEach((drawing, form) => {
        const { text, references } = paint(drawing);
        const size = toUtf8(text).length;
        lengths[form]! += size;
        costs[form]! += DRAWN * size + REFERENCE * references.length;
      });
    }
    total += LOCUS + LETTER * (lettersOf(locus.title || locus.name) + HIDDEN) + Math.max(...costs);
    drawn += Math.max(...lengths);
    tables += locus.forms.length * (locus.kind === "colour" ? 14 : 2);
  });
  total += LAYER * layers.length + TABLE * tables + ART * art;
  return Math.round(total + (DRAWN_MILLION * drawn ** 2) / 1e6 + (ART_MILLION * art ** 2) / 1e6);
}

/** The bytes of a text in JSON, without the quotes. */
function lettersOf(text: string): number {
  return toUtf8(JSON.stringify(text)).length - 2;
}
