/** Alleles and weights, as the two kinds of bytes of a species say them. */

import { ALLELES } from "./genome.js";
import type { Allele, Form, LocusKind } from "./species.js";

/** Throws an Error: `what` is not as the bytes of a species have it. */
export function fail(what: string): never {
  throw new Error(`it has a wrong ${what}`);
}

/** A form that has only a name. */
export function plainForm(name: string): Form {
  return { name, fill: "", shade: "", hides: 0 };
}

/** The 16 alleles of a locus; where `forms` is empty they are named by their digits. */
export function readAlleles(
  kind: LocusKind,
  forms: readonly Form[],
  weights: readonly number[],
): Allele[] {
  return weights.map((weight, allele) => ({
    ...(forms[allele] ?? plainForm(allele.toString(kind === "silent" ? 10 : ALLELES))),
    weight,
  }));
}

/** The rows of 16 weights of the rules. Throws an Error if there are others; `cumulate` counts them. */
export function readWeights(rules: unknown): number[][] {
  const { weights } = rules as { weights: unknown };
  const whole = (row: unknown): boolean =>
    Array.isArray(row) &&
    row.length === ALLELES &&
    row.every((weight) => weight > 0 && Number.isInteger(weight)) &&
    row.reduce((sum, weight) => sum + weight, 0) === 65536;
  if (!Array.isArray(weights) || !weights.every(whole)) fail("list of weights");
  return weights as number[][];
}
