/**
 * avatarchain/pack: a species pack, read from its files: rules, art and id (docs/species.md).
 *
 * People write packs by hand, so all faults are gathered, each with file, line, locus and allele.
 * This module reads the pack as a whole; `loci` reads the tables of loci, `layers` the paint order,
 * `files` the drawings, and `art` writes the bytes.
 */

import { asFile, fromUtf8 } from "../bytes.js";
import { LOCI } from "../genome.js";
import { canonicalJson } from "../papers/canonical.js";
import { readSpecies } from "../reading.js";
import type { Species } from "../species.js";
import { readAbout } from "./about.js";
import { artOf, artOfImages, rulesOf, type Contents } from "./art.js";
import { checkDigits } from "./digits.js";
import { Faults, FaultyPack, refuseKeys, shown } from "./faults.js";
import { LayerFiles, type PackFiles, type PackImage } from "./files.js";
import { MAX_TOKEN_GAS, tokenGas } from "./gas.js";
import { checkPortrait, readBackground, readLayers, readSide } from "./layers.js";
import { readColours, readLocus, silentLocus } from "./loci.js";
import { asName, isKind, under } from "./looks.js";
import { isList, readToml, type Table, type Toml } from "./toml.js";

export { FaultyPack, spelledFault, type PackFault } from "./faults.js";
export type { PackFiles, PackImage } from "./files.js";

/** A pack that was read. */
export interface Pack {
  readonly species: Species;
  /** What decides a genome, as canonical JSON; the art holds it. */
  readonly rules: Uint8Array;
  /** The bytes of a `.species` file, whose keccak256 is the species' id. */
  readonly art: Uint8Array;
  /** The files of a pack of images, by the digests of their pixels; empty for drawings. */
  readonly images: ReadonlyMap<string, PackImage>;
}

const RULES = "species.toml";
const MAX_RULES = 1_000_000;
const KEYS = [
  ...["format", "name", "version", "description", "creator", "license", "source"],
  ...["paint", "background", "colours", "locus", "side"],
];

/**
 * The pack in these files, which are called as in its folder: `species.toml`, `hat/cap.svg`.
 *
 * `name` is what a refusal calls it. Throws FaultyPack, an AvatarchainError with all `faults`.
 */
export function readPack(files: PackFiles, name = "pack"): Pack {
  const faults = new Faults();
  const pack = assembled(files instanceof Map ? files : new Map(), faults);
  if (!pack || faults.all.length) throw new FaultyPack(name, faults.all);
  return pack;
}

function assembled(files: PackFiles, faults: Faults): Pack | undefined {
  const data = readRules(files, faults);
  if (!data) return undefined;
  refuseKeys(data, KEYS, faults);
  const format = data.get("format");
  if (format !== 1n && format !== 1 && format !== true) {
    faults.add(`format must be 1, got ${shown(format)}`);
  }
  const about = readAbout(data, faults);
  const rows = data.get("locus") ?? [];
  if (!isList(rows) || !(rows.length >= 1 && rows.length <= LOCI)) {
    faults.add(`expected 1 to ${LOCI} [[locus]] tables`);
    return undefined;
  }
  const side = data.has("side") ? readSide(data, rows, faults) : null;
  const colours = readColours(data.get("colours") ?? new Map(), faults);
  const usable = colourNames(colours, rows, faults);
  const loci = Array.from({ length: LOCI }, (_, number) =>
    number < rows.length ? readLocus(number, rows, faults, side !== null) : silentLocus(number),
  );
  checkDigits(rows, faults);
  const read = new LayerFiles(files, usable, side, faults);
  const layers = readLayers(data.get("paint"), rows, read, faults);
  read.refuseStrays(
    rows.filter((row) => isKind(row, "shape")).map((row) => asName(under(row, "name"))),
  );
  const background = readBackground(data.get("background"), rows, loci, faults);
  if (side !== null) read.checkPixels(side);
  else if (!faults.all.length) checkPortrait(layers, read, faults);
  if (faults.all.length) return undefined;
  return compiled({ about, colours, loci, layers, background }, side, read.images, faults);
}

function compiled(
  contents: Contents,
  side: number | null,
  images: ReadonlyMap<string, PackImage>,
  faults: Faults,
): Pack | undefined {
  const art = side === null ? drawnArt(contents, faults) : artOfImages(contents, side);
  if (!art) return undefined;
  const gas = side === null ? tokenGas(contents, art.length) : 0;
  if (gas > MAX_TOKEN_GAS) {
    const [needs, most] = [gas, MAX_TOKEN_GAS].map((number) => number.toLocaleString("en-US"));
    faults.add(
      `an answer of tokenURI would need ${needs} gas, where ${most} are allowed: ` +
        "names, drawings or all files together are too long",
    );
  }
  const species = readSpecies(art, contents.about.name);
  return { species, rules: canonicalJson(rulesOf(contents)), art, images };
}

function drawnArt(contents: Contents, faults: Faults): Uint8Array | undefined {
  try {
    return artOf(contents);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    faults.add("names and drawings together hold more than 16 MB");
    return undefined;
  }
}

function readRules(files: PackFiles, faults: Faults): Table | undefined {
  const data = files.has(RULES) ? asFile(files.get(RULES)) : undefined;
  if (!data) faults.add("No such file or directory");
  else if (data.length > MAX_RULES) faults.add("is larger than 1,000,000 bytes");
  else {
    try {
      return readToml(fromUtf8(data).replace(/^\ufeff/, ""));
    } catch (error) {
      const isText = !(error instanceof TypeError);
      faults.add(isText ? (error as Error).message : "is no text in UTF-8");
    }
  }
  return undefined;
}

/** The names that drawings may use: fixed colours, and colour loci with their shades. */
function colourNames(
  colours: readonly (readonly [string, string])[],
  rows: readonly Toml[],
  faults: Faults,
): string[] {
  const genes = rows
    .filter((row) => under(row, "kind") === "colour")
    .map((row) => asName(under(row, "name")));
  const usable = [
    ...colours.map(([name]) => name),
    ...genes.flatMap((name) => [name, `${name}-shade`]),
  ];
  const twice = usable.filter((name, at) => usable.indexOf(name) !== at);
  for (const name of [...new Set(twice)].sort()) {
    faults.add(`the colour name ${shown(name)} is used twice`);
  }
  return usable;
}
