/**
 * The canonical portrait of frame 2: head, the drawings that show with the genome's colours, tail.
 *
 * The same bytes as Python's and the contract's. Which forms show is decided by `express`.
 */

import { AvatarchainError, quoted } from "./errors.js";
import { express } from "./expression.js";
import type { Drawing, Species } from "./species.js";

export const HEAD =
  '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512" ' +
  'fill="none" fill-rule="evenodd" stroke-linecap="round" stroke-linejoin="round">';
export const TAIL = "</svg>";

export interface SvgOptions {
  /** false leaves the background out; that text is not canonical. */
  readonly background?: boolean;
}

/** The SVG text of a genome: one line. Throws NoDrawing if the species is made of images. */
export function svg(
  species: Species,
  genome: bigint,
  { background = true }: SvgOptions = {},
): string {
  if (species.images) {
    const sentence = `the species ${quoted(species.name)} is made of PNG layers and has no SVG`;
    throw new AvatarchainError("NoDrawing", sentence);
  }
  const { forms, hidden } = express(species, genome);
  const left =
    background || species.background === null ? hidden : hidden | (1 << species.background);
  let text = HEAD;
  for (const { locus, drawings } of species.layers) {
    const drawing = (left >> locus) & 1 ? undefined : drawings[forms[locus] ?? 0];
    if (drawing) text += colouredText(drawing, (number) => colourOf(species, forms, number));
  }
  return text + TAIL;
}

/** Colour 2·i is the fill of locus i, 2·i + 1 its shade: `#rrggbb` of the forms that show. */
export function colourOf(species: Species, forms: readonly number[], number: number): string {
  const form = species.loci[number >> 1]!.forms[forms[number >> 1]!]!;
  return number & 1 ? form.shade : form.fill;
}

/** A drawing with its colours. */
export function colouredText(
  { texts, colours }: Drawing,
  colour: (number: number) => string,
): string {
  return texts.reduce((text, piece, n) => {
    const number = colours[n];
    return text + piece + (number === undefined ? "" : colour(number).slice(1));
  }, "");
}
