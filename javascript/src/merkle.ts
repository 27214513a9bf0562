/**
 * A Merkle tree of promises, in the format of OpenZeppelin's StandardMerkleTree with leaves
 * (address to, uint256 genome), as the contract's `claim` checks it.
 *
 * The tree is one row of hashes: the root first, the hashes of the leaves last, in falling order;
 * the children of node k are the nodes 2k + 1 and 2k + 2.
 */

import { concatBytes, fromHex, keccak256, toHex, word, type Hex } from "./bytes.js";
import { AvatarchainError } from "./errors.js";

export type MerkleTree = readonly Hex[];

/** The hash of the leaf that promises `genome` to the address `to`. */
export function leafHash(to: Hex, genome: bigint): Hex {
  const data = concatBytes(new Uint8Array(12), fromHex(to), word(genome));
  return toHex(keccak256(keccak256(data)));
}

/** The tree of leaf hashes, which may come in any order. Throws EmptyTree if there are none. */
export function buildTree(leaves: Iterable<Hex>): MerkleTree {
  const hashes = Array.from(leaves, lower).sort().reverse();
  if (!hashes.length) {
    throw new AvatarchainError("EmptyTree", "a tree needs at least one leaf, and there is none");
  }
  const nodes: Hex[] = [...Array<Hex>(hashes.length - 1), ...hashes];
  for (let at = hashes.length - 2; at >= 0; at--) {
    nodes[at] = pairHash(nodes[2 * at + 1]!, nodes[2 * at + 2]!);
  }
  return nodes;
}

/** The hash at the top of a tree. */
export function rootOf(tree: MerkleTree): Hex {
  return tree[0]!;
}

/** The proof of a leaf hash: the siblings on the way up to the root. Throws NotInTree. */
export function merkleProof(tree: MerkleTree, leaf: Hex): Hex[] {
  let at = tree.indexOf(lower(leaf), (tree.length - 1) / 2);
  if (at < 0) {
    const sentence = `the tree ${rootOf(tree)} has no leaf ${leaf}: check address, genome and batch`;
    throw new AvatarchainError("NotInTree", sentence);
  }
  const siblings: Hex[] = [];
  for (; at > 0; at = (at - 1) >> 1) siblings.push(tree[at % 2 ? at + 1 : at - 1]!);
  return siblings;
}

/** The root that follows from a leaf hash and a proof. */
export function rootOfProof(leaf: Hex, proof: readonly Hex[]): Hex {
  return proof.map(lower).reduce(pairHash, lower(leaf));
}

function pairHash(a: Hex, b: Hex): Hex {
  const [low, high] = a < b ? [a, b] : [b, a];
  return toHex(keccak256(concatBytes(fromHex(low), fromHex(high))));
}

function lower(hash: Hex): Hex {
  return hash.toLowerCase() as Hex;
}
