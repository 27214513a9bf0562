/**
 * avatarchain: genomes, seeds, founders, births, odds, identities, species, portraits, promises.
 *
 * Pure functions, no I/O. Papers and picture files are in `avatarchain/papers`, the contract's
 * ABI in `avatarchain/abi`.
 */

export { birthOf, logsOf, TOPICS, type Birth, type ToldLog } from "./births.js";
export { fromHex, keccak256, toHex, type Bytes, type Hex } from "./bytes.js";
export { AvatarchainError, type ErrorKind } from "./errors.js";
export { express, traitList, traits, type Expression, type Trait } from "./expression.js";
export { cumulate, founder, type Cumulative } from "./founders.js";
export { fractionNumber, type Fraction } from "./fractions.js";
export { expressed, gene, genes, genomeFromGenes, parseGenome, toDna } from "./genome.js";
export { headerOf, mixHashOf, type ToldBlock } from "./headers.js";
export { birthSeed, inherit, offspring } from "./heredity.js";
export { chooseIdentity, identity, parsePrefix } from "./identity.js";
export {
  buildTree,
  leafHash,
  merkleProof,
  rootOf,
  rootOfProof,
  type MerkleTree,
} from "./merkle.js";
export { dumpTree, loadTree, type Promised, type TreeDump } from "./dumps.js";
export {
  checksumAddress,
  parseAddress,
  parseCaip10,
  parseCaip19,
  toCaip10,
  toCaip19,
  type Registry,
  type Token,
} from "./notation.js";
export { chance, odds, oddsOfPlaces, type Places } from "./odds.js";
export { inbreeding, kinship, type Pedigree } from "./pedigree.js";
export { rarity, shares, surprises, type Shares } from "./rarity.js";
export { readSpecies } from "./reading.js";
export {
  foundingSeed,
  itemSeed,
  randomSeed,
  recipientsOf,
  seedFromHex,
  seedFromText,
  type FoundingDraw,
} from "./seeds.js";
export {
  titleOf,
  type Allele,
  type Drawing,
  type Form,
  type ImageLayer,
  type Layer,
  type Locus,
  type LocusKind,
  type Species,
} from "./species.js";
export { svg, type SvgOptions } from "./svg.js";
export { UNICODE_VERSION } from "./unicode.js";
