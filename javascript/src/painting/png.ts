/** Pixels as a PNG file. */

import { concatBytes, numberBytes, toUtf8 } from "../bytes.js";
import type { Pixels } from "../papers/pixels.js";
import { checksum } from "../papers/png.js";

const SIGNATURE = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const [RGB, RGBA] = [2, 6];

/**
 * A PNG file of these pixels, without papers. Its bytes differ from engine to engine; its pixels
 * do not.
 */
export async function pngOf({ mode, width, height, data }: Pixels): Promise<Uint8Array> {
  const row = data.length / height;
  const rows = new Uint8Array((row + 1) * height); // each begins with a filter: none
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  }
  const stream = new Blob([rows as BlobPart])
    .stream()
    .pipeThrough(new CompressionStream("deflate"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  const form = Uint8Array.from([8, mode === "RGB" ? RGB : RGBA, 0, 0, 0]);
  const header = concatBytes(numberBytes(width, 4), numberBytes(height, 4), form);
  return concatBytes(
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", packed),
    chunk("IEND", new Uint8Array()),
  );
}

function chunk(kind: string, body: Uint8Array): Uint8Array {
  const named = concatBytes(toUtf8(kind), body);
  return concatBytes(numberBytes(body.length, 4), named, numberBytes(checksum(named), 4));
}
