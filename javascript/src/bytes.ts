/**
 * Exact bytes: keccak256, words of 32 bytes, hex.
 *
 * Hashes and seeds are bytes or 0x-hex where a function takes them (`Bytes`). Numbers of 256
 * bits are a `bigint`; what is hashed is their 32 bytes, the highest first.
 */

import { keccak_256 } from "@noble/hashes/sha3.js";
import { bytesToHex, concatBytes, hexToBytes } from "@noble/hashes/utils.js";

export type Hex = `0x${string}`;
export type Bytes = Uint8Array | Hex;

const DIGITS = 64;

export { concatBytes, keccak_256 as keccak256 };

/** `0x` and lower-case hex digits: two a byte; 64 of a number 0 … 2**256 − 1. */
export function toHex(value: Uint8Array | bigint): Hex {
  return `0x${typeof value === "bigint" ? digitsOf(value) : bytesToHex(value)}`;
}

/** The bytes of 0x-hex. Throws a RangeError or TypeError for any other text. */
export function fromHex(text: Hex): Uint8Array {
  if (text.slice(0, 2) !== "0x") throw new RangeError(`expected 0x and hex digits, got ${text}`);
  return hexToBytes(text.slice(2));
}

/** Bytes as they are, 0x-hex as bytes. */
export function asBytes(value: Bytes): Uint8Array {
  return typeof value === "string" ? fromHex(value) : value;
}

/** A text as it is; what is none is the empty text, which every reader refuses. */
export function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Bytes as they are; what is none is no bytes, which every reader refuses. */
export function asFile(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

/** The text of UTF-8, a byte order mark as a letter. Throws a TypeError for other bytes. */
export function fromUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** The UTF-8 of a text; half of a pair of surrogates becomes U+FFFD. */
export function toUtf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The number of big-endian bytes. */
export function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(bytes)}`);
}

/** A number 0 … 2**256 − 1 as 32 big-endian bytes. Throws a RangeError for any other number. */
export function word(value: bigint): Uint8Array {
  return hexToBytes(digitsOf(value));
}

/** A number as `size` big-endian bytes. Throws a RangeError if it does not fit. */
export function numberBytes(value: bigint | number, size: number): Uint8Array {
  const bytes = word(BigInt(value));
  if (bytes.subarray(0, bytes.length - size).some(Boolean)) {
    throw new RangeError(`${value} does not fit in ${size} bytes`);
  }
  return bytes.slice(bytes.length - size);
}

/** The 64 hex digits of a number 0 … 2**256 − 1. Throws a RangeError for any other number. */
export function digitsOf(value: bigint): string {
  const digits = value.toString(16).padStart(DIGITS, "0");
  if (value < 0n || digits.length > DIGITS) {
    throw new RangeError(`${value} is not a number from 0 to 2**256 - 1`);
  }
  return digits;
}
