/**
 * The drawing language: a small subset of SVG, read strictly and spelled in one way
 * (docs/species.md, "Drawings").
 *
 * How long a drawing takes to paint, which Python also limits, is counted by `avatarchain/pack`.
 */

import { readWeighed } from "./reader.js";

export { FaultyDrawing, type DrawingFault } from "./reader.js";

/**
 * The canonical text of the drawing in the bytes of an SVG file, without the svg element.
 *
 * `colours` are the names that classes may use. Throws FaultyDrawing, with reason and line of each
 * fault, for anything outside the subset.
 */
export function readDrawing(given: Uint8Array, colours: Iterable<string>): string {
  return readWeighed(given, colours).text;
}
