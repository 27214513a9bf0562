// OpenZeppelin's own tree, for the tests of ours: JSON on stdin, JSON on stdout.
// {leaves: [[to, genome], …]} gives {root, proofs}, and with `dumped` the dump; {root, leaves, proofs} gives {valid};
// {dump} gives {root, leaves}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// This file is not in the folder where the package is installed.
const { StandardMerkleTree } = createRequire(process.argv[2])("@openzeppelin/merkle-tree");
const TYPES = ["address", "uint256"];

const { root, leaves, proofs, dumped, dump } = JSON.parse(readFileSync(0, "utf8"));
if (dump) {
  const tree = StandardMerkleTree.load(dump);
  tree.validate();
  const values = Array.from(tree.entries(), ([, value]) => value);
  console.log(JSON.stringify({ root: tree.root, leaves: values }));
} else if (proofs) {
  const valid = leaves.map((leaf, k) => StandardMerkleTree.verify(root, TYPES, leaf, proofs[k]));
  console.log(JSON.stringify({ valid }));
} else {
  const tree = StandardMerkleTree.of(leaves, TYPES);
  const made = leaves.map((_, k) => tree.getProof(k));
  console.log(JSON.stringify(dumped ? tree.dump() : { root: tree.root, proofs: made }));
}
