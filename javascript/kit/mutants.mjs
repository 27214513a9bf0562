// Small changes to the package, made by Stryker's instrumenter, each of which the kit has to see.
// `node kit/mutants.mjs [STEP] [FILE]` tries every STEPth mutant, of all files or of one, and prints,
// as JSON, how many were seen and which were not, which it also tells on stderr at once. Words of
// refusals are not compared, so they are not changed. Most of what is not seen changes nothing: a
// value that only the types ask for, a check that a later one repeats, a quicker way to the same. The
// kit does not ask of wrong use (a RangeError), and of no file of a megabyte.
import { commonTokens } from "@stryker-mutator/api/plugin";
import { createInstrumenter } from "@stryker-mutator/instrumenter";
import { build } from "esbuild";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runInThisContext } from "node:vm";

import { files, sets } from "./files.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const sources = here("../src");
/**
 * Tables, types and lists of exports; what moves, of which the kit does not ask; and packs and
 * pictures, of which it asks some dozens of questions.
 */
const LEFT_OUT = /^(abi|assigned|errors|index|page|papers\/index|(living|pack|painting)\/.*)\.ts$/;
/** How often a question may pass a mutant before it counts as seen: it goes round in circles. */
const ROUNDS = 300_000;
/** How many milliseconds of the processor questions may take more than ten times what they took
 * without a mutant: some circles pass none. */
const LONGEST = 3_000;
/** Files that compute something once, at the first question. */
const ONCE = /(png|rarity|unicode)\.ts$/;
const TELLERS =
  "bad badPapers begun checkedSeed fail malformed malformedCaip10 notAPicture note quoted skip".split(
    " ",
  );
const REFUSALS = ["AvatarchainError", "Error", "RangeError", "Wrong", "NotWellFormed"];
const WORDS =
  "advice examples reason sentence spelling strange unit units what words TOLD_BESIDE WRONG_CASE".split(
    " ",
  );
/** Parameters that say what a refusal calls something. */
const CALLED = "file name reason unit".split(" ");
/** Whether a method is that which notes the words of a fault. */
const isNote = ({ object, property }) =>
  property?.name === "note" || (object?.name === "faults" && property?.name === "push");
const MAKERS = "besideFault headerFault orderFault".split(" ");
/** Functions that only make words. */
const ONLY = "begun".split(" ");

/** Whether a piece of the sources is words of a refusal, or makes them. */
function shouldIgnore(path) {
  const isTeller = ({ node }) =>
    (node.type === "CallExpression" && TELLERS.includes(node.callee.name)) ||
    (node.type === "CallExpression" && node.callee.type === "Super") ||
    (node.type === "CallExpression" && isNote(node.callee)) ||
    (node.type === "NewExpression" && REFUSALS.includes(node.callee.name)) ||
    (node.type === "AssignmentExpression" && node.left.property?.name === "name") ||
    (node.type === "ObjectProperty" && node.key.name === "reason") ||
    (node.type === "VariableDeclarator" && WORDS.includes(node.id.name)) ||
    (node.type === "AssignmentPattern" && CALLED.includes(node.left.name));
  const isText = path.isStringLiteral() || path.isTemplateLiteral();
  const maker = (path.isFunction() ? path : path.getFunctionParent())?.node.id?.name;
  const isMade = (isText && MAKERS.includes(maker)) || ONLY.includes(maker);
  const isTold = path.find(isTeller) !== null;
  return isMade || isTold ? "words of a refusal" : undefined;
}

const injector = (values) => ({
  provideValue: (name, value) => injector({ ...values, [name]: value }),
  injectClass: (Made) => new Made(...Made.inject.map((name) => values[name])),
});
const quiet = { debug() {}, info() {}, isDebugEnabled: () => false };

/** The sources with all mutants in them, and what the mutants are. */
async function instrumented() {
  const names = (await readdir(sources, { recursive: true })).filter(
    (name) => name.endsWith(only || ".ts") && !LEFT_OUT.test(name),
  );
  const told = await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(sources, name), "utf8");
      return { name: join(sources, name), mutate: true, content };
    }),
  );
  const options = { plugins: null, excludedMutations: [], noHeader: true };
  return createInstrumenter(injector({ [commonTokens.logger]: quiet })).instrument(told, {
    ...options,
    ignorers: [{ name: "words", shouldIgnore }],
  });
}

async function bundled(made, outfile) {
  const contents = new Map(made.map(({ name, content }) => [name, content]));
  const alias = {
    avatarchain: join(sources, "index.ts"),
    "avatarchain/papers": join(sources, "papers/index.ts"),
    "avatarchain/drawings": join(sources, "drawings/index.ts"),
    "avatarchain/pack": join(sources, "pack/index.ts"),
    "avatarchain/painting": join(sources, "painting/index.ts"),
  };
  const instead = ({ path }) =>
    contents.has(path) ? { contents: contents.get(path), loader: "ts" } : undefined;
  await build({
    entryPoints: [here("answers.mjs")],
    ...{ outfile, alias, bundle: true, format: "esm", platform: "node", logLevel: "error" },
    plugins: [{ name: "mutants", setup: (on) => on.onLoad({ filter: /\.ts$/ }, instead) }],
  });
}

// What the instrumented sources call: whether a mutant is active, and that mutants are passed.
let active; // the id of a mutant
let hits = 0; // how often it was passed
let passed = new Set(); // ids of mutants
globalThis.stryMutAct_9fa48 = (id) => id === active && isHit();
globalThis.stryCov_9fa48 = (...ids) => ids.forEach((id) => passed.add(id));

function isHit() {
  if (++hits > ROUNDS) throw new Error("it goes round in circles");
  return true;
}

function addAll({ addSpecies }) {
  for (const [file, art] of files) addSpecies(file, art);
}

