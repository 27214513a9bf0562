/**
 * Expression: what a genome shows by the rule of a species.
 *
 * All hidings are read from the genes at once, so a form that is hidden itself still hides.
 */

import { ALLELES, expressed } from "./genome.js";
import { titleOf, type Locus, type Species } from "./species.js";

/** The number of the form that each locus shows, and the mask of the loci that are hidden. */
export interface Expression {
  /** 0 … 15; where two loci are read together 16 · first + second. */
  readonly forms: readonly number[];
  /** If bit i is set, locus i is hidden. */
  readonly hidden: number;
}

/** The form of each locus that a genome expresses, and what is hidden. */
export function express(species: Species, genome: bigint): Expression {
  const alleles = expressed(genome);
  let hidden = 0;
  const forms = species.loci.map((locus, number) => {
    const form = formNumber(locus, alleles, number);
    hidden |= locus.forms[form]?.hides ?? 0;
    return form;
  });
  return { forms, hidden };
}

/** The number of the form that the locus with this `number` shows. */
function formNumber(locus: Locus, alleles: readonly number[], number: number): number {
  const first = alleles[number] ?? 0;
  return locus.second === null ? first : ALLELES * first + (alleles[locus.second] ?? 0);
}

/** One locus of an avatar: `name` is what it shows, unless that is hidden. */
export interface Trait {
  readonly locus: number;
  readonly title: string;
  readonly name: string;
  readonly form: number;
  readonly hidden: boolean;
}

/** The traits of a genome, locus by locus; silent loci and second digits have none. */
export function traitList(species: Species, genome: bigint): Trait[] {
  const { forms, hidden } = express(species, genome);
  return species.loci.flatMap((locus, number) => {
    const form = forms[number] ?? 0;
    const shown = locus.forms[form];
    if (shown === undefined) return [];
    const isHidden = Boolean((hidden >> number) & 1);
    return [{ locus: number, title: titleOf(locus), name: shown.name, form, hidden: isHidden }];
  });
}

/** The traits as an object: title of the locus → name; ` (hidden)` is added to hidden ones. */
export function traits(species: Species, genome: bigint): Record<string, string> {
  return Object.fromEntries(
    traitList(species, genome).map(({ title, name, hidden }) => [
      title,
      hidden ? `${name} (hidden)` : name,
    ]),
  );
}
