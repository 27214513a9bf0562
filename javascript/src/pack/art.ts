/**
 * A species as bytes: rules and art (docs/species.md, "The bytes of rules", "The bytes of art").
 *
 * A drawing of a pack names its colours by classes. In the art it has the colours themselves; where
 * a genome chooses one there are zeros, and a reference that says which.
 */

import { concatBytes, numberBytes, toUtf8 } from "../bytes.js";
import { canonicalJson } from "../papers/canonical.js";
import type { About, Locus, LocusKind } from "../species.js";
import type { PackLayer } from "./layers.js";

/** All that a pack says, but for its files. */
export interface Contents {
  readonly about: About;
  readonly colours: readonly (readonly [name: string, value: string])[];
  readonly loci: readonly Locus[];
  readonly layers: readonly PackLayer[];
  readonly background: number | null;
}

/** A text of the heap, and the places in it that a genome's colours replace. */
interface Fragment {
  readonly text: string;
  readonly references: readonly (readonly [offset: number, colour: number])[];
}

const KINDS: readonly LocusKind[] = ["silent", "colour", "shape", "digit"];
const NONE = 255;
const MAX_HEAP = 2 ** 24;
const ROOM = "000000";
const CLASS = /class="([a-z0-9-]+)(?: ([a-z0-9-]+))?"/g;
const LINE = /-line$/;

/** What decides a genome, as JSON and as its bytes. */
export function rulesOf({ about, loci }: Contents): {
  readonly name: string;
  readonly version: string;
  readonly weights: readonly number[][];
  readonly founder: number;
  readonly inheritance: number;
  readonly frame: number;
} {
  const weights = loci.map(({ alleles }) => alleles.map(({ weight }) => weight));
  const { name, version } = about;
  return { name, version, weights, founder: 1, inheritance: 1, frame: 2 };
}

/** The bytes of a species of drawings. Throws a RangeError if they are too many. */
export function artOf(contents: Contents): Uint8Array {
  const { layers, background, loci } = contents;
  const tables = [
    ...toUtf8("AVART\x02"),
    layers.length,
    background ?? NONE,
    ...loci.map(({ kind }) => KINDS.indexOf(kind)),
    ...loci.map(({ second }) => second ?? NONE),
    ...layers.map(({ locus }) => locus),
    ...loci.flatMap(({ forms }) => forms.flatMap(({ hides }) => [hides >> 8, hides & 255])),
  ];
  const fills = loci.flatMap(({ kind, forms }) =>
    kind === "colour" ? forms.map(({ fill, shade }) => fill.slice(1) + shade.slice(1)) : [],
  );
  const [directory, heap]: [Uint8Array[], Uint8Array[]] = [[], []];
  const places = new Map<string, number>();
  let size = 0;
  for (const { text, references } of fragmentsOf(contents)) {
    const letters = toUtf8(text);
    const key = JSON.stringify([text, references]);
    if (letters.length && !places.has(key)) {
      const leading = references.map(([offset, colour]) =>
        concatBytes(numberBytes(offset, 3), numberBytes(colour, 1)),
      );
      const data = concatBytes(...leading, letters);
      if (size >= MAX_HEAP) throw new RangeError("the heap is full");
      places.set(key, size);
      size += data.length;
      heap.push(data);
    }
    const [offset, length] = [places.get(key) ?? 0, letters.length];
    directory.push(numberBytes(offset, 3), numberBytes(length, 3));
    directory.push(numberBytes(references.length, 2));
  }
  return joined([Uint8Array.from(tables), toUtf8(fills.join("")), ...directory, ...heap]);
}

/** Pieces behind one another; they may be more than a function takes as arguments. */
function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** All fragments, in the order of the directory. */
function fragmentsOf(contents: Contents): Fragment[] {
  const { about, colours, loci, layers } = contents;
  const { name, version, description, creator, license, source } = about;
  const texts = [
    new TextDecoder().decode(canonicalJson(rulesOf(contents))),
    ...[name, version, description, creator, license, source],
    colours.map(([key, value]) => key + value).join(" "),
    ...loci.map((locus) => (locus.kind === "silent" ? "" : locus.name)),
    ...loci.map(({ title }) => title),
    ...loci.flatMap(({ forms }) => forms.map((form) => form.name)),
  ];
  const paint = painter(contents);
  return [
    ...texts.map((text): Fragment => ({ text, references: [] })),
    ...layers.flatMap(({ drawings }) => drawings.map(paint)),
  ];
}

/** The function that gives a canonical text its colours, and knows the texts it has given them. */
export function painter({ colours, loci }: Contents): (drawing: string) => Fragment {
  const fixed = new Map(colours);
  const chosen = new Map(
    loci.flatMap(({ kind, name }, number): [string, number][] =>
      kind === "colour"
        ? [
            [name, 2 * number],
            [`${name}-shade`, 2 * number + 1],
          ]
        : [],
    ),
  );
  const painted = new Map<string, Fragment>();
  return (drawing) => {
    const fragment = painted.get(drawing) ?? coloured(drawing, fixed, chosen);
    painted.set(drawing, fragment);
    return fragment;
  };
}

function coloured(
  drawing: string,
  fixed: ReadonlyMap<string, string>,
  chosen: ReadonlyMap<string, number>,
): Fragment {
  const references: [number, number][] = [];
  let text = "";
  let at = 0;
  for (const match of drawing.matchAll(CLASS)) {
    text += drawing.slice(at, match.index);
    at = match.index + match[0].length;
    for (const [n, name] of match.slice(1).filter(Boolean).entries()) {
      const colour = name.replace(LINE, "");
      text += `${n ? " " : ""}${colour === name ? "fill" : "stroke"}="#`;
      const number = chosen.get(colour);
      if (number !== undefined) references.push([text.length, number]);
      text += `${fixed.get(colour)?.slice(1) ?? ROOM}"`;
    }
  }
  return { text: text + drawing.slice(at), references };
}

/** The bytes of a species of images: RFC 8785 JSON. */
export function artOfImages(contents: Contents, side: number): Uint8Array {
  const { about, loci, layers, background } = contents;
  return canonicalJson({
    rules: rulesOf(contents),
    ...about,
    side,
    background,
    loci: loci.map(({ name, title, kind, alleles, second, forms }) => ({
      ...{ name, title, kind, second },
      alleles: alleles.map((allele) => allele.name),
      hides: alleles.map((allele) => allele.hides),
      forms: second === null ? [] : forms.map((form) => form.name),
    })),
    layers: layers.map(({ locus, drawings }) => ({ locus, pixels: drawings })),
  });
}
