/** The images of a pack: RGBA, 8 bits a channel, all of one side. */

import { sha256 } from "@noble/hashes/sha2.js";

import { concatBytes, toHex } from "../bytes.js";
import { AvatarchainError } from "../errors.js";
import type { PackImage } from "../pack/files.js";
import { inflated, unfiltered } from "../papers/pixels.js";
import { bodiesOf, latin, readPng } from "../papers/png.js";

const MAX_FILE = 32 * 2 ** 20;
const PNG = "\x89PNG\r\n\x1a\n";
const HEAD = 33; // bytes: the signature and the header's chunk
const RGBA = 6;
const CHANNELS = 4;
/** Of the passes of an interlaced PNG: first column and row, and steps to the next. */
const PASSES = ["0088", "4088", "0448", "2044", "0224", "1022", "0112"];
const MODES: Readonly<Record<number, string>> = {
  ...{ 0: "grey", 2: "RGB", 3: "palette", 4: "grey and opacity", 6: "RGBA" },
};

/** What is wrong with the header of an image, which must be RGBA and `side` pixels a side. */
export function headerFault(data: Uint8Array, side: number): string | undefined {
  if (data.length > MAX_FILE) return `is larger than ${MAX_FILE >> 20} MiB`;
  const head = latin(data.subarray(0, HEAD));
  if (!head.startsWith(PNG) || data.length < HEAD || head.slice(12, 16) !== "IHDR") {
    return "is no PNG file";
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width !== side || height !== side) {
    return `is ${width} × ${height} pixels, where the pack's side is ${side}`;
  }
  const [bits, type] = [view.getUint8(24), view.getUint8(25)];
  if (bits === 8 && type === RGBA) return undefined;
  const name = MODES[type] ?? `colour type ${type}`;
  const mode = bits === 8 ? name : `${name} of ${bits} bits`;
  return `is ${mode}: a layer is RGBA, 8 bits a channel`;
}

/**
 * The pixels of an image, four bytes each, whose digest this is. Throws ImageChanged if they are
 * others.
 */
export async function openImage(
  { file, data }: PackImage,
  wanted: string,
  side: number,
): Promise<Uint8Array> {
  const changed = (reason: string): AvatarchainError => {
    const rest = "a published species never changes: put the file back, or make another species";
    return new AvatarchainError("ImageChanged", `${file}: ${reason}; ${rest}`);
  };
  const fault = headerFault(data, side);
  if (fault) throw changed(fault);
  let pixels;
  try {
    const { chunks } = readPng(data, file);
    if (bodiesOf(chunks, "acTL").length) throw changed("is animated");
    const rows = concatBytes(...bodiesOf(chunks, "IDAT"));
    pixels = await decoded(rows, side, data[HEAD - 5] !== 0, file);
  } catch (error) {
    const { kind, message } = error as AvatarchainError;
    throw kind === "ImageChanged" ? error : changed(`cannot be decoded (${message})`);
  }
  const present = toHex(sha256(pixels));
  if (present === wanted) return pixels;
  throw changed(`its pixels are ${present.slice(0, 10)}…, not ${wanted.slice(0, 10)}…`);
}

/** The pixels of the compressed rows of a PNG, which may be interlaced. */
async function decoded(
  rows: Uint8Array,
  side: number,
  isInterlaced: boolean,
  file: string,
): Promise<Uint8Array> {
  const passes = (isInterlaced ? PASSES : ["0011"]).map((digits) => {
    const [left = 0, top = 0, across = 1, down = 1] = Array.from(digits, Number);
    const width = Math.ceil((side - left) / across);
    const height = Math.ceil((side - top) / down);
    return { left, top, across, down, width, height };
  });
  const sizes = passes.map(({ width, height }) => (width ? (CHANNELS * width + 1) * height : 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const raw = await inflated(rows, total, file);
  const out = new Uint8Array(CHANNELS * side ** 2);
  let from = 0;
  passes.forEach(({ left, top, across, down, width, height }, n) => {
    const piece = raw.subarray(from, (from += sizes[n]!));
    const pixels = unfiltered(piece, CHANNELS * width, height, CHANNELS, file);
    for (let at = 0; at < width * height; at++) {
      const [x, y] = [left + across * (at % width), top + down * Math.floor(at / width)];
      const pixel = pixels.subarray(CHANNELS * at, CHANNELS * (at + 1));
      out.set(pixel, CHANNELS * (y * side + x));
    }
  });
  return out;
}
