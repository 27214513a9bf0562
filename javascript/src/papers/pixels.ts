/**
 * The pixels of a PNG, and their digest as papers spell it.
 *
 * Read are the kinds of PNG that are not interlaced, with 8 bits a channel or a palette of 8 bits;
 * avatarchain writes no others.
 */

import { concatBytes } from "../bytes.js";
import { digest, type PixelDigest } from "./papers.js";
import { bodiesOf, MAX_SIDE, notAPicture, readPng } from "./png.js";

/** Raw bytes, row by row: 3 a pixel (RGB), or 4 (RGBA, colours not multiplied by opacity). */
export interface Pixels {
  readonly mode: "RGB" | "RGBA";
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The first byte of the zlib streams that we write. */
const DEFLATE_32K = 0x78;

/** How many channels the colour types of PNG have: grey, RGB, palette, grey and opacity, RGBA. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** The field `pixels` of papers for these pixels. */
export function pixelDigest({ mode, width, height, data }: Pixels): PixelDigest {
  return { mode, width, height, sha256: digest(data) };
}

/** The pixels of a PNG file. Throws NotAPicture if it is broken, or of a kind that is not read. */
export async function pixelsOf(file: Uint8Array, name = "the file"): Promise<Pixels> {
  const { chunks, papers } = readPng(file, name);
  const bodies = (kind: string): Uint8Array[] => bodiesOf(chunks, kind);
  const header = concatBytes(bodies("IHDR")[0]!, new Uint8Array(13)); // a short one has zeros
  const view = new DataView(header.buffer);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [bits, type, , , interlaced] = header.subarray(8) as unknown as number[];
  const channels = CHANNELS[type!] ?? 0;
  const isLarge = width > MAX_SIDE || height > MAX_SIDE;
  if (bits !== 8 || !channels || interlaced || isLarge) {
    throw notAPicture(name, "a kind of PNG that is not read here");
  }

  const rowBytes = width * channels;
  const stream = concatBytes(...bodies("IDAT"));
  const isOdd = papers !== null && stream[0] !== DEFLATE_32K;
  const raw = await inflated(isOdd ? new Uint8Array() : stream, (rowBytes + 1) * height, name);
  const samples = unfiltered(raw, rowBytes, height, channels, name);
  const [palette, clear] = [bodies("PLTE")[0], bodies("tRNS")[0]];
  const colours = (palette?.length ?? 0) / 3;
  const used = new Set(samples);
  if (papers && palette && (used.size !== colours || Math.max(...used) >= colours)) {
    throw notAPicture(name, "its palette is not that of its pixels");
  }
  const mode = type! >= 4 || clear ? "RGBA" : "RGB";
  const data = coloured(samples, type!, palette, clear, mode === "RGBA" ? 4 : 3);
  return { mode, width, height, data };
}

/** What a zlib stream holds, if it is exactly `size` bytes and nothing follows it. */
export async function inflated(
  stream: Uint8Array,
  size: number,
  name: string,
): Promise<Uint8Array> {
  const whole = await inflate(stream, size);
  // Some engines say nothing of bytes behind a stream: then it is whole without its last byte.
  if (!whole || (await inflate(stream.subarray(0, -1), size))) {
    throw notAPicture(name, "the PNG cannot be decoded (its pixels)");
  }
  return whole;
}

/** The `size` bytes of a zlib stream; null if it is broken or has another number of bytes. */
async function inflate(data: Uint8Array, size: number): Promise<Uint8Array | null> {
  const stream = new Blob([data] as BlobPart[])
    .stream()
    .pipeThrough(new DecompressionStream("deflate"));
  const reader = stream.getReader();
  const out = new Uint8Array(size);
  let at = 0;
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      out.set(step.value, at); // throws if they are too many
      at += step.value.length;
    }
  } catch {
    await reader.cancel().catch(() => undefined);
    at = -1;
  }
  return at === size ? out : null;
}

/** Undo the filter of each row (PNG, section 9). */
export function unfiltered(
  raw: Uint8Array,
  rowBytes: number,
  height: number,
  step: number,
  name: string,
): Uint8Array {
  const out = new Uint8Array(rowBytes * height);
  for (let row = 0; row < height; row++) {
    const filter = raw[row * (rowBytes + 1)]!;
    if (filter > 4) throw notAPicture(name, "the PNG cannot be decoded (a filter)");
    for (let k = 0; k < rowBytes; k++) {
      const at = row * rowBytes + k;
      const left = k < step ? 0 : (out[at - step] ?? 0);
      const above = out[at - rowBytes] ?? 0;
      const corner = k < step ? 0 : (out[at - rowBytes - step] ?? 0);
      out[at] = raw[at + row + 1]! + predicted(filter, left, above, corner);
    }
  }
  return out;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  const estimate = left + above - corner;
  const [a, b] = [Math.abs(estimate - left), Math.abs(estimate - above)];
  const c = Math.abs(estimate - corner);
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

/** Samples of a colour type as RGB or RGBA. */
function coloured(
  samples: Uint8Array,
  type: number,
  palette: Uint8Array | undefined,
  clear: Uint8Array | undefined,
  channels: 3 | 4,
): Uint8Array {
  if (type === 6 || (type === 2 && channels === 3)) return samples;
  const step = CHANNELS[type] ?? 1;
  const count = samples.length / step;
  const out = new Uint8Array(count * channels);
  for (let n = 0; n < count; n++) {
    const pixel = [...samples.subarray(n * step, (n + 1) * step)];
    out.set(channelsOf(type, pixel, palette, clear).slice(0, channels), n * channels);
  }
  return out;
}

/**
 * Red, green, blue and opacity of a pixel: its own, or what a tRNS chunk gives, to colours of a
 * palette, or 0 to one colour.
 */
function channelsOf(
  type: number,
  pixel: readonly number[],
  palette: Uint8Array | undefined,
  clear: Uint8Array | undefined,
): number[] {
  const [first = 0, second = 0] = pixel;
  if (type === 3) {
    const colour = [0, 1, 2].map((k) => palette?.[3 * first + k] ?? 0);
    return [...colour, clear?.[first] ?? 255];
  }
  if (type === 4) return [first, first, first, second];
  const isClear = clear && pixel.every((sample, k) => clear[2 * k + 1] === sample);
  return [...(type ? pixel : [first, first, first]), isClear ? 0 : 255];
}
