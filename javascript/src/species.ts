/**
 * A species: the rule that turns a genome into a character, as its bytes say it.
 *
 * Sixteen loci in order. What a locus can show are its forms: 16, one for each allele, or 256
 * where a second locus gives a second digit, or none where it is silent or a second digit itself.
 * `reading` reads its bytes, `expression` says what a genome shows, and `svg` draws it.
 */

import type { Hex } from "./bytes.js";
import type { Cumulative } from "./founders.js";

export type LocusKind = "silent" | "colour" | "shape" | "digit";

/** What a locus can show. `fill` and `shade` are `#rrggbb` at colour loci, else empty. */
export interface Form {
  readonly name: string;
  readonly fill: string;
  readonly shade: string;
  /** If bit i is set, locus i is not shown. */
  readonly hides: number;
}

/** One of the 16 alleles of a locus; `weight` is its share of 65,536. */
export interface Allele extends Form {
  readonly weight: number;
}

export interface Locus {
  readonly name: string;
  /** The name for people, in any script; empty if that is `name`. */
  readonly title: string;
  readonly kind: LocusKind;
  readonly second: number | null;
  readonly alleles: readonly Allele[];
  readonly forms: readonly Form[];
}

/**
 * A drawing, cut at the colours that a genome chooses: `texts` has one text more than `colours`.
 * Colour 2·i is the fill of locus i, 2·i + 1 its shade.
 */
export interface Drawing {
  readonly texts: readonly string[];
  readonly colours: readonly number[];
}

/** One step of the paint order, bottom first: a drawing for each form of a locus. */
export interface Layer {
  readonly locus: number;
  readonly drawings: readonly Drawing[];
}

/** A layer of a species of images: the digest of the pixels of each form; empty for none. */
export interface ImageLayer {
  readonly locus: number;
  readonly pixels: readonly string[];
}

/** The texts of a species about itself; the last three are empty if the pack has none. */
export interface About {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly creator: string;
  readonly license: string;
  readonly source: string;
}

export interface Species extends About {
  readonly loci: readonly Locus[];
  readonly layers: readonly Layer[];
  readonly background: number | null;
  readonly cumulative: Cumulative;
  /** Side and layers of a species of PNG images, which has no drawings; else null. */
  readonly images: { readonly side: number; readonly layers: readonly ImageLayer[] } | null;
  /** keccak256 of the bytes. */
  readonly id: Hex;
}

/** The name of a locus as people see it. */
export function titleOf(locus: Locus): string {
  return locus.title || locus.name;
}
