// Answers to the questions of the kit (conformance/) with the package, in Node and in a browser.
import { ed25519 } from "@noble/curves/ed25519.js";

import * as core from "avatarchain";
import * as drawings from "avatarchain/drawings";
import * as packs from "avatarchain/pack";
import * as painting from "avatarchain/painting";
import * as files from "avatarchain/papers";

/** The species of the kit, by their files. */
export const known = new Map();

/** Have the bytes of a file of the kit stand for a species. */
export function addSpecies(file, art) {
  known.set(file, core.readSpecies(art, file));
}

const speciesOf = (file) => known.get(file);

const spelled = ({ numerator, denominator }) => `${numerator}/${denominator}`;
const big = (values) => values.map(BigInt);
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const base64 = (data) => btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
const text = (data) => new TextDecoder().decode(data);
const hex = core.toHex;
const bits = (mask) => [...Array(16).keys()].filter((locus) => (mask >> locus) & 1);
const leafOf = ([to, genome]) => core.leafHash(to, BigInt(genome));

function about(species) {
  const { id, name, version, description, creator, license, source, background } = species;
  const loci = species.loci.map((locus) => ({
    ...{ name: locus.name, title: locus.title, kind: locus.kind, second: locus.second },
    weights: locus.alleles.map(({ weight }) => weight),
    forms: locus.forms.map((form) => form.name),
  }));
  return { id, name, version, description, creator, license, source, background, loci };
}

function foundingOf({ logs: told, blocks, chain_id, contract, founding, weights, addresses }) {
  const logs = core.logsOf(told, contract);
  const [promises, commitments] = [TOPIC_FOUNDING, TOPIC_COMMITTED].map((topic) =>
    logs.filter(({ topics }) => topics[0] === topic),
  );
  const promised = promises[founding];
  if (promised === undefined) throw new core.AvatarchainError("NoSuchFounding", "there is none");
  const [recipients, count, draw] = promised.data.slice(2).match(/.{64}/g);
  const [many, at] = [Number(`0x${count}`), Number(`0x${draw}`)];
  const block = blocks.find(({ number }) => Number(number) === at);
  const beacon = core.mixHashOf(block);
  const given = { chainId: BigInt(chain_id), contract, founding, count: many };
  const master = core.foundingSeed({ beacon, ...given });
  const sums = core.cumulate(weights);
  const leaves = new Map();
  for (let n = 0; n < many; n++) {
    const genome = core.founder(core.itemSeed(master, n), sums);
    const to = addresses[n] ?? `0x${recipients.slice(24)}`;
    if (!leaves.has(genome)) leaves.set(genome, core.leafHash(to, genome));
  }
  const root = core.rootOf(core.buildTree(leaves.values()));
  const commitment = commitments.find(({ topics }) => Number(topics[1]) === founding);
  return {
    count: many,
    draw: at,
    master: hex(master),
    leaves: leaves.size,
    root,
    is_its_list: addresses.length ? core.recipientsOf(addresses) === `0x${recipients}` : null,
    follows: commitment ? commitment.data === root : null,
  };
}

function drawingOf(file, colours) {
  try {
    return drawings.readDrawing(file, colours);
  } catch (error) {
    if (!(error instanceof drawings.FaultyDrawing)) throw error;
    const { faults } = error;
    return {
      ...{ refused: "FaultyDrawing", lines: faults.map(({ line }) => line) },
      words: faults.map(({ reason }) => reason),
    };
  }
}

const contentOf = (content) =>
  typeof content === "string" ? new TextEncoder().encode(content) : bytes(content.base64);

/** The files of a pack as the kit gives them: texts, or base64. */
const filesOf = (given) =>
  new Map(Object.entries(given).map(([name, content]) => [name, contentOf(content)]));

function packOf(given) {
  try {
    const { rules, art, species } = packs.readPack(filesOf(given));
    return { rules: text(rules), art: base64(art), id: species.id };
  } catch (error) {
    if (!(error instanceof packs.FaultyPack)) throw error;
    const places = error.faults.map(({ file, line }) => (line ? `${file}:${line}` : file));
    const words = error.faults.map(packs.spelledFault);
    return { refused: error.kind, places: [...new Set(places)].sort(), words };
  }
}

const topic = (signature) => hex(core.keccak256(new TextEncoder().encode(signature)));
const TOPIC_FOUNDING = topic("Founding(uint256,bytes32,uint64,uint64)");
const TOPIC_COMMITTED = topic("FoundingCommitted(uint256,uint256,bytes32)");

