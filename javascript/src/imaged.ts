/**
 * The bytes of a species of images, read: RFC 8785 JSON (docs/species.md, "Of a pack of images").
 */

import { fromUtf8 } from "./bytes.js";
import { cumulate } from "./founders.js";
import { plainForm, readAlleles, readWeights } from "./loci.js";
import type { Form, ImageLayer, Locus, LocusKind, Species } from "./species.js";

interface ImagedLocus {
  readonly name: string;
  readonly title: string;
  readonly kind: LocusKind;
  readonly alleles: readonly string[];
  readonly hides: readonly number[];
  readonly second: number | null;
  readonly forms: readonly string[];
}

interface ImagedArt extends Omit<Species, "id" | "loci" | "layers" | "images" | "cumulative"> {
  readonly rules: unknown;
  readonly side: number;
  readonly loci: readonly ImagedLocus[];
  readonly layers: readonly ImageLayer[];
}

/** The contents of a species of images. Throws an Error for bytes of any other kind. */
export function readImaged(art: Uint8Array): Omit<Species, "id"> {
  const { rules, side, layers, loci, ...about } = JSON.parse(fromUtf8(art)) as ImagedArt;
  const { name, version, description, creator, license, source, background } = about;
  const weights = readWeights(rules);
  return {
    ...{ name, version, description, creator, license, source, background },
    loci: loci.map((locus, number) => readLocus(locus, weights[number] ?? [])),
    layers: [],
    cumulative: cumulate(weights),
    images: { side, layers },
  };
}

function readLocus(locus: ImagedLocus, weights: readonly number[]): Locus {
  const { name, title, kind, second } = locus;
  const named = locus.alleles.map((allele, n): Form => ({
    ...plainForm(allele),
    hides: locus.hides[n] ?? 0,
  }));
  const isTold = kind !== "silent" && kind !== "digit";
  const forms = second === null ? named : locus.forms.map(plainForm);
  const alleles = readAlleles(kind, named, weights);
  return { name, title, kind, second, alleles, forms: isTold ? forms : [] };
}
