/**
 * Notation: how addresses, contracts and tokens are written (EIP-55, CAIP-10, CAIP-19).
 */

import { asText, keccak256, toHex, toUtf8, type Hex } from "./bytes.js";
import { AvatarchainError, quoted } from "./errors.js";
import { malformedIdentity } from "./identity.js";

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const CAIP10 = /^eip155:([0-9]{1,32}):(0x[0-9a-fA-F]{40})$/;
const CAIP19 = /^eip155:([0-9]{1,32})\/erc721:(0x[0-9a-fA-F]{40})\/([0-9]{1,78})$/;
const WRONG_CASE = "; the checksum (the case of its letters) is wrong";

/** A contract on a chain; the address is in EIP-55 case. */
export interface Registry {
  readonly chainId: bigint;
  readonly contract: Hex;
}

/** A token of a contract on a chain. */
export interface Token extends Registry {
  readonly identity: bigint;
}

/** An address, given as 0x and 40 hex digits in any case, in EIP-55 case. */
export function checksumAddress(address: string): Hex {
  const body = address.slice(2).toLowerCase();
  const digest = toHex(keccak256(toUtf8(body))).slice(2);
  const cased = Array.from(body, (letter, n) =>
    parseInt(digest.charAt(n), 16) > 7 ? letter.toUpperCase() : letter,
  );
  return `0x${cased.join("")}`;
}

/** Read an address in lower, upper or EIP-55 case; return it in EIP-55 case. Throws BadAddress. */
export function parseAddress(given: string): Hex {
  const text = asText(given);
  if (!ADDRESS.test(text)) throw bad(text, "expected 0x and 40 hex digits");
  if (!isCased(text)) throw bad(text, "its checksum (the case of its letters) is wrong");
  return checksumAddress(text);
}

/** Read CAIP-10, `eip155:<chain>:<contract>`. Throws MalformedCaip10. */
export function parseCaip10(given: string): Registry {
  const text = asText(given);
  const match = CAIP10.exec(text);
  if (!match) throw malformedCaip10(text, "");
  const [chain, contract] = match.slice(1) as [string, string];
  if (!isCased(contract)) throw malformedCaip10(text, WRONG_CASE);
  return { chainId: BigInt(chain), contract: checksumAddress(contract) };
}

/** Read CAIP-19, `eip155:<chain>/erc721:<contract>/<decimal id>`. Throws MalformedIdentity. */
export function parseCaip19(given: string): Token {
  const text = asText(given);
  const match = CAIP19.exec(text);
  if (!match || BigInt(match[3]!) >> 256n) throw malformedIdentity(text);
  const [chain, contract, id] = match.slice(1) as [string, string, string];
  if (!isCased(contract)) throw malformedIdentity(text, WRONG_CASE);
  return {
    chainId: BigInt(chain),
    contract: checksumAddress(contract),
    identity: BigInt(id),
  };
}

/** `eip155:<chain>:<contract>` */
export function toCaip10({ chainId, contract }: Registry): string {
  return `eip155:${chainId}:${checksumAddress(contract)}`;
}

/** `eip155:<chain>/erc721:<contract>/<decimal id>` */
export function toCaip19({ chainId, contract, identity }: Token): string {
  return `eip155:${chainId}/erc721:${checksumAddress(contract)}/${identity}`;
}

/** Whether the letters are of one case, or their case is the right checksum. */
function isCased(address: string): boolean {
  const digits = address.slice(2);
  const spellings = [digits.toLowerCase(), digits.toUpperCase(), checksumAddress(address).slice(2)];
  return spellings.includes(digits);
}

function bad(text: string, reason: string): AvatarchainError {
  return new AvatarchainError("BadAddress", `${quoted(text)} is not an address: ${reason}`);
}

function malformedCaip10(text: string, hint: string): AvatarchainError {
  const sentence = `${quoted(text)} names no registry: expected eip155:CHAIN:0xCONTRACT (CAIP-10)${hint}`;
  return new AvatarchainError("MalformedCaip10", sentence);
}