/** The mutants that are passed by `pass`, which may take its time. */
async function passedBy(pass) {
  passed = new Set();
  const result = await pass();
  return [passed, result];
}

/**
 * The kit's questions, the quick ones first, each with the mutants that its answer passes, whether
 * it is about a species that was read before, and whether its answer waits.
 */
async function covering({ answer, ANSWERS }) {
  const questions = [];
  for (const { answer: expected, within, ...question } of sets.flatMap(({ cases }) => cases)) {
    if (!(question.ask in ANSWERS) || within) continue; // pictures are judged by their distance
    const start = performance.now();
    const [covered] = await passedBy(() => answer(question));
    const took = performance.now() - start;
    const { species, art = "" } = question.given;
    const isOfFiles = species !== undefined || String(art).startsWith("files/");
    const isSlow = ANSWERS[question.ask].constructor.name === "AsyncFunction";
    questions.push({ question, expected, covered, took, isOfFiles, isSlow });
  }
  return questions.sort((a, b) => a.took - b.took);
}

/** Whether the kit sees the mutant that is active, by these questions. */
async function isSeen({ answer, isRight }, questions) {
  const caught = () => ({ answer: "it crashed" });
  const isAnswered = (expected, given) => {
    try {
      return isRight(expected, given);
    } catch {
      return false; // an answer that JSON cannot hold
    }
  };
  let size = 1; // of a batch: few until it is likely that the mutant is not seen
  for (let at = 0; at < questions.length;) {
    const slow = questions.slice(at, at + size).findIndex(({ isSlow }) => isSlow);
    const batch = questions.slice(at, at + (slow < 0 ? size : slow || 1));
    globalThis.askAll = () =>
      batch.map(({ question }) => {
        hits = 0;
        return answer(question).catch(caught);
      });
    const took = batch.reduce((sum, question) => sum + question.took, 0);
    try {
      const given = await Promise.all(runForAWhile("askAll()", Math.ceil(LONGEST + 10 * took)));
      if (given.some((each, n) => !isAnswered(batch[n].expected, each))) return true;
    } catch (error) {
      if (error.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
      return true; // it went round in circles
    }
    at += batch.length;
    size = Math.min(2 * size, 64);
  }
  return false;
}

/** What a script gives. Throws an error if it takes more milliseconds, of the processor alone. */
function runForAWhile(script, most) {
  for (let timeout = most; ; timeout *= 2) {
    const before = process.cpuUsage();
    try {
      return runInThisContext(script, { timeout });
    } catch (error) {
      const { user, system } = process.cpuUsage(before); // microseconds
      if (error.code !== "ERR_SCRIPT_EXECUTION_TIMEOUT" || user + system > 900 * most) throw error;
    }
  }
}

/** Whether a mutant is seen while the species are read, or by questions, of which some are asked. */
async function isSeenBy(answers, questions, isReading) {
  hits = 0;
  try {
    if (isReading) addAll(answers);
  } catch {
    return true;
  }
  return isSeen(answers, questions);
}

const step = Number(process.argv[2] ?? 1);
const only = process.argv[3] ?? "";
const { files: made, mutants } = await instrumented();
const folder = await mkdtemp(here("../dist/mutants-"));
const bundle = join(folder, "answers.mjs");
await bundled(made, bundle);
const [atLoading, answers] = await passedBy(() => import(pathToFileURL(bundle)));
const [atReading] = await passedBy(() => addAll(answers));
const questions = await covering(answers);
const species = new Map(answers.known);
globalThis.stryCov_9fa48 = () => {};

/** Whether the kit sees a mutant, by the questions whose answers may depend on it. */
async function isSeenAnywhere({ id, fileName }) {
  const isReading = atReading.has(id);
  const direct = questions.filter(
    ({ covered, isOfFiles }) => covered.has(id) || (isReading && isOfFiles),
  );
  active = id;
  const isFound = await isSeenBy(answers, direct, isReading);
  active = undefined;
  for (const [file, read] of species) answers.known.set(file, read);
  if (isFound) return true;
  // What is computed once, when the module is loaded or at the first question, is seen by a module
  // that is loaded anew. All that passes the file is asked, and all of the kit if it has to be.
  const isLoading = atLoading.has(id);
  if (!isLoading && !ONCE.test(fileName)) return false;
  const siblings = mutants.filter((mutant) => mutant.fileName === fileName).map(({ id }) => id);
  const isNear = ({ covered, isOfFiles }) =>
    (isReading && isOfFiles) || siblings.some((sibling) => covered.has(sibling));
  const far = isLoading ? questions.filter((row) => !isNear(row)) : [];
  active = id;
  const fresh = await import(`${pathToFileURL(bundle)}?${id}`).catch(() => undefined);
  return fresh === undefined || isSeenBy(fresh, [...questions.filter(isNear), ...far], true);
}

const survivors = [];
const tried = mutants.filter(({ status }, n) => status === undefined && n % step === 0);
const totals = {};
for (const [count, mutant] of tried.entries()) {
  if (count % 100 === 0) console.error(`${count} of ${tried.length}`);
  const { fileName, location, mutatorName, replacement } = mutant;
  const file = relative(sources, fileName);
  const total = (totals[file] ??= { tried: 0, seen: 0 });
  total.tried++;
  if (await isSeenAnywhere(mutant)) {
    total.seen++;
    continue;
  }
  const { line, column } = location.start;
  const text = String(replacement).replace(/\s+/g, " ").slice(0, 80);
  survivors.push(`${file}:${line + 1}:${column + 1} ${mutatorName} ${text}`);
  console.error(survivors.at(-1));
}
await rm(folder, { recursive: true });
const seen = tried.length - survivors.length;
console.log(JSON.stringify({ tried: tried.length, seen, files: totals, survivors }));
