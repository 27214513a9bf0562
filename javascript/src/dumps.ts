/**
 * A tree of promises as OpenZeppelin's library keeps it: `StandardMerkleTree.dump` and `load`.
 */

import { asText, word, type Hex } from "./bytes.js";
import { AvatarchainError, brief } from "./errors.js";
import { buildTree, leafHash, type MerkleTree } from "./merkle.js";
import { checksumAddress, parseAddress } from "./notation.js";

const DIGITS = /^[0-9]{1,4300}$/; // as many as Python reads

/** An address and the genome that is promised to it. */
export type Promised = readonly [to: Hex, genome: bigint];

/** The row of hashes, and the leaves in their own order with their places in the row. */
export interface TreeDump {
  readonly format: "standard-v1";
  readonly leafEncoding: readonly ["address", "uint256"];
  readonly tree: MerkleTree;
  readonly values: readonly {
    readonly value: readonly [Hex, string];
    readonly treeIndex: number;
  }[];
}

/** The dump of promises. Throws EmptyTree if there are none. */
export function dumpTree(promises: readonly Promised[]): TreeDump {
  const hashes = promises.map(([to, genome]) => leafHash(to, genome));
  const tree = buildTree(hashes);
  const places = new Map<Hex, number>(); // equal leaves stand side by side
  for (let at = tree.length - 1; at >= tree.length - promises.length; at--) {
    places.set(tree[at]!, at);
  }
  const values = promises.map(([to, genome], n) => {
    const treeIndex = places.get(hashes[n]!)!;
    places.set(hashes[n]!, treeIndex + 1);
    const value: [Hex, string] = [checksumAddress(to), genome.toString()];
    return { value, treeIndex };
  });
  return { format: "standard-v1", leafEncoding: ["address", "uint256"], tree, values };
}

/** Tree and promises of a dump, computed again. Throws BadDump if it is none, or EmptyTree. */
export function loadTree(dump: unknown): { tree: MerkleTree; promises: Promised[] } {
  const { format, leafEncoding, tree, values } = Object(dump) as Record<string, unknown>;
  if (format !== "standard-v1" || brief(leafEncoding) !== '["address","uint256"]') {
    throw bad("expected the format standard-v1 and leaves (address, uint256)");
  }
  if (!Array.isArray(tree) || !Array.isArray(values)) throw bad("it has no tree or no values");
  const promises = Array.from(values, readPromise);
  const hashes = promises.map(([to, genome]) => leafHash(to, genome));
  const built = buildTree(hashes);
  const isSame = tree.length === built.length && built.every((hash, at) => hash === tree[at]);
  if (!isSame) throw bad("its hashes do not follow from its leaves");
  const places = (values as { treeIndex?: unknown }[]).map(({ treeIndex }) => treeIndex);
  const isRight = (place: unknown, n: number): boolean =>
    typeof place === "number" && built[place] === hashes[n];
  if (new Set(places).size !== places.length || !places.every(isRight)) {
    throw bad("a leaf is not at the place that it names");
  }
  return { tree: built, promises };
}

function readPromise(entry: unknown): Promised {
  try {
    const { value } = entry as { value: unknown[] };
    const [to, genome] = value;
    if (value.length !== 2 || !DIGITS.test(asText(genome))) throw new Error();
    const number = BigInt(genome as string);
    word(number);
    return [parseAddress(to as string), number];
  } catch {
    throw bad(`${brief(entry)} is no address and whole number`);
  }
}

function bad(reason: string): AvatarchainError {
  const sentence = `not a StandardMerkleTree of (address, uint256): ${reason}`;
  return new AvatarchainError("BadDump", sentence);
}
