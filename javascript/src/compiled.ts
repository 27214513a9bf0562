/**
 * The bytes of a species of drawings, read: tables, directory and heap (docs/species.md, "The
 * bytes of art"). Every fault is an error with a reason, which `readSpecies` makes a refusal.
 */

import { fromUtf8 } from "./bytes.js";
import { cutDrawing } from "./drawing.js";
import { cumulate } from "./founders.js";
import { ALLELES, LOCI } from "./genome.js";
import { fail, readAlleles, readWeights } from "./loci.js";
import type { Drawing, Form, Layer, Locus, LocusKind, Species } from "./species.js";

const MAGIC = [..."AVART"].map((letter) => letter.charCodeAt(0)).concat(2);
const KINDS: readonly LocusKind[] = ["silent", "colour", "shape", "digit"];
const NONE = 255;
const TABLES = 40;
const ENTRY = 8;
const TEXTS = 8;

/** Text and references of one entry of the directory. */
interface Fragment {
  readonly key: string;
  readonly text: string;
  readonly references: ReadonlyMap<number, number>;
}

/** The contents of a species of drawings. Throws an Error for bytes of any other kind. */
export function readDrawn(art: Uint8Array): Omit<Species, "id"> {
  const wrong = MAGIC.some((byte, at) => art[at] !== byte);
  if (wrong) fail("beginning");
  const view = new DataView(art.buffer, art.byteOffset, art.byteLength);
  const painted = [...art.subarray(TABLES, TABLES + view.getUint8(6))];
  const kinds = Array.from(
    { length: LOCI },
    (_, locus) => KINDS[view.getUint8(8 + locus)] ?? fail("kind"),
  );
  const seconds = Array.from({ length: LOCI }, (_, locus) => locusOf(view.getUint8(24 + locus)));
  const sizes = kinds.map((kind, locus) =>
    kind === "silent" || kind === "digit" ? 0 : seconds[locus] === null ? ALLELES : ALLELES ** 2,
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const drawn = painted.reduce((sum, locus) => sum + sizes[locus]!, 0);

  const tables = TABLES + painted.length;
  let at = tables + 2 * total;
  const fills = kinds.map((kind, locus) => {
    if (kind !== "colour") return undefined;
    const start = at;
    at += 12 * (sizes[locus] ?? 0);
    const digits = fromUtf8(art.subarray(start, at));
    if (/[^0-9a-f]/.test(digits)) fail("colour");
    return digits.match(/.{6}/g)!.map((colour) => `#${colour}`);
  });
  const fragments = readFragments(view, at, TEXTS + 2 * LOCI + total + drawn);
  const text = (number: number): string => fragments[number]!.text;
  const [rules, name, version, description, creator, license, source, fixed] = Array.from(
    { length: TEXTS },
    (_, number) => text(number),
  ) as [string, string, string, string, string, string, string, string];
  const weights = readWeights(JSON.parse(rules));

  let form = 0;
  const loci = kinds.map((kind, number): Locus => {
    const forms = Array.from({ length: sizes[number] ?? 0 }, (_, k): Form => {
      const name = text(TEXTS + 2 * LOCI + form);
      const [fill = "", shade = ""] = fills[number]?.slice(2 * k, 2 * k + 2) ?? [];
      return { name, fill, shade, hides: view.getUint16(tables + 2 * form++) };
    });
    const second = seconds[number] ?? null;
    return {
      name: kind === "silent" ? `silent-${number}` : text(TEXTS + number),
      title: text(TEXTS + LOCI + number),
      kind,
      second,
      alleles: readAlleles(kind, second === null ? forms : [], weights[number]!),
      forms,
    };
  });
  const colours = new Set(fixed.split(" ").map((colour) => colour.slice(-6)));
  const layers = readLayers(fragments.slice(-drawn || fragments.length), painted, loci, colours);
  return {
    ...{ name, version, description, creator, license, source, loci, layers },
    background: locusOf(view.getUint8(7)),
    cumulative: cumulate(weights),
    images: null,
  };
}

function locusOf(number: number): number | null {
  if (number !== NONE && number >= LOCI) fail("locus");
  return number === NONE ? null : number;
}

function readLayers(
  fragments: readonly Fragment[],
  painted: readonly number[],
  loci: readonly Locus[],
  fixed: ReadonlySet<string>,
): Layer[] {
  const cut = new Map<string, Drawing>();
  let at = 0;
  return painted.map((locus) => {
    const rows = fragments.slice(at, at + loci[locus]!.forms.length);
    at += rows.length;
    const drawings = rows.map(({ key, text, references }) => {
      const drawing = cut.get(key) ?? cutDrawing(text, references, fixed);
      if (drawing.colours.some((number) => !loci[number >> 1]?.forms[0]?.fill)) {
        fail("reference");
      }
      cut.set(key, drawing);
      return drawing;
    });
    return { locus, drawings };
  });
}

/**
 * The fragments of `count` entries of the directory; those of one place are one object. Throws
 * before they have more bytes than the heap: no two of an art overlap.
 */
function readFragments(view: DataView, directory: number, count: number): Fragment[] {
  const heap = directory + ENTRY * count;
  const read = new Map<string, Fragment>();
  let left = view.byteLength - heap;
  return Array.from({ length: count }, (_, number) => {
    const entry = directory + ENTRY * number;
    const offset = view.getUint32(entry) >>> 8;
    const length = view.getUint32(entry + 2) & 0xffffff;
    const references = view.getUint16(entry + 6);
    const key = `${offset} ${length} ${references}`;
    let fragment = read.get(key);
    if (!fragment) {
      fragment = readFragment(view, key, heap + offset, length, references);
      left -= 4 * references + length;
      if (left < 0) fail("overlap of fragments");
      read.set(key, fragment);
    }
    return fragment;
  });
}

function readFragment(
  view: DataView,
  key: string,
  at: number,
  length: number,
  number: number,
): Fragment {
  const start = at + 4 * number;
  if (start + length > view.byteLength) fail("heap");
  const references = new Map<number, number>();
  for (let place = at; place < start; place += 4) {
    references.set(view.getUint32(place) >>> 8, view.getUint8(place + 3));
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length);
  return { key, text: fromUtf8(bytes), references };
}
