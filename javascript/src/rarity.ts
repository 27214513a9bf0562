/**
 * Rarity: how surprising the look of an avatar is among founders.
 *
 * A form that one founder in 2**n shows counts n bits; hidden and silent loci count 0. It is
 * counted in thousandths of a bit, rounded for each form before the sum, as lists count it.
 */

import { express } from "./expression.js";
import type { Locus, Species } from "./species.js";

/** For each locus the share of founders that show each form; forms of one name are one. */
export type Shares = readonly (readonly number[])[];

const SHARES = /* @__PURE__ */ new WeakMap<Species, Shares>();
const SURPRISES = /* @__PURE__ */ new WeakMap<Species, Shares>();

/** The share of founders that show each form, 0 … 1, in the order of the forms of each locus. */
export function shares(species: Species): Shares {
  return once(SHARES, species, () => species.loci.map((locus) => sharesOf(species, locus)));
}

/** How many thousandths of a bit each form counts, in the order of the forms of each locus. */
export function surprises(species: Species): Shares {
  return once(SURPRISES, species, () =>
    shares(species).map((row) => row.map((share) => Math.round(1000 * Math.log2(1 / share)))),
  );
}

/** The rarity of the look of a genome, in thousandths of a bit. */
export function rarity(species: Species, genome: bigint): number {
  const { forms, hidden } = express(species, genome);
  return surprises(species).reduce(
    (sum, row, locus) => sum + ((hidden >> locus) & 1 ? 0 : (row[forms[locus] ?? 0] ?? 0)),
    0,
  );
}

function sharesOf(species: Species, locus: Locus): number[] {
  const seconds = locus.second === null ? [] : species.loci[locus.second]!.alleles;
  const weights = locus.alleles.flatMap(({ weight }) =>
    seconds.length ? seconds.map((digit) => weight * digit.weight) : [weight],
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const named = new Map<string, number>();
  locus.forms.forEach(({ name }, form) => {
    named.set(name, (named.get(name) ?? 0) + (weights[form] ?? 0));
  });
  return locus.forms.map(({ name }) => (named.get(name) ?? 0) / total);
}

function once(cache: WeakMap<Species, Shares>, species: Species, make: () => Shares): Shares {
  const made = cache.get(species) ?? make();
  cache.set(species, made);
  return made;
}
