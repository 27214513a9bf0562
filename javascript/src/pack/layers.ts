/** The layers of a pack: the paint order, the background, and the side of images. */

import { ALLELES } from "../genome.js";
import { MAX_NUMBERS } from "../drawings/spelling.js";
import { MAX_EFFORT, tooDear } from "../painting/effort.js";
import type { Locus } from "../species.js";
import { placesOf } from "./digits.js";
import { shown, type Faults } from "./faults.js";
import type { Cost, LayerFiles } from "./files.js";
import { original } from "./loci.js";
import { asName, isKind, NAME, under } from "./looks.js";
import { isList, type Table, type Toml } from "./toml.js";

const [SMALLEST, LARGEST] = [8, 2_048];
const MOST_LAYERS = 255;

/** One layer: for each form of a locus the canonical text of a drawing, or a digest. */
export interface PackLayer {
  readonly locus: number;
  readonly drawings: readonly string[];
}

/** The side of a pack of images, in pixels; what is for drawings is a fault in it. */
export function readSide(data: Table, rows: readonly Toml[], faults: Faults): number {
  const colours = data.get("colours");
  const hasColours = colours instanceof Map ? colours.size > 0 : Boolean(colours);
  if (hasColours || rows.some((row) => isKind(row, "colour"))) {
    faults.add("a pack of images (one with a side) has no colours and no colour loci");
  }
  const paint = data.get("paint");
  if (isList(paint) && paint.some((entry) => asName(entry).includes("."))) {
    faults.add("a pack of images has one layer a locus");
  }
  const side = data.get("side");
  if (typeof side === "bigint" && side >= SMALLEST && side <= LARGEST) return Number(side);
  faults.add(`side must be a whole number, ${SMALLEST} to ${LARGEST}, got ${shown(side)}`);
  return SMALLEST;
}

/** The number of the locus that is the background; null if the pack names none. */
export function readBackground(
  name: Toml | undefined,
  rows: readonly Toml[],
  loci: readonly Locus[],
  faults: Faults,
): number | null {
  if (name === undefined) return null;
  const locus = rows.findIndex((row) => under(row, "name") === name);
  if (loci[locus]?.kind === "shape") return locus;
  faults.add(`background ${shown(name)} is no shape locus`);
  return null;
}

/** The layers that `paint` lists, bottom first; `rows` are the tables of all loci. */
export function readLayers(
  paint: Toml | undefined,
  rows: readonly Toml[],
  files: LayerFiles,
  faults: Faults,
): PackLayer[] {
  const entries = paint ?? [];
  if (!isList(entries) || entries.length > MOST_LAYERS) {
    faults.add(`paint must be a list of at most ${MOST_LAYERS} layers`);
    return [];
  }
  const layers = entries.flatMap((entry): PackLayer[] => {
    const [name = "", ...rest] = asName(entry).split(".");
    const suffix = rest.join(".");
    const locus = rows.findIndex((row) => under(row, "name") === name);
    if (!isKind(rows[locus], "shape")) {
      faults.add(`paint names ${shown(entry)}, which is no shape locus`);
    } else if (rest.length && !NAME.test(suffix)) {
      faults.add(`paint names ${shown(entry)}: a layer is written locus.layer`);
    } else if (entries.filter((other) => other === entry).length > 1) {
      faults.add(`paint names ${shown(entry)} twice`);
    } else return [readLayer(rows[locus] as Table, locus, name, suffix, files)];
    return [];
  });
  for (const row of rows.filter((each) => isKind(each, "shape"))) {
    const name = under(row, "name")!;
    if (!entries.includes(name)) faults.add(`paint does not name the shape locus ${shown(name)}`);
  }
  return layers;
}

function readLayer(
  row: Table,
  locus: number,
  name: string,
  suffix: string,
  files: LayerFiles,
): PackLayer {
  const given = row.get("alleles");
  const forms = isList(given) && given.length <= ALLELES ? given : [];
  const looks = row.has("second") ? placesOf(row) : forms.map((form) => original(form, forms));
  const named = looks.filter((form): form is Table => form instanceof Map);
  return { locus, drawings: named.map((form) => files.readForm(name, form, suffix)) };
}

/**
 * Adds a fault if a portrait may take too long to paint, or have too many numbers: the dearest form
 * of each layer counts, since a genome may have all of them.
 */
export function checkPortrait(
  layers: readonly PackLayer[],
  files: LayerFiles,
  faults: Faults,
): void {
  const all = layers.map(({ drawings }) =>
    drawings.flatMap((text) => (text ? [files.costs.get(text)!] : [])),
  );
  const [effort, dearest] = most(all, (cost) => cost.effort);
  if (effort > MAX_EFFORT) {
    faults.add(
      `all layers together take too long to paint: ${tooDear(effort)}; ` +
        `this drawing has ${spelled(dearest!.effort)}, the most`,
      dearest!.file,
    );
  }
  const [numbers, fullest] = most(all, (cost) => cost.numbers);
  if (numbers > MAX_NUMBERS) {
    faults.add(
      `all layers together hold ${spelled(numbers)} numbers, where ${spelled(MAX_NUMBERS)} are ` +
        `allowed; this drawing has ${spelled(fullest!.numbers)}, the most`,
      fullest!.file,
    );
  }
}

/** The sum of the greatest of each layer, and the greatest of all. */
function most(
  layers: readonly (readonly Cost[])[],
  of: (cost: Cost) => number,
): [sum: number, greatest: Cost | undefined] {
  const greater = (a: Cost, b: Cost): Cost => (of(b) > of(a) ? b : a);
  const each = layers.flatMap((costs) => (costs.length ? [costs.reduce(greater)] : []));
  const sum = each.reduce((total, cost) => total + of(cost), 0);
  return [sum, each.length ? each.reduce(greater) : undefined];
}

function spelled(number: number): string {
  return Math.round(number).toLocaleString("en-US");
}
