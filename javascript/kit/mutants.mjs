// Small changes to the package, made by Stryker's instrumenter, each of which the kit has to see.
// `node kit/mutants.mjs [STEP] [FILE]` tries every STEPth mutant, of all files or of one, and prints,
// as JSON, how many were seen and which were not, which it also tells on stderr at once. Words of
// refusals are not compared, so they are not changed.
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
const LEFT_OUT = ["abi.ts", "assigned.ts", "errors.ts", "index.ts", "page.ts", "papers/index.ts"];
/** How often a question may pass a mutant before it counts as seen: it goes round in circles. */
const ROUNDS = 300_000;
/** How many milliseconds a question may take: some circles pass no mutant. It takes a few. */
const LONGEST = 10_000;
/** The sets whose business a file is, asked first. */
const FIRST = {
  "births.ts": ["births"],
  "canonical.ts": ["papers"],
  "compiled.ts": ["species", "svg"],
  "drawing.ts": ["svg", "species"],
  "drawings/index.ts": ["drawings"],
  "dumps.ts": ["trees"],
  "elements.ts": ["drawings"],
  "expression.ts": ["expression"],
  "founders.ts": ["founders"],
  "fractions.ts": ["odds"],
  "genome.ts": ["genomes"],
  "headers.ts": ["headers"],
  "heredity.ts": ["heredity"],
  "identity.ts": ["identities"],
  "imaged.ts": ["species"],
  "loci.ts": ["species"],
  "merkle.ts": ["trees"],
  "notation.ts": ["identities"],
  "odds.ts": ["odds"],
  "papers.ts": ["papers", "files"],
  "pedigree.ts": ["pedigrees"],
  "pictures.ts": ["files"],
  "pixels.ts": ["files"],
  "png.ts": ["files"],
  "rarity.ts": ["rarity"],
  "seeds.ts": ["seeds", "foundings"],
  "species.ts": ["species"],
  "spelling.ts": ["drawings"],
  "svg.ts": ["svg"],
  "unicode.ts": ["seeds"],
  "xml.ts": ["drawings"],
};
const TELLERS =
  "bad badPapers begun checkedSeed fail malformed malformedCaip10 notAPicture note quoted skip".split(
    " ",
  );
const REFUSALS = ["AvatarchainError", "Error", "RangeError", "Wrong", "NotWellFormed"];
const WORDS = "advice examples reason sentence spelling strange unit units words TOLD_BESIDE".split(
  " ",
);
/** Parameters that say what a refusal calls something. */
const CALLED = "file name unit".split(" ");
/** Whether a method is that which notes the words of a fault. */
const isNote = ({ object, property }) =>
  property?.name === "note" || (object?.name === "faults" && property?.name === "push");
const MAKERS = "besideFault escaped headerFault orderFault quoted".split(" ");

/** Whether a piece of the sources is words of a refusal, or makes them. */
function shouldIgnore(path) {
  const isTeller = ({ node }) =>
    (node.type === "CallExpression" && TELLERS.includes(node.callee.name)) ||
    (node.type === "CallExpression" && isNote(node.callee)) ||
    (node.type === "NewExpression" && REFUSALS.includes(node.callee.name)) ||
    (node.type === "VariableDeclarator" && WORDS.includes(node.id.name)) ||
    (node.type === "AssignmentPattern" && CALLED.includes(node.left.name));
  const isText = path.isStringLiteral() || path.isTemplateLiteral();
  const isMade = isText && MAKERS.includes(path.getFunctionParent()?.node.id?.name);
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
    (name) => name.endsWith(only || ".ts") && !LEFT_OUT.includes(name),
  );
  const told = await Promise.all(
    names.map(async (name) => {
      const content = await readFile(join(sources, name), "utf8");
      return { name: join(sources, name), mutate: true, content };
    }),
  );
  const options = { plugins: null, excludedMutations: [], noHeader: false };
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
  };
  const instead = ({ path }) =>
    contents.has(path) ? { contents: contents.get(path), loader: "ts" } : undefined;
  await build({
    entryPoints: [here("answers.mjs")],
    ...{ outfile, alias, bundle: true, format: "esm", platform: "node", logLevel: "error" },
    plugins: [{ name: "mutants", setup: (on) => on.onLoad({ filter: /\.ts$/ }, instead) }],
  });
}

/** Whether the kit sees the mutant that is active. */
async function isSeen({ addSpecies, answer, isRight }, first) {
  const rank = ({ set }) => (first.includes(set) ? first.indexOf(set) : first.length);
  try {
    space.hitCount = 0;
    for (const [file, art] of files) addSpecies(file, art);
    for (const { cases } of sets.toSorted((a, b) => rank(a) - rank(b))) {
      for (const { answer: expected, ...question } of cases) {
        Object.assign(space, { hitCount: 0, ask: () => answer(question) });
        const given = await runInThisContext("__stryker__.ask()", { timeout: LONGEST });
        if (!given.unsupported && !isRight(expected, given)) return true;
      }
    }
  } catch {
    return true; // it crashed, or went round in circles
  }
  return false;
}

const step = Number(process.argv[2] ?? 1);
const only = process.argv[3] ?? "";
const { files: made, mutants } = await instrumented();
const folder = await mkdtemp(here("../dist/mutants-"));
const bundle = join(folder, "answers.mjs");
await bundled(made, bundle);
const space = (globalThis.__stryker__ = { hitLimit: ROUNDS });
const answers = await import(pathToFileURL(bundle));
const survivors = [];
const tried = mutants.filter(({ status }, n) => status === undefined && n % step === 0);
let count = 0;
for (const { id, fileName, location, mutatorName, replacement } of tried) {
  if (++count % 100 === 0) console.error(`${count} of ${tried.length}`);
  const named = fileName.split("/");
  const first = FIRST[named.slice(-2).join("/")] ?? FIRST[named.at(-1)] ?? [];
  space.activeMutant = id;
  if (await isSeen(answers, first)) continue;
  // What is computed once, when the module is loaded, is seen by a module that is loaded anew.
  const fresh = await import(`${pathToFileURL(bundle)}?${id}`).catch(() => undefined);
  if (fresh === undefined || (await isSeen(fresh, first))) continue;
  const place = `${relative(sources, fileName)}:${location.start.line + 1}`;
  survivors.push(`${place} ${mutatorName} ${String(replacement).slice(0, 80)}`);
  console.error(survivors.at(-1));
}
await rm(folder, { recursive: true });
console.log(
  JSON.stringify({ tried: tried.length, seen: tried.length - survivors.length, survivors }),
);
