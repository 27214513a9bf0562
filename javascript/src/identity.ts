/**
 * Identity: the number of an avatar, keccak256 of its species and its genome.
 *
 * It is the token id on the chain. People write it in full, as 0x-hex, or as any prefix that is
 * unique; `notation` writes it with chain and contract.
 */

import {
  asBytes,
  asText,
  concatBytes,
  keccak256,
  toHex,
  toNumber,
  word,
  type Bytes,
} from "./bytes.js";
import { AvatarchainError, quoted } from "./errors.js";

/** The identity of a genome: keccak256(species' id ‖ genome as 32 bytes), as a number. */
export function identity(speciesId: Bytes, genome: bigint): bigint {
  return toNumber(keccak256(concatBytes(asBytes(speciesId), word(genome))));
}

/** `text` in lower case, if it is an id or the beginning of one. Throws MalformedIdentity. */
export function parsePrefix(given: string): string {
  const text = asText(given);
  if (!/^0x[0-9a-fA-F]{4,64}$/i.test(text)) throw malformedIdentity(text);
  return text.toLowerCase();
}

/**
 * The only one of `identities` that begins with `prefix`, which `parsePrefix` returned.
 *
 * Throws UnknownIdentity if there is none, AmbiguousIdentity if there are several.
 */
export function chooseIdentity(prefix: string, identities: Iterable<bigint>): bigint {
  const matches = [...identities].filter((token) => toHex(token).startsWith(prefix));
  const [only] = matches;
  if (only === undefined) {
    throw new AvatarchainError("UnknownIdentity", `no avatar ${prefix} in this registry`);
  }
  if (matches.length > 1) {
    const examples = matches
      .slice(0, 3)
      .map((token) => toHex(token).slice(0, prefix.length + 6) + "…");
    const sentence = `${matches.length} ids begin with ${prefix} (${examples.join(", ")}): write more digits`;
    throw new AvatarchainError("AmbiguousIdentity", sentence);
  }
  return only;
}

export function malformedIdentity(text: string, hint = ""): AvatarchainError {
  const sentence =
    `${quoted(text)} is not an avatar's id: write 0x and at least four of its 64 hex digits, ` +
    `or eip155:<chain>/erc721:<contract>/<number>${hint}`;
  return new AvatarchainError("MalformedIdentity", sentence);
}
