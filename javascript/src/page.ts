/**
 * What the pages of a gallery use, in one file: `scripts/bundle.mjs` puts it into the Python
 * package (src/avatarchain/gallery/page/genetics.js), where it is the global `genetics`. What `papers` imports
 * of the rest is among it, for the page that reads papers too.
 */

export { asFile, concatBytes, fromHex, fromUtf8, toHex, toUtf8 } from "./bytes.js";
export { AvatarchainError, quoted } from "./errors.js";
export { traitList } from "./expression.js";
export { founder } from "./founders.js";
export { fractionNumber } from "./fractions.js";
export { genes, parseGenome, toDna } from "./genome.js";
export { birthSeed, offspring } from "./heredity.js";
export { play, readRig } from "./living/index.js";
export { identity } from "./identity.js";
export { parseCaip19, toCaip19 } from "./notation.js";
export { odds, oddsOfPlaces } from "./odds.js";
export { rarity, shares } from "./rarity.js";
export { itemSeed, seedFromText } from "./seeds.js";
export { readSpecies } from "./reading.js";
export { svg } from "./svg.js";

/** The bytes of a species as the pages have them: base64. */
export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