export const ANSWERS = {
  genome: ({ text }) => {
    const genome = core.parseGenome(text);
    const genes = core.genes(genome);
    const single = genes.map((row, locus) => row.map((_, slot) => core.gene(genome, locus, slot)));
    const expressed = genes.map(([first]) => first);
    if (String(core.expressed(genome)) !== String(expressed)) throw new Error("expressed differs");
    return { hex: hex(genome), dna: core.toDna(genome), genes: single };
  },
  "genome of genes": ({ genes }) => {
    try {
      return hex(core.genomeFromGenes(genes));
    } catch ({ kind }) {
      return { refused: kind }; // the number of a gene is no position in a text
    }
  },
  "seed of text": ({ code_points }) =>
    hex(core.seedFromText(code_points.map((code) => String.fromCodePoint(code)).join(""))),
  "seed of hex": ({ text }) => hex(core.seedFromHex(text)),
  "seed of item": ({ master, number }) => hex(core.itemSeed(master, BigInt(number))),
  founder: ({ weights, seed }) => hex(core.founder(seed, core.cumulate(weights))),
  "seed of founding": ({ beacon, chain_id, contract, founding, count }) => {
    const numbers = { chainId: BigInt(chain_id), founding: BigInt(founding), count: BigInt(count) };
    return hex(core.foundingSeed({ beacon, contract, ...numbers }));
  },
  recipients: ({ addresses }) => core.recipientsOf(addresses),
  "seed of birth": ({ mix_hash, mother, father }) =>
    hex(core.birthSeed(mix_hash, BigInt(mother), BigInt(father))),
  offspring: ({ mother, father, seed }) =>
    hex(core.offspring(BigInt(mother), BigInt(father), seed)),
  identity: ({ species, genome }) => hex(core.identity(species, BigInt(genome))),
  address: ({ text }) => core.parseAddress(text),
  "CAIP-10": ({ text }) => {
    const { chainId, contract } = core.parseCaip10(text);
    return { chain_id: String(chainId), contract };
  },
  "CAIP-19": ({ text }) => {
    const { chainId, contract, identity } = core.parseCaip19(text);
    return { chain_id: String(chainId), contract, identity: hex(identity) };
  },
  "spell CAIP-19": ({ chain_id, contract, identity }) =>
    core.toCaip19({ chainId: BigInt(chain_id), contract, identity: BigInt(identity) }),
  prefix: ({ text, identities }) =>
    hex(core.chooseIdentity(core.parsePrefix(text), big(identities))),
  odds: ({ mother, father }) =>
    core.odds(BigInt(mother), BigInt(father)).map((row) => row.map(spelled)),
  "odds as numbers": ({ mother, father }) =>
    core.odds(BigInt(mother), BigInt(father)).map((row) => row.map(core.fractionNumber)),
  "odds of places": ({ mother, father, first, second }) =>
    core.oddsOfPlaces(BigInt(mother), BigInt(father), first, second).map(spelled),
  chance: ({ mother, father, accepted, together }) => {
    const pairs = together.map(([first, second, places]) => ({ first, second, places }));
    return spelled(core.chance(BigInt(mother), BigInt(father), new Map(accepted), pairs));
  },
  species: ({ art }) =>
    about(art.startsWith("files/") ? speciesOf(art) : core.readSpecies(bytes(art))),
  looks: ({ art }) => {
    const { loci } = art.startsWith("files/") ? speciesOf(art) : core.readSpecies(bytes(art));
    return loci.map(({ alleles, forms }) => ({
      alleles: alleles.map(({ name }) => name),
      forms: forms.map(({ name, fill, shade, hides }) => [name, fill, shade, bits(hides)]),
    }));
  },
  expression: ({ species, genome }) => {
    const { forms, hidden } = core.express(speciesOf(species), BigInt(genome));
    return { forms, hidden: bits(hidden) };
  },
  traits: ({ species, genome }) => {
    const given = [speciesOf(species), BigInt(genome)];
    const list = core.traitList(...given);
    const named = Object.entries(core.traits(...given));
    const expected = list.map(({ title, name, hidden }) => [
      title,
      name + (hidden ? " (hidden)" : ""),
    ]);
    if (String(named) !== String(expected)) throw new Error("the list and the object differ");
    return list.map(({ title, name, hidden }) => [title, name, hidden]);
  },
  rarity: ({ species, genome }) => core.rarity(speciesOf(species), BigInt(genome)),
  svg: ({ species, genome, background }) =>
    core.svg(speciesOf(species), BigInt(genome), { background }),
  drawing: ({ file, colours }) => drawingOf(new TextEncoder().encode(file), colours),
  "drawing of bytes": ({ base64, colours }) => drawingOf(bytes(base64), colours),
  pack: ({ files: given }) => packOf(given),
  image: async ({ files: given, genome, size, background }) => {
    const pack = packs.readPack(filesOf(given));
    const painted = await painting.paintLayers(pack, BigInt(genome), size, { background });
    return files.digest(painted.data);
  },
  "picture of SVG": async ({ svg, size }) => {
    return { png: base64(await painting.pngOf(painting.paintSvg(svg, size))) };
  },
  papers: ({ text: given }) => {
    const papers = files.parsePapers(new TextEncoder().encode(given));
    return { message: text(files.signedMessage(papers)), signed: files.isSigned(papers) };
  },
  sign: ({ papers, key }) => {
    const secret = core.fromHex(key);
    const named = { ...papers, issuer: hex(ed25519.getPublicKey(secret)), signature: null };
    const signature = hex(ed25519.sign(files.signedMessage(named), secret));
    return text(files.spellPapers({ ...named, signature }));
  },
  "canonical JSON": ({ value }) => text(files.canonicalJson(value)),
  file: async ({ base64 }) => {
    const data = bytes(base64);
    const { kind, papers, svg } = files.openPicture(data);
    const isOurs = kind === "png" && papers;
    const pixels = isOurs ? files.pixelDigest(await files.pixelsOf(data)) : null;
    return { kind, papers: papers && text(papers), svg, pixels };
  },
  "pixels of PNG": async ({ base64 }) => files.pixelDigest(await files.pixelsOf(bytes(base64))),
  "embed in SVG": ({ svg, papers }) => files.embedInSvg(svg, JSON.parse(papers)),
  inbreeding: ({ pedigree }) => core.inbreeding(pedigree).map(spelled),
  kinship: ({ pedigree, first, second }) =>
    core.kinship(pedigree, first, second).map((row) => row.map(spelled)),
  tree: ({ leaves }) => {
    const hashes = leaves.map(leafOf);
    const tree = core.buildTree(hashes);
    const proofs = hashes.map((hash) => core.merkleProof(tree, hash));
    return { root: core.rootOf(tree), leaves: hashes, proofs };
  },
  proof: ({ leaves, leaf }) => core.merkleProof(core.buildTree(leaves), leaf),
  "proven root": ({ leaf, proof }) => core.rootOfProof(leaf, proof),
  dump: ({ leaves }) => core.dumpTree(leaves.map(([to, genome]) => [to, BigInt(genome)])),
  load: ({ dump }) => {
    const { tree, promises } = core.loadTree(dump);
    return { root: core.rootOf(tree), leaves: promises.map(([to, genome]) => [to, hex(genome)]) };
  },
  header: ({ block }) => {
    return { header: hex(core.headerOf(block)), mix_hash: core.mixHashOf(block) };
  },
  birth: ({ logs, blocks, child, contract }) => {
    const { mother, father, genome, parents, conceived, draw, lapses, stillbirths } = core.birthOf(
      logs,
      BigInt(child),
      contract,
    );
    const mixHash = core.mixHashOf(blocks.find(({ number }) => BigInt(number) === draw));
    const made = core.offspring(...parents, core.birthSeed(mixHash, mother, father));
    const [told, follows] = [Number(conceived), made === genome];
    return { conceived: told, draw: Number(draw), genome: hex(made), follows, lapses, stillbirths };
  },
  founding: foundingOf,
};

