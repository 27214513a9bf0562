/**
 * Heredity: the genome of the child of two parents.
 *
 * A birth seed decides all that is left to chance. Inheritance works on all 16 lanes of the
 * genome at once, with the same dozen operations as the contract.
 */

import { concatBytes, keccak256, toNumber, word, type Bytes } from "./bytes.js";
import { GENES } from "./genome.js";
import { checkedSeed } from "./seeds.js";

const LANES = 0x0001000100010001000100010001000100010001000100010001000100010001n;
const ALL = (1n << 256n) - 1n;
const ZERO = new Uint8Array(32);
const ONE = Uint8Array.from(ZERO, (_, at) => (at === 31 ? 1 : 0));

/** The seed of a birth: keccak256 of the mixHash of the block of the draw and both ids. */
export function birthSeed(mixHash: Bytes, mother: bigint, father: bigint): Uint8Array {
  const drawn = checkedSeed(mixHash, "bytes of a block's mixHash");
  return keccak256(concatBytes(drawn, word(mother), word(father)));
}

/** The genome of a child, from the genomes of its parents and a 32-byte birth seed. */
export function offspring(mother: bigint, father: bigint, seed: Bytes): bigint {
  const data = checkedSeed(seed);
  const [r, q] = [ZERO, ONE].map((n) => toNumber(keccak256(concatBytes(data, n))));
  return inherit(mother, father, r ?? 0n, q ?? 0n);
}

/** The genome of a child, from its parents' genomes and two random words of 256 bits. */
export function inherit(mother: bigint, father: bigint, r: bigint, q: bigint): bigint {
  let take = 0n;
  for (let digit = 0n; digit < GENES; digit++) {
    take |= (((r >> (12n + digit)) & LANES) * 15n) << (4n * digit);
  }
  let child = (shuffle(mother, r) & take) | (shuffle(father, r >> 6n) & (ALL ^ take));
  if ((q & 7n) === 0n) child ^= ((q >> 9n) & 15n) << (4n * ((q >> 3n) & 63n));
  return child;
}

/** Let recessive genes rise: three swaps of neighbours, each with probability 1/4. */
function shuffle(genome: bigint, r: bigint): bigint {
  for (let step = 0n; step < GENES - 1; step++) {
    const lanes = (((r >> (2n * step)) & (r >> (2n * step + 1n)) & LANES) * 15n) << (4n * step);
    const difference = (genome ^ (genome >> 4n)) & lanes;
    genome ^= difference ^ (difference << 4n);
  }
  return genome;
}
