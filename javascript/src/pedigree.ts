/**
 * Kinship and inbreeding of animals with four ranked genes a locus, exactly (docs/pedigree.md).
 *
 * Two genes are identical by descent if both are copies of one gene of one founder. A founder has
 * four different genes that nobody else has; mutation is left out.
 */

import { fraction, type Fraction } from "./fractions.js";
import { GENES } from "./genome.js";

/** For each animal the numbers of its mother and its father in this list, from 0; null: a founder. */
export type Pedigree = readonly (readonly [mother: number, father: number] | null)[];

/** Four rows of four numbers, one for each place of two animals. */
type Table = readonly (readonly bigint[])[];

const BITS = 7n; // of the denominator, for each generation: ½ and the 1/64 of three swaps
const PLACES = [0, 1, 2, 3];

/** Which gene stands at each place after three swaps, made or not, and in how many of 64 births. */
const SHUFFLES = /* @__PURE__ */ Array.from({ length: 8 }, (_, swaps) => {
  const order = [...PLACES];
  let births = 1n;
  for (const upper of [2, 1, 0]) {
    const isMade = (swaps >> upper) & 1;
    births *= isMade ? 1n : 3n;
    if (isMade) order.splice(upper, 2, order[upper + 1] ?? 0, order[upper] ?? 0);
  }
  return { order, births };
});

/**
 * F of each animal: the probability that two of the four genes of a locus are identical by descent.
 *
 * Parents stand before their children; anything else is a RangeError.
 */
export function inbreeding(pedigree: Pedigree): Fraction[] {
  const between = kinships(pedigree);
  return pedigree.map((_, animal) => {
    const { table, scale } = between(animal, animal);
    const pairs = PLACES.flatMap((i) => PLACES.slice(i + 1).map((j) => table[i]![j]!));
    return fraction(
      pairs.reduce((total, share) => total + share, 0n),
      BigInt(pairs.length) * scale,
    );
  });
}

/**
 * The kinship of two animals, which may be the same: row i and column j have the probability that
 * the gene at place i of the first and that at place j of the second are identical by descent.
 */
export function kinship(pedigree: Pedigree, first: number, second: number): Fraction[][] {
  const { table, scale } = kinships(pedigree)(first, second);
  return table.map((row) => row.map((share) => fraction(share, scale)));
}

/** A function of two animals; the tables of generations g and h are stored times 2^(7·(g + h)). */
function kinships(pedigree: Pedigree) {
  const generations: number[] = [];
  pedigree.forEach((parents, animal) => {
    const older = (parents ?? []).map((parent) => generations[parent]);
    if (older.includes(undefined)) throw new RangeError(`animal ${animal} stands before a parent`);
    generations.push(1 + Math.max(-1, ...(older as number[])));
  });
  const of = (animal: number): number => {
    const generation = generations[animal];
    if (generation === undefined) throw new RangeError(`there is no animal ${animal}`);
    return generation;
  };
  const done = new Map<number, Table>();

  /** The table of two animals as if they were of generations `g` and `h`, or later. */
  const raised = (first: number, second: number, total: number): Table => {
    const bits = BITS * BigInt(total - of(first) - of(second));
    return table(first, second).map((row) => row.map((share) => share << bits));
  };
  const table = (first: number, second: number): Table => {
    if (of(second) > of(first)) return turned(table(second, first));
    const key = first * pedigree.length + second;
    const result = done.get(key) ?? computed(first, second);
    done.set(key, result);
    return result;
  };
  const computed = (first: number, second: number): Table => {
    const parents = pedigree[first];
    const own = of(first);
    if (!parents) return square((i, j) => (first === second && i === j ? 1n : 0n));
    const [mother, father] = parents;
    if (first !== second) {
      const total = own - 1 + of(second);
      return shuffledRows(added(raised(mother, second, total), raised(father, second, total)));
    }
    const total = 2 * own - 2;
    const selves = added(raised(mother, mother, total), raised(father, father, total));
    const across = raised(mother, father, total);
    const both = shuffledRows(turned(shuffledRows(added(across, turned(across)))));
    return square((i, j) => {
      if (i === j) return 1n << (2n * BITS * BigInt(own));
      const together = SHUFFLES.reduce(
        (sum, { order, births }) => sum + births * selves[order[i]!]![order[j]!]!,
        0n,
      );
      return (together << 6n) + both[i]![j]!;
    });
  };
  return (first: number, second: number) => ({
    table: table(first, second),
    scale: 1n << (BITS * BigInt(of(first) + of(second))),
  });
}

function square(share: (row: number, column: number) => bigint): Table {
  return Array.from({ length: GENES }, (_, i) => PLACES.map((j) => share(i, j)));
}

function added(one: Table, other: Table): Table {
  return square((i, j) => one[i]![j]! + other[i]![j]!);
}

function turned(one: Table): Table {
  return square((i, j) => one[j]![i]!);
}

/** A table whose first animal was shuffled, times 64. */
function shuffledRows(one: Table): Table {
  return square((i, j) =>
    SHUFFLES.reduce((sum, { order, births }) => sum + births * one[order[i]!]![j]!, 0n),
  );
}
