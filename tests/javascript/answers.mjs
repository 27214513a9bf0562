// The JavaScript package, asked by the tests: a list of [name, argument, …] as JSON on stdin,
// the list of answers on stdout. A refusal is answered as {kind, position, sentence}.
import { readFileSync } from "node:fs";

import * as core from "../../javascript/dist/index.js";
import { readDrawing } from "../../javascript/dist/drawings/index.js";
import * as living from "../../javascript/dist/living/index.js";
import { readPack } from "../../javascript/dist/pack/index.js";
import { paintSvg } from "../../javascript/dist/painting/index.js";
import * as papers from "../../javascript/dist/papers/index.js";

const known = new Map();

function speciesOf(path) {
  if (!known.has(path)) known.set(path, core.readSpecies(readFileSync(path), "it"));
  return known.get(path);
}

const spelled = ({ numerator, denominator }) => `${numerator}/${denominator}`;

const ANSWERS = {
  founder: (path, seed) => core.toHex(core.founder(seed, speciesOf(path).cumulative)),
  svg: (path, genome, background) => core.svg(speciesOf(path), BigInt(genome), { background }),
  traits: (path, genome) => core.traits(speciesOf(path), BigInt(genome)),
  moving: (path, file, genome, background, clip, times) => {
    const species = speciesOf(path);
    const rig = living.readRig(readFileSync(file, "utf8"), species);
    const drawn = living.figure(species, rig, BigInt(genome), { background });
    const motion = new living.Motion(rig, BigInt(genome), clip);
    const places = times.map((time) => {
      const pose = motion.poseAt(time);
      return drawn.pieces.map((piece) => living.placeOf(rig, piece, pose));
    });
    return { pieces: drawn.pieces, windows: drawn.windows, places };
  },
  rig: (path, compiled) => living.readRig(compiled, speciesOf(path)).name,
  rarity: (path, genome) => core.rarity(speciesOf(path), BigInt(genome)),
  hidden: (path, genome) => core.express(speciesOf(path), BigInt(genome)).hidden,
  about: (path) => {
    const { layers, cumulative, images, ...rest } = speciesOf(path);
    return { ...rest, layers: layers.length, side: images?.side ?? null };
  },
  odds: (mother, father) =>
    core.odds(BigInt(mother), BigInt(father)).map((row) => row.map(spelled)),
  places: (mother, father, ...loci) =>
    core.oddsOfPlaces(BigInt(mother), BigInt(father), ...loci).map(spelled),
  chance: (mother, father, accepted) =>
    spelled(core.chance(BigInt(mother), BigInt(father), new Map(accepted))),
  genome: (text) => core.toHex(core.parseGenome(text)),
  genes: (alleles) => core.toHex(core.genomeFromGenes(alleles)),
  seed: (text) => core.toHex(core.seedFromText(text)),
  seedHex: (text) => core.toHex(core.seedFromHex(text)),
  item: (master, number) => core.toHex(core.itemSeed(master, number)),
  prefix: (text) => core.parsePrefix(text),
  choose: (prefix, ids) => core.toHex(core.chooseIdentity(prefix, ids.map(BigInt))),
  address: (text) => core.parseAddress(text),
  caip10: (text) => core.toCaip10(core.parseCaip10(text)),
  caip19: (text) => core.toCaip19(core.parseCaip19(text)),
  tree: (leaves) => {
    const hashes = leaves.map(([to, genome]) => core.leafHash(to, BigInt(genome)));
    const tree = core.buildTree(hashes);
    const proofs = hashes.map((hash) => core.merkleProof(tree, hash));
    const roots = hashes.map((hash, n) => core.rootOfProof(hash, proofs[n]));
    return { root: core.rootOf(tree), proofs, agree: roots.every((root) => root === tree[0]) };
  },
  stray: (leaves, leaf) => core.merkleProof(core.buildTree(leaves), leaf),
  picture: async (path) => {
    const file = readFileSync(path);
    const { kind, papers: data, svg } = papers.openPicture(file, path);
    const pixels = kind === "png" ? papers.pixelDigest(await papers.pixelsOf(file, path)) : null;
    return { papers: data && Buffer.from(data).toString("hex"), svg, pixels };
  },
  load: (dump) => core.loadTree(dump).promises.length,
  header: (block) => core.headerOf(block).length,
  mixHash: (block) => core.mixHashOf(block),
  logs: (logs) => core.logsOf(logs, `0x${"1".repeat(40)}`).length,
  birth: (logs) => core.birthOf(logs, 1n, `0x${"1".repeat(40)}`).lapses,
  art: (bytes) => core.readSpecies(bytes).name,
  opened: (bytes) => papers.openPicture(bytes).kind,
  pixels: (bytes) => papers.pixelsOf(bytes),
  parsed: (bytes) => papers.parsePapers(bytes).version,
  pack: (files) => readPack(files).species.id,
  rules: (bytes) => readPack(new Map([["species.toml", bytes]])).species.id,
  painted: (text) => paintSvg(text, 8).mode,
  drawing: (bytes) => readDrawing(bytes, ["ink"]),
  hex: (name, digits) => ANSWERS[name](Uint8Array.from(Buffer.from(digits, "hex"))),
  // The places of as many equal promises, and how often the function looked for one.
  equals: (count) => {
    const { has } = Set.prototype;
    let looks = 0;
    const counted = (method) =>
      function (...given) {
        looks += 1;
        return method.apply(this, given);
      };
    Object.assign(Set.prototype, { has: counted(has) });
    try {
      const promises = Array(count).fill([`0x${"1".repeat(40)}`, 7n]);
      const places = core.dumpTree(promises).values.map(({ treeIndex }) => treeIndex);
      return { places, looks };
    } finally {
      Object.assign(Set.prototype, { has });
    }
  },
  // What the first piece of a figure holds whose first drawing is this text.
  pieces: (path, file, text) => {
    const species = speciesOf(path);
    const rig = living.readRig(readFileSync(file, "utf8"), species);
    const [ground, ...rest] = species.layers;
    const drawings = ground.drawings.map(() => ({ texts: [text], colours: [] }));
    const drawn = { ...species, layers: [{ ...ground, drawings }, ...rest] };
    return living.figure(drawn, rig, 0n).pieces[0].text;
  },
  papers: (hex) => {
    const data = Buffer.from(hex, "hex");
    const read = papers.parsePapers(data);
    const again = Buffer.from(papers.spellPapers(read)).toString("hex") === hex;
    return { papers: read, again, signed: papers.isSigned(read) };
  },
};

async function answer([name, ...given]) {
  try {
    return await ANSWERS[name](...given);
  } catch (error) {
    if (error.name === "FaultyDrawing") return { kind: error.name, sentence: error.message };
    if (!(error instanceof core.AvatarchainError)) return { raw: String(error) };
    return { kind: error.kind, position: error.position ?? null, sentence: error.message };
  }
}

const questions = JSON.parse(readFileSync(0, "utf8"));
const answers = [];
for (const question of questions) answers.push(await answer(question));
process.stdout.write(JSON.stringify(answers));