/** The answer to one question of the kit, or that it is not implemented. */
export async function answer({ id, ask, given }) {
  if (!(ask in ANSWERS)) return { id, unsupported: true };
  try {
    return { id, answer: await ANSWERS[ask](given) };
  } catch (error) {
    if (!(error instanceof core.AvatarchainError)) throw error;
    return { id, answer: { refused: error.kind, position: error.position, words: error.message } };
  }
}

/**
 * Whether an answer is that of a case: the same JSON, the same refusal, or a picture within limits,
 * which is a promise.
 */
export function isRight(expected, { answer: given }, within) {
  if (within) return isNear(expected, given, within);
  if (expected?.refused) {
    const hasPlace = (given?.position ?? null) === (expected.position ?? null);
    const hasLines = JSON.stringify(given?.lines) === JSON.stringify(expected.lines);
    const hasPlaces = (expected.places ?? []).every((place) => given?.places?.includes(place));
    return given?.refused === expected.refused && hasPlace && hasLines && hasPlaces;
  }
  return sorted(given) === sorted(expected);
}

/** Whether a picture is as near to another as the limits of a case say. */
async function isNear(expected, given, { mean, share }) {
  if (!given?.png) return false;
  const [ours, theirs] = await Promise.all([expected, given].map(({ png }) => onWhite(bytes(png))));
  if (ours.length !== theirs.length) return false;
  const apart = ours.map((pixel, n) => pixel.map((channel, k) => Math.abs(channel - theirs[n][k])));
  const sum = apart.flat().reduce((total, each) => total + each, 0);
  const strong = apart.filter((pixel) => Math.max(...pixel) > 48).length;
  return sum / (3 * ours.length) <= mean && strong / ours.length <= share;
}

/** The pixels of a PNG on a white ground: three numbers each. */
async function onWhite(png) {
  const { mode, data, width, height } = await files.pixelsOf(png);
  const step = mode.length;
  return Array.from({ length: width * height }, (_, n) => {
    const [red, green, blue, opacity = 255] = data.subarray(n * step, (n + 1) * step);
    return [red, green, blue].map((channel) => 255 + ((channel - 255) * opacity) / 255);
  });
}

function sorted(value) {
  return JSON.stringify(value, (_, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort())
      : inner,
  );
}
