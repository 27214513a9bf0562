/**
 * The odds of a birth: which alleles a child may express, and how likely each is, exactly.
 *
 * Before mutation a child's expressed gene comes from the first, second, third or last gene of
 * either parent in 48, 12, 3 or 1 of 128 births. At most one gene of a child mutates, each with
 * probability 1/512, and then becomes any of the 16 alleles with equal chance.
 */

import { fraction, product, sum, type Fraction } from "./fractions.js";
import { ALLELES, LOCI, genes } from "./genome.js";

/** Of 128 births, how many express a given parent's gene 0, 1, 2, 3, before mutation. */
export const RISES: readonly number[] = [48, 12, 3, 1];

const BIRTHS = 128;
const MUTATES = /* @__PURE__ */ fraction(1, 512);

/** Two loci that are read as two digits, and the accepted places 16 · first + second. */
export interface Places {
  readonly first: number;
  readonly second: number;
  readonly places: Iterable<number>;
}

/** For each of 16 loci, the probability of each of its 16 alleles that a child expresses it. */
export function odds(mother: bigint, father: bigint): Fraction[][] {
  return Array.from({ length: LOCI }, (_, locus) =>
    Array.from({ length: ALLELES }, (_, allele) =>
      chance(mother, father, new Map([[locus, [allele]]])),
    ),
  );
}

/** The probability of each of the 256 places of two loci that are read as two digits. */
export function oddsOfPlaces(
  mother: bigint,
  father: bigint,
  first: number,
  second: number,
): Fraction[] {
  return Array.from({ length: ALLELES ** 2 }, (_, place) =>
    chance(mother, father, new Map(), [{ first, second, places: [place] }]),
  );
}

/**
 * The probability that a child expresses one of the given alleles at every given locus.
 *
 * `accepted` maps a locus 0 … 15 to the alleles that are accepted there, `together` has loci that
 * are read together. No locus may be given twice. Without any condition the probability is 1.
 */
export function chance(
  mother: bigint,
  father: bigint,
  accepted: ReadonlyMap<number, Iterable<number>>,
  together: readonly Places[] = [],
): Fraction {
  const parents = [genes(mother), genes(father)];
  const terms: { inherited: Fraction; mutated: Fraction }[] = [];
  for (const [locus, listed] of accepted) {
    const alleles = new Set(listed);
    const mutated = fraction(alleles.size, ALLELES);
    terms.push({ inherited: inheritedChance(parents, locus, alleles), mutated });
  }
  for (const pair of together) terms.push(joined(parents, pair));

  const loci = accepted.size + 2 * together.length;
  const unchanged = product(...terms.map((term) => term.inherited));
  const changed = terms.map((term, hit) =>
    product(term.mutated, ...terms.filter((_, n) => n !== hit).map((other) => other.inherited)),
  );
  return sum(product(fraction(512 - loci, 512), unchanged), product(MUTATES, sum(...changed)));
}

/** The chance of places without mutation, and the sum of those with one at either locus. */
function joined(
  parents: readonly number[][][],
  { first, second, places }: Places,
): { inherited: Fraction; mutated: Fraction } {
  const [high, low] = [first, second].map((locus) =>
    Array.from({ length: ALLELES }, (_, allele) => births(parents, locus, new Set([allele]))),
  );
  let inherited = 0;
  let mutated = 0;
  for (const place of new Set(places)) {
    const [a, b] = [high![place >> 4]!, low![place & 15]!];
    inherited += a * b;
    mutated += a + b;
  }
  return {
    inherited: fraction(inherited, BIRTHS ** 2),
    mutated: fraction(mutated, BIRTHS * ALLELES),
  };
}

function inheritedChance(
  parents: readonly number[][][],
  locus: number,
  alleles: ReadonlySet<number>,
): Fraction {
  return fraction(births(parents, locus, alleles), BIRTHS);
}

/** Of 128 births without a mutation at `locus`, how many express one of `alleles` there. */
function births(
  parents: readonly number[][][],
  locus: number,
  alleles: ReadonlySet<number>,
): number {
  let count = 0;
  for (const parent of parents) {
    parent[locus]!.forEach((allele, slot) => {
      if (alleles.has(allele)) count += RISES[slot] ?? 0;
    });
  }
  return count;
}
