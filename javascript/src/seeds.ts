/**
 * Seeds: 32 bytes, from a text, from hex, from a collection, from a founding, or from chance.
 *
 * Each is a BLAKE2b hash whose input names the choice, so any seed can be made again on its own.
 * The `personalization` of BLAKE2b keeps different uses apart.
 */

import { blake2b } from "@noble/hashes/blake2.js";
import { concatBytes, hexToBytes, randomBytes } from "@noble/hashes/utils.js";

import {
  asBytes,
  asText,
  keccak256,
  numberBytes,
  toHex,
  toUtf8,
  type Bytes,
  type Hex,
} from "./bytes.js";
import { AvatarchainError, quoted } from "./errors.js";
import { isAssigned } from "./unicode.js";

export const SEED_BYTES = 32;

/** The bytes of a tag of BLAKE2b, which are ASCII. */
export function tag(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

/**
 * The seed of a text: BLAKE2b-256 of its normal form C as UTF-8.
 *
 * The text is not trimmed. Throws MalformedSeed for empty text, lone surrogates, and code points
 * that Unicode has not assigned (`UNICODE_VERSION`), whose normal form may differ later.
 */
export function seedFromText(given: string): Uint8Array {
  const text = asText(given);
  if (!text) throw malformed("the text is empty");
  let position = 0;
  for (const letter of text) {
    position += 1;
    const code = letter.codePointAt(0) ?? 0;
    const lone = code >= 0xd800 && code < 0xe000;
    if (lone || !isAssigned(code)) {
      const spelling = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
      const reason = lone ? "a lone surrogate" : "not assigned";
      throw malformed(`${spelling} at position ${position} is ${reason} in Unicode 15.0`, position);
    }
  }
  const data = toUtf8(text.normalize("NFC"));
  return blake2b(data, { dkLen: 32, personalization: tag("avatarchain-seed") });
}

/** Read a seed of 64 hex digits, with or without 0x, in either case. Throws MalformedSeed. */
export function seedFromHex(given: string): Uint8Array {
  const text = asText(given);
  const offset = /^0x/i.test(text) ? 2 : 0;
  const body = [...text.slice(offset)];
  const wrong = body.findIndex((letter) => !/[0-9a-f]/i.test(letter));
  if (wrong >= 0) {
    const position = wrong + 1 + offset;
    throw malformed(
      `${quoted(body[wrong] ?? "")} at position ${position} is not a hex digit`,
      position,
    );
  }
  if (body.length !== 2 * SEED_BYTES) throw malformed(`expected 64 hex digits, got ${body.length}`);
  return hexToBytes(body.join(""));
}

/** The seed of item `number` (0 … 2**64 − 1) of the collection whose seed is `master`. */
export function itemSeed(master: Bytes, number: bigint | number): Uint8Array {
  const personalization = tag("avatarchain-item");
  return blake2b(numberBytes(number, 8), { dkLen: 32, key: checkedSeed(master), personalization });
}

/** What decides the founders of a founding. */
export interface FoundingDraw {
  /** mixHash of the block of the draw, 32 bytes. */
  readonly beacon: Bytes;
  readonly chainId: bigint | number;
  /** The registry's address, 20 bytes. */
  readonly contract: Bytes;
  readonly founding: bigint | number;
  readonly count: bigint | number;
}

/** The master seed of a founding; founder k has the seed `itemSeed(master, k)`. */
export function foundingSeed(draw: FoundingDraw): Uint8Array {
  const data = concatBytes(
    checkedSeed(draw.beacon),
    numberBytes(draw.chainId, 32),
    asBytes(draw.contract),
    numberBytes(draw.founding, 32),
    numberBytes(draw.count, 8),
  );
  return blake2b(data, { dkLen: 32, personalization: tag("avatarchain-draw") });
}

/** The `recipients` of a founding for a list of addresses: keccak256 of their 20 bytes each. */
export function recipientsOf(addresses: readonly Hex[]): Hex {
  return toHex(keccak256(concatBytes(...addresses.map(asBytes))));
}

/** A new random seed, from the operating system. */
export function randomSeed(): Uint8Array {
  return randomBytes(SEED_BYTES);
}

/** The 32 bytes of a seed. Throws MalformedSeed if there are more or fewer; `unit` says of what. */
export function checkedSeed(value: Bytes, unit = "bytes"): Uint8Array {
  const bytes = asBytes(value);
  if (bytes.length !== SEED_BYTES) {
    throw malformed(`expected ${SEED_BYTES} ${unit}, got ${bytes.length}`);
  }
  return bytes;
}

function malformed(reason: string, position?: number): AvatarchainError {
  return new AvatarchainError("MalformedSeed", `not a seed: ${reason}`, position);
}
