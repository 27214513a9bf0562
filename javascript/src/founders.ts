/**
 * Founders: the genome that a seed draws from the weights of a species.
 *
 * 64 draws of 16 bits, one for each gene: the allele is the first of its locus whose cumulative
 * weight exceeds the draw.
 */

import { blake2b } from "@noble/hashes/blake2.js";

import type { Bytes } from "./bytes.js";
import { GENES, LOCI } from "./genome.js";
import { checkedSeed, tag } from "./seeds.js";

/** For each of the 16 loci, the running sums of its 16 weights; the last is 65,536. */
export type Cumulative = readonly (readonly number[])[];

/** Running sums of 16 rows of 16 weights. Throws a RangeError for another number of rows. */
export function cumulate(weights: readonly (readonly number[])[]): Cumulative {
  if (weights.length !== LOCI) throw new RangeError(`expected ${LOCI} rows of weights`);
  return weights.map((row) => {
    let total = 0;
    return row.map((weight) => (total += weight));
  });
}

/** The genome of the founder that a 32-byte seed draws. */
export function founder(seed: Bytes, cumulative: Cumulative): bigint {
  const data = checkedSeed(seed);
  const personalization = tag("avatarchain-gen0");
  let digits = "";
  for (const half of [0, 1]) {
    const salt = new Uint8Array(16);
    salt[15] = half;
    const block = blake2b(data, { dkLen: 64, personalization, salt });
    for (let at = 0; at < block.length; at += 2) {
      const draw = ((block[at] ?? 0) << 8) | (block[at + 1] ?? 0);
      const locus = cumulative[Math.floor(digits.length / GENES)]!;
      digits += locus.findIndex((sum) => sum > draw).toString(16);
    }
  }
  return BigInt(`0x${digits}`);
}
