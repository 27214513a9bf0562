/**
 * One reading of a PNG: its chunks, and with papers only what avatarchain writes.
 *
 * Programs that show PNGs differ in what they make of odd files. So a PNG with papers holds the
 * header, our iTXt, a palette, the rows and the end, once each and in this order; beside them two
 * short texts and a C2PA manifest. A PNG without papers is not judged. `pixels` decodes the rows.
 */

import { asFile } from "../bytes.js";
import { AvatarchainError } from "../errors.js";
import { badPapers } from "./papers.js";

export const MAX_SIDE = 4096;

const SIGNATURE_BYTES = 8;
const ORDER = ["IHDR", "iTXt", "PLTE", "IDAT", "IEND"];
const BESIDE = ["tEXt", "caBX"];
const KEYWORD = "avatarchain\0";
/** Keyword, not compressed, no language, no translated keyword. */
const HEAD = "avatarchain\0\0\0\0\0";
/** Keyword and one line of at most 1,024 plain letters. */
const TEXT = /^(Comment|Software)\0[0-9A-Za-z .,:;/()_+@-]{0,1024}$/;
/** What the outermost box of a manifest begins with, behind its length: its description. */
const STORE = "jumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0";
/** The end of a ZIP archive, and what stands before the name of each file in it. */
const ZIP = ["PK\x05\x06", "PK\x01\x02"];
const PDF_WITHIN = 1024; // bytes in which programs look for the start of a PDF
/** Of a ZIP, PDF, RAR, 7z, cabinet or disk image: what programs look for at any or a far place. */
const OTHERS = /PK\x05\x06|%PDF-|startxref|\d obj|Rar!\x1a\x07|7z\xbc\xaf'\x1c|MSCF\0{4}|CD001/;
const TAR_BLOCK = 512; // bytes of a header
// A name of printable bytes, and a kind of entry.
const TAR_ENTRY = /^(?=[^\0-\x1f\x7f]+\0).{156}[\x000-7]|^.{257}ustar/s;
const MAX_CHUNKS = 4096;
/** Depth 8, RGB or palette, and 0 for compression, filter and interlace. */
const FORM = /^8,[23],0,0,0$/;

export interface Chunk {
  readonly kind: string;
  readonly body: Uint8Array;
}

/** A PNG: its chunks, and the bytes of its papers; null if it has none. */
export interface Png {
  readonly chunks: readonly Chunk[];
  readonly papers: Uint8Array | null;
}

/** The bodies of all chunks of a kind. */
export function bodiesOf(chunks: readonly Chunk[], kind: string): Uint8Array[] {
  return chunks.filter((chunk) => chunk.kind === kind).map(({ body }) => body);
}

/** Read a PNG, which `file` names in refusals. Throws NotAPicture, BadPapers. */
export function readPng(data: Uint8Array, file: string): Png {
  const chunks = readChunks(asFile(data), file);
  const ours = chunks.filter(
    ({ kind, body }) => kind === "iTXt" && latin(body.subarray(0, KEYWORD.length)) === KEYWORD,
  );
  const [papers] = ours;
  if (papers === undefined) return { chunks, papers: null };
  if (ours.length > 1 || !latin(papers.body).startsWith(HEAD)) {
    throw badPapers("a PNG carries them in one uncompressed iTXt chunk");
  }
  const fault = orderFault(chunks.map(({ kind }) => kind)) ?? besideFault(chunks);
  const odd = fault ?? (isMore(data, chunks) ? "another file stands in it" : headerFault(chunks));
  if (odd) throw notAPicture(file, odd);
  return { chunks, papers: papers.body.slice(HEAD.length) };
}

/** Kind and body of each chunk, held to its checksum, from the header to the end. */
function readChunks(data: Uint8Array, file: string): Chunk[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const chunks: Chunk[] = [];
  let at = SIGNATURE_BYTES;
  while (chunks.at(-1)?.kind !== "IEND") {
    if (chunks.length === MAX_CHUNKS) throw notAPicture(file, "it has too many chunks");
    const end = at + 8 > data.length ? Infinity : at + 8 + view.getUint32(at);
    if (end + 4 > data.length) throw notAPicture(file, "the PNG is cut off");
    const kind = latin(data.subarray(at + 4, at + 8));
    if (view.getUint32(end) !== checksum(data.subarray(at + 4, end))) {
      throw notAPicture(file, `a chunk fails its checksum (${kind})`);
    }
    if (!chunks.length && kind !== "IHDR") {
      throw notAPicture(file, "it does not begin with its header");
    }
    chunks.push({ kind, body: data.subarray(at + 8, end) });
    at = end + 4;
  }
  if (at !== data.length) throw notAPicture(file, "bytes follow the end of the PNG");
  return chunks;
}

