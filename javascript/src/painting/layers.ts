/**
 * Portraits of a species of images: its PNG layers over one another, to the last bit as Python
 * paints them (docs/species.md, "Layers, to the last bit").
 *
 * Whenever a file is opened its pixels are held against the digest that the species has of it.
 */

import { express } from "../expression.js";
import type { Pack } from "../pack/index.js";
import type { Pixels } from "../papers/pixels.js";
import type { SvgOptions } from "../svg.js";
import { openImage } from "./images.js";
import { checkSize } from "./portraits.js";

const CHANNELS = 4;
const SHIFT = 22; // of the reciprocals by which means are computed

/**
 * The picture of a genome, `size` pixels a side: RGB on white, or RGBA without background.
 *
 * Throws ImageChanged if a file of the pack is not the image of which its species is made, a
 * TypeError for a pack of drawings, and a RangeError for a size that is not 1 … 2048.
 */
export async function paintLayers(
  { species, images }: Pack,
  genome: bigint,
  size: number,
  { background = true }: SvgOptions = {},
): Promise<Pixels> {
  checkSize(size);
  if (!species.images) throw new TypeError(`${species.name} is made of drawings: paint its SVG`);
  const { forms, hidden } = express(species, genome);
  const left =
    background || species.background === null ? hidden : hidden | (1 << species.background);
  const { side, layers } = species.images;
  const canvas = new Uint8Array(CHANNELS * side ** 2).fill(background ? 255 : 0);
  for (const { locus, pixels } of layers) {
    if ((left >> locus) & 1) continue;
    const digest = pixels[forms[locus]!]!;
    lay(canvas, await openImage(images.get(digest)!, digest, side));
  }
  const data = background ? scaled(canvas, side, size) : scaledClear(canvas, side, size);
  const mode = background ? "RGB" : "RGBA";
  const bytes = background ? data.filter((_, at) => at % CHANNELS < 3) : data;
  return { mode, width: size, height: size, data: bytes };
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
  const reach = Math.max(side / size, 1);
  for (let x = 0; x < size; x++) {
    // In numbers of 64 bits, whose rounding decides where a middle would lie on the very edge.
    const middle = (x + 0.5) * (side / size);
    const [first, last] = [middle - reach / 2, middle + reach / 2].map((edge) =>
      Math.min(side, Math.max(0, Math.floor(edge + 0.5))),
    ) as [number, number];
    const taken = Array.from({ length: last - first }, (_, n) => first + n).filter((k) => {
      const distance = (k - middle + 0.5) * (1 / reach);
      return distance > -0.5 && distance <= 0.5;
    });
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
