/**
 * A tree of promises as OpenZeppelin's library keeps it: `StandardMerkleTree.dump` and `load`.
 */

import { word, type Hex } from "./bytes.js";
import { AvatarchainError } from "./errors.js";
import { buildTree, leafHash, type MerkleTree } from "./merkle.js";
import { checksumAddress, parseAddress } from "./notation.js";

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
  const taken = new Set<number>();
  const values = promises.map(([to, genome], n) => {
    let treeIndex = tree.indexOf(hashes[n]!, tree.length - promises.length);
    while (taken.has(treeIndex)) treeIndex += 1; // equal leaves stand side by side
    taken.add(treeIndex);
    const value: [Hex, string] = [checksumAddress(to), genome.toString()];
    return { value, treeIndex };
  });
  return { format: "standard-v1", leafEncoding: ["address", "uint256"], tree, values };
}

/** Tree and promises of a dump, computed again. Throws BadDump if it is none, or EmptyTree. */
export function loadTree(dump: unknown): { tree: MerkleTree; promises: Promised[] } {
  const { format, leafEncoding, tree, values } = dump as Record<string, unknown>;
  if (format !== "standard-v1" || JSON.stringify(leafEncoding) !== '["address","uint256"]') {
    throw bad("expected the format standard-v1 and leaves (address, uint256)");
  }
  if (!Array.isArray(tree) || !Array.isArray(values)) throw bad("it has no tree or no values");
  const promises = values.map(readPromise);
  const hashes = promises.map(([to, genome]) => leafHash(to, genome));
  const built = buildTree(hashes);
  if (tree.join() !== built.join()) throw bad("its hashes do not follow from its leaves");
  const places = (values as { treeIndex?: unknown }[]).map(({ treeIndex }) => Number(treeIndex));
  const isRight = (place: number, n: number): boolean => built[place] === hashes[n];
  if (new Set(places).size !== places.length || !places.every(isRight)) {
    throw bad("a leaf is not at the place that it names");
  }
  return { tree: built, promises };
}

function readPromise(entry: unknown): Promised {
  const [to, genome] = (entry as { value?: unknown[] }).value ?? [];
  try {
    if (typeof genome !== "string" || !/^[0-9]+$/.test(genome)) throw new Error();
    word(BigInt(genome));
    return [parseAddress(String(to)), BigInt(genome)];
  } catch {
    throw bad(`${JSON.stringify(entry).slice(0, 80)} is no address and whole number`);
  }
}

function bad(reason: string): AvatarchainError {
  const sentence = `not a StandardMerkleTree of (address, uint256): ${reason}`;
  return new AvatarchainError("BadDump", sentence);
}
