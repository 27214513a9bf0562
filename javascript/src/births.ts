/**
 * A birth by the logs of a registry: which conception it ends, and which block drew the child.
 *
 * The mother's last log `Conceived` before the birth counts, if it is more than eight blocks older.
 */

import { asText, fromHex, toHex, toNumber, type Hex } from "./bytes.js";
import { AvatarchainError, notANode } from "./errors.js";
import { QUANTITY } from "./headers.js";

/** A log as `eth_getLogs` tells it. */
export interface ToldLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly logIndex: Hex;
}

/** How a child came to be, by the logs. */
export interface Birth {
  readonly mother: bigint;
  readonly father: bigint;
  readonly genome: bigint;
  /** The genomes of mother and father. */
  readonly parents: readonly [bigint, bigint];
  /** The block of the conception, and the block of the draw. */
  readonly conceived: bigint;
  readonly draw: bigint;
  /** Earlier conceptions of the mother that were never delivered, or whose child was registered. */
  readonly lapses: number;
  readonly stillbirths: number;
}

/** The topics of the events `Born`, `Conceived`, `Lapsed` and `Stillborn` (docs/contract.md). */
export const TOPICS = {
  born: "0xad4c6fb281eb65032fa2ed7bfe0da4ed5f72af901c8279d44b616b354741226b",
  conceived: "0x82e2f54b400fbdc1d7530b2395fa1477168af0142fefde17b00119d3fc025139",
  lapsed: "0xe6aa017c25a560e4766bcb536c5384f3e3bb15c08748b3704154f810776ae570",
  stillborn: "0x5a78a4a5477d85bf59936a24af4e035d39802fbc83671295cc1e8f29a4ac397f",
} as const;

const AHEAD = 8n;

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const TOPIC = /^0x[0-9a-fA-F]{64}$/;
const DATA = /^0x(?:[0-9a-fA-F]{2})*$/;

/**
 * The logs of a contract, in any case of its letters, in the order of the chain.
 *
 * Throws NotANode if one is no log.
 */
export function logsOf<Log extends ToldLog>(logs: readonly Log[], contract: Hex): Log[] {
  if (!Array.isArray(logs)) notANode("list of logs", logs);
  for (const log of logs) if (!isLog(log)) notANode("log", log);
  return logs
    .filter(({ address }) => address.toLowerCase() === contract.toLowerCase())
    .sort(
      (a, b) =>
        Number(a.blockNumber) - Number(b.blockNumber) || Number(a.logIndex) - Number(b.logIndex),
    );
}

/**
 * The birth of the avatar `child` of the registry `contract`, from logs, which may be in any order
 * and of other contracts too.
 *
 * Throws NotExpecting if they tell of no conception, UnknownIdentity if of no parent, and NotANode
 * if they are no logs.
 */
export function birthOf(told: readonly ToldLog[], child: bigint, contract: Hex): Birth {
  const logs = logsOf(told, contract);
  const born = (id: bigint): ToldLog | undefined =>
    logs.find(({ topics }) => topics[0] === TOPICS.born && BigInt(topics[1] ?? 0) === id);
  const own = born(child);
  const [mother, father] = [BigInt(own?.topics[2] ?? 0), BigInt(own?.topics[3] ?? 0)];
  const block = BigInt(own?.blockNumber ?? 0);
  const hers = logs.filter(
    ({ topics, blockNumber }) => BigInt(topics[1] ?? 0) === mother && BigInt(blockNumber) < block,
  );
  const count = (kind: Hex): number => hers.filter(({ topics }) => topics[0] === kind).length;
  const last = hers
    .filter(
      ({ topics, blockNumber }) =>
        topics[0] === TOPICS.conceived && BigInt(blockNumber) + AHEAD < block,
    )
    .at(-1);
  if (last === undefined) {
    throw new AvatarchainError(
      "NotExpecting",
      `${toHex(mother)} is not expecting: breed her first`,
    );
  }
  return {
    mother,
    father,
    genome: wordOf(own, child),
    parents: [wordOf(born(mother), mother), wordOf(born(father), father)],
    conceived: BigInt(last.blockNumber),
    draw: wordOf(last, mother),
    lapses: count(TOPICS.lapsed),
    stillbirths: count(TOPICS.stillborn),
  };
}

function isLog(log: unknown): boolean {
  const { address, topics, data, blockNumber, logIndex } = Object(log) as Record<string, unknown>;
  const are = (form: RegExp, ...values: unknown[]): boolean =>
    values.every((value) => form.test(asText(value)));
  return (
    are(ADDRESS, address) &&
    are(DATA, data) &&
    are(QUANTITY, blockNumber, logIndex) &&
    Array.isArray(topics) &&
    topics.length <= 4 &&
    are(TOPIC, ...topics)
  );
}

/** The first 256-bit number in the data of the log about an avatar. */
function wordOf(log: ToldLog | undefined, id: bigint): bigint {
  if (log === undefined) {
    throw new AvatarchainError("UnknownIdentity", `no avatar ${toHex(id)} in this registry`);
  }
  const first = fromHex(log.data).slice(0, 32);
  return first.length < 32 ? notANode("log", log) : toNumber(first);
}
