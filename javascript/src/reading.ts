/** Reads the bytes of a species: `compiled` those of drawings, `imaged` those of PNG images. */

import { keccak256, toHex } from "./bytes.js";
import { readDrawn } from "./compiled.js";
import { AvatarchainError, quoted } from "./errors.js";
import { readImaged } from "./imaged.js";
import type { Species } from "./species.js";

/**
 * The species with these bytes: a `.species` file, or what the chunks of a chain hold together.
 *
 * `name` is what the refusal calls it. Throws FaultyPack for bytes that are damaged.
 */
export function readSpecies(art: Uint8Array, name = "species"): Species {
  try {
    const contents = art[0] === "{".charCodeAt(0) ? readImaged(art) : readDrawn(art);
    return { ...contents, id: toHex(keccak256(art)) };
  } catch (error) {
    const { message } = error as Error;
    const sentence = `the species pack ${quoted(name)} cannot be used: damaged: ${message}`;
    throw new AvatarchainError("FaultyPack", sentence);
  }
}