function orderFault(kinds: readonly string[]): string | undefined {
  const odd = kinds.find((kind) => ![...ORDER, ...BESIDE].includes(kind));
  if (odd !== undefined) return `a chunk ${odd} may change what is seen`;
  const once = kinds.filter((kind) => ORDER.includes(kind) && kind !== "IDAT");
  if (new Set(once).size !== once.length) return "a chunk stands twice";
  const [first, last] = [kinds.indexOf("IDAT"), kinds.lastIndexOf("IDAT")];
  if (first < 0) return "the PNG has no rows";
  if (kinds.slice(first, last).some((kind) => kind !== "IDAT")) {
    return "the rows are not in one place";
  }
  const ours = kinds.map((kind) => ORDER.indexOf(kind)).filter((place) => place >= 0);
  const isSorted = ours.every((place, n) => (ours[n - 1] ?? 0) <= place);
  return isSorted ? undefined : "the chunks are not in our order";
}

/** What is wrong of texts and manifests that are more than texts and manifests. */
function besideFault(chunks: readonly Chunk[]): string | undefined {
  const texts = bodiesOf(chunks, "tEXt").map((body) => TEXT.exec(latin(body))?.[1]);
  if (texts.includes(undefined) || new Set(texts).size !== texts.length) {
    return "it has other texts than Comment and Software";
  }
  const manifests = bodiesOf(chunks, "caBX");
  if (manifests.every(isManifest) && manifests.length < 2) return undefined;
  return "the chunk caBX holds no C2PA manifest";
}

/** Whether this is the box of JUMBF that holds manifests, and boxes fill it. */
function isManifest(body: Uint8Array): boolean {
  if (!latin(body.subarray(4)).startsWith(STORE)) return false;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  let at = 4 + STORE.length;
  while (latin(body.subarray(at + 4, at + 8)) === "jumb" && view.getUint32(at) >= 8) {
    at += view.getUint32(at);
  }
  return at === body.length && view.getUint32(0) === at;
}

/** Whether the file is something else as well, to a program that looks for it anywhere. */
function isMore(data: Uint8Array, chunks: readonly Chunk[]): boolean {
  const whole = latin(data);
  const aside = chunks.map(({ kind, body }) => (kind === "IDAT" ? "" : latin(body))).join("\0");
  return (
    ZIP.every((mark) => whole.includes(mark)) ||
    whole.slice(0, PDF_WITHIN).includes("%PDF-") ||
    OTHERS.test(aside) ||
    data.some((_, at) => at % TAR_BLOCK === 0 && beginsTar(data.subarray(at, at + TAR_BLOCK)))
  );
}

/**
 * Whether 512 bytes, or fewer, may be a header of a tar archive to some program: its sum is read
 * in octal, base 256 or base 64, and bytes from 128 count as they are, or as 256 less. By chance
 * that fits rows, so it must name an entry, too.
 */
function beginsTar(block: Uint8Array): boolean {
  let [sum, low, high, read] = [8 * 32, 0, 0, 0];
  const sums: number[] = [];
  block.forEach((byte, at) => {
    if (at < 148 || at > 155) {
      sum += byte;
      high += byte >> 7;
    } else {
      low = (low * 256 + byte) % 2 ** 32;
      if (byte >> 3 === 6) sums.push((read = read * 8 + byte - 48)); // an octal digit
    }
  });
  if (block.length > 155 && block[148]! >> 7) sums.push(low);
  return (
    TAR_ENTRY.test(latin(block)) &&
    (/^[+-][0-9A-Za-z+/]+[ \0]*$/.test(latin(block.subarray(148, 156))) ||
      sums.includes(sum) ||
      sums.includes(sum - 256 * high))
  );
}

/** What is wrong with the header, the palette, the rows or the end. */
function headerFault(chunks: readonly Chunk[]): string | undefined {
  const body = (kind: string): Uint8Array | undefined => bodiesOf(chunks, kind)[0];
  const header = body("IHDR") ?? new Uint8Array();
  const view = new DataView(header.buffer, header.byteOffset);
  const size = body("PLTE")?.length;
  return body("IEND")!.length ||
    header.length !== 13 ||
    [view.getUint32(0), view.getUint32(4)].some((side) => side === 0 || side > MAX_SIDE) ||
    !FORM.test(String([...header.subarray(8)])) ||
    bodiesOf(chunks, "IDAT").some((body) => !body.length) ||
    (header[9] === 3 ? !size || size > 768 || size % 3 : size !== undefined)
    ? "bad chunks"
    : undefined;
}

export function notAPicture(file: string, reason: string): AvatarchainError {
  return new AvatarchainError("NotAPicture", `cannot read a portrait from ${file}: ${reason}`);
}

/** Bytes as letters. */
export function latin(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

let table: Uint32Array | undefined;

/** CRC-32 as PNG has it. */
export function checksum(data: Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of data) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 255] ?? 0);
  return ~crc >>> 0;
}
