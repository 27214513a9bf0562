/**
 * The bytes of a block's header, made from what a node tells of the block.
 *
 * A node tells the fields in JSON. They are put together here, by the fields of each known fork of
 * Ethereum, and held against the block's hash; so what a header says can be believed.
 */

import { asText, concatBytes, fromHex, keccak256, toHex, type Hex } from "./bytes.js";
import { AvatarchainError, notANode } from "./errors.js";

const FRONTIER =
  "parentHash sha3Uncles miner stateRoot transactionsRoot receiptsRoot logsBloom difficulty " +
  "number gasLimit gasUsed timestamp extraData mixHash nonce";
/** What London, Shanghai, Cancun and Prague added, in this order. */
const ADDED =
  "baseFeePerGas withdrawalsRoot blobGasUsed excessBlobGas parentBeaconBlockRoot requestsHash";
const NUMBERS = new Set(
  "difficulty number gasLimit gasUsed timestamp baseFeePerGas blobGasUsed excessBlobGas".split(" "),
);
export const QUANTITY = /^0x[0-9a-fA-F]{1,64}$/;
/** What nodes tell of a block beside the fields of its header. */
const TOLD_BESIDE = "hash size totalDifficulty uncles transactions withdrawals requests".split(" ");

/** A block as `eth_getBlockByNumber` tells it. */
export type ToldBlock = Readonly<Record<string, unknown>>;

/**
 * The RLP of the header, whose keccak256 is the block's `hash`.
 *
 * Throws StrangeHeader if it has another, NotANode if the object is no block.
 */
export function headerOf(block: ToldBlock): Uint8Array {
  const names = FRONTIER.split(" ");
  const told: ToldBlock = Object(block);
  const known = [...names, ...ADDED.split(" ").filter((name) => name in told)];
  let values: Uint8Array[] = [];
  let hash = "";
  try {
    values = known.map((name) => fieldOf(name, asText(told[name])));
    hash = toHex(fromHex(asText(told["hash"]) as Hex));
  } catch {
    notANode("block", block);
  }
  for (let length = values.length; length >= names.length; length--) {
    const header = rlpList(values.slice(0, length));
    if (toHex(keccak256(header)) === hash) return header;
  }
  const strange = Object.keys(block).filter((name) => ![...known, ...TOLD_BESIDE].includes(name));
  const words = strange.length
    ? `its fields ${strange.sort().join(", ")} are not known`
    : "all its fields are known";
  const sentence = `the header of block ${Number(block["number"])} does not give the block's hash (${words})`;
  throw new AvatarchainError("StrangeHeader", sentence);
}

/** The mixHash of a block whose fields give its hash. Throws StrangeHeader, NotANode. */
export function mixHashOf(block: ToldBlock): Hex {
  headerOf(block);
  return String(block["mixHash"]) as Hex;
}

/** A field as RLP holds it: numbers have no zeros in front. */
function fieldOf(name: string, told: string): Uint8Array {
  if (!NUMBERS.has(name)) return fromHex(told as Hex);
  if (!QUANTITY.test(told)) throw new RangeError("no number");
  const digits = BigInt(told).toString(16);
  return digits === "0" ? new Uint8Array() : fromHex(`0x${digits.length % 2 ? "0" : ""}${digits}`);
}

function rlpList(items: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...items.map(rlpText));
  return concatBytes(rlpHead(0xc0, body.length), body);
}

function rlpText(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 1 && (bytes[0] ?? 0) < 0x80) return bytes;
  return concatBytes(rlpHead(0x80, bytes.length), bytes);
}

/** The first bytes of an item: its kind and length; above 55 the length of the length comes first. */
function rlpHead(kind: number, length: number): Uint8Array {
  if (length < 56) return Uint8Array.of(kind + length);
  const digits = length.toString(16);
  const size = fromHex(`0x${digits.length % 2 ? "0" : ""}${digits}`);
  return Uint8Array.of(kind + 55 + size.length, ...size);
}
