/**
 * A drawing of frame 2, cut at the colours that a genome chooses.
 *
 * A reference leads to six digits of a `fill` or a `stroke`. All other colours must be fixed ones.
 */

import { fail } from "./loci.js";
import type { Drawing } from "./species.js";

const COLOUR = / (?:fill|stroke)="#([0-9a-f]{6})"/g;
const ROOM = 6;

/** Throws an Error if a reference leads nowhere, or a colour is neither chosen nor fixed. */
export function cutDrawing(
  text: string,
  references: ReadonlyMap<number, number>,
  fixed: ReadonlySet<string>,
): Drawing {
  const texts: string[] = [];
  const colours: number[] = [];
  let at = 0;
  for (const match of text.matchAll(COLOUR)) {
    const place = match.index + match[0].length - ROOM - 1;
    const colour = references.get(place);
    if (colour === undefined) {
      if (!fixed.has(match[1]!)) fail("colour");
    } else {
      texts.push(text.slice(at, place));
      colours.push(colour);
      at = place + ROOM;
    }
  }
  if (colours.length !== references.size) fail("reference");
  return { texts: [...texts, text.slice(at)], colours };
}
