/**
 * Portraits of a species of images: its PNG layers over one another, to the last bit as Python
 * paints them (docs/species.md, "Layers, to the last bit").
 *
 * Whenever a file is opened its pixels are held against the digest that the species has of it.
 */

import { AvatarchainError, quoted } from "../errors.js";
import { express } from "../expression.js";
import { headerFault, type PackFiles } from "../pack/files.js";
import type { Pack } from "../pack/index.js";
import { digest } from "../papers/papers.js";
import { pixelsOf, type Pixels } from "../papers/pixels.js";
import { readPng } from "../papers/png.js";
import type { SvgOptions } from "../svg.js";
import { checkSize } from "./portraits.js";

const CHANNELS = 4;
const SHIFT = 22; // of the reciprocals by which means are computed

/**
 * The picture of a genome, `size` pixels a side: RGB on white, or RGBA without background.
 *
 * `files` are those of the pack. Throws ImageChanged if one is not the image of which the species is
 * made, NoDrawing for a species of drawings, and a RangeError for a size that is not 1 … 2048.
 */
export async function paintLayers(
  { species, images }: Pick<Pack, "species" | "images">,
  files: PackFiles,
  genome: bigint,
  size: number,
  { background = true }: SvgOptions = {},
): Promise<Pixels> {
  checkSize(size);
  if (!species.images) {
    const sentence = `the species ${quoted(species.name)} is made of drawings and has no layers`;
    throw new AvatarchainError("NoDrawing", sentence);
  }
  const { forms, hidden } = express(species, genome);
  const left =
    background || species.background === null ? hidden : hidden | (1 << species.background);
  const { side, layers } = species.images;
  const canvas = new Uint8Array(CHANNELS * side ** 2).fill(background ? 255 : 0);
  for (const { locus, pixels } of layers) {
    if ((left >> locus) & 1) continue;
    const wanted = pixels[forms[locus]!]!;
    const file = images.get(wanted) ?? "";
    lay(canvas, await opened(files.get(file), file, wanted, side));
  }
  const data = background ? scaled(canvas, side, size) : scaledClear(canvas, side, size);
  const mode = background ? "RGB" : "RGBA";
  const bytes = background ? data.filter((_, at) => at % CHANNELS < 3) : data;
  return { mode, width: size, height: size, data: bytes };
}

/** The pixels of an image that has this digest. */
async function opened(
  data: Uint8Array | undefined,
  file: string,
  wanted: string,
  side: number,
): Promise<Uint8Array> {
  const changed = (reason: string): never => {
    const sentence =
      `${file}: ${reason}; a published species never changes: put the file back, or make ` +
      "another species";
    throw new AvatarchainError("ImageChanged", sentence);
  };
  if (!data) return changed("the image is missing");
  const fault = headerFault(data, side);
  if (fault) return changed(fault);
  const decoded = async (): Promise<Uint8Array> => {
    if (readPng(data, file).chunks.some(({ kind }) => kind === "acTL")) changed("is animated");
    return (await pixelsOf(data, file)).data;
  };
  const pixels = await decoded().catch((error: unknown) => {
    const { kind, message } = error as AvatarchainError;
    if (kind === "ImageChanged") throw error;
    return changed(`cannot be decoded (${message})`);
  });
  const present = digest(pixels);
  if (present !== wanted) {
    changed(`its pixels are ${present.slice(0, 10)}…, not ${wanted.slice(0, 10)}…`);
  }
  return pixels;
}

/** Division by 255. */
function part(value: number): number {
  return ((value >> 8) + value) >> 8;
}

/** Lay pixels with opacity over a canvas. */
function lay(canvas: Uint8Array, top: Uint8Array): void {
  for (let at = 0; at < canvas.length; at += CHANNELS) {
    const [over, under] = [top[at + 3]!, canvas[at + 3]!];
    if (!over) continue;
    const whole = 255 * over + under * (255 - over);
    const share = Math.floor((over * 255 * 255 * 128) / whole);
    for (let place = at; place < at + 3; place++) {
      const mixed = top[place]! * share + canvas[place]! * (255 * 128 - share);
      canvas[place] = part(mixed + 16_384) >> 7;
    }
    canvas[at + 3] = part(whole + 128);
  }
}

/** The same as `scaled` for a canvas with opacity, of which each colour counts by its own. */
function scaledClear(canvas: Uint8Array, side: number, size: number): Uint8Array {
  if (side === size) return canvas;
  const each = (
    data: Uint8Array,
    change: (colour: number, opacity: number) => number,
  ): Uint8Array => data.map((value, at) => (at % 4 < 3 ? change(value, data[at | 3]!) : value));
  const small = scaled(
    each(canvas, (colour, opacity) => part(colour * opacity + 128)),
    side,
    size,
  );
  return each(small, (colour, opacity) =>
    opacity % 255 ? Math.min(255, Math.floor((255 * colour) / opacity)) : colour,
  );
}

/** A square canvas with another side: first every row, then every column. */
function scaled(canvas: Uint8Array, side: number, size: number): Uint8Array {
  if (side === size) return canvas;
  const across = scaledRows(canvas, side, size, side);
  return turned(scaledRows(turned(across, size, side), side, size, size), size, size);
}

/** `count` rows of `side` pixels, each with `size` pixels instead. */
function scaledRows(data: Uint8Array, side: number, size: number, count: number): Uint8Array {
  const out = new Uint8Array(CHANNELS * size * count);
  for (let x = 0; x < size; x++) {
    // All in half pixels of the new width, which are whole numbers.
    const middle = (2 * x + 1) * side;
    const reach = Math.max(side, size);
    const isTaken = (k: number): boolean =>
      middle - reach < (2 * k + 1) * size && (2 * k + 1) * size <= middle + reach;
    const first = Math.max(0, Math.floor((middle - reach + size) / (2 * size)));
    const last = Math.min(side, Math.floor((middle + reach + size) / (2 * size)));
    const taken = Array.from({ length: last - first }, (_, n) => first + n).filter(isTaken);
    const factor = Math.floor(0.5 + 2 ** SHIFT / taken.length);
    for (let row = 0; row < count; row++) {
      for (let channel = 0; channel < CHANNELS; channel++) {
        let sum = 0;
        for (const k of taken) sum += data[CHANNELS * (row * side + k) + channel]!;
        const at = CHANNELS * (row * size + x) + channel;
        out[at] = (sum * factor + 2 ** (SHIFT - 1)) >> SHIFT;
      }
    }
  }
  return out;
}

/** Rows and columns changed for one another: `width` pixels a row, `height` rows. */
function turned(data: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = CHANNELS * (y * width + x);
      out.set(data.subarray(from, from + CHANNELS), CHANNELS * (x * height + y));
    }
  }
  return out;
}
