// Plants faults into the package's sources and asks the kit whether it sees them. A list of
// {file, from, to, set} as JSON on stdin; for each, the id of the first case that is answered
// wrongly, or null. `set` is the set that is asked first. An empty `from` plants nothing.
import { build } from "esbuild";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { files, sets } from "./files.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const alias = {
  avatarchain: here("../src/index.ts"),
  "avatarchain/papers": here("../src/papers/index.ts"),
  "avatarchain/drawings": here("../src/drawings/index.ts"),
  "avatarchain/pack": here("../src/pack/index.ts"),
  "avatarchain/painting": here("../src/painting/index.ts"),
};

const planted = (file, from, to) => ({
  name: "planted",
  setup(bundle) {
    bundle.onLoad({ filter: /src.*\.ts$/ }, async ({ path }) => {
      const contents = await readFile(path, "utf8");
      if (!from || path !== here(`../src/${file}`)) return { contents, loader: "ts" };
      const pieces = contents.split(from);
      if (pieces.length !== 2) throw new Error(`${file} has ${pieces.length - 1} times: ${from}`);
      return { contents: pieces.join(to), loader: "ts" };
    });
  },
});

/** The package's answers with one fault in its sources. */
async function answersWith({ file, from, to }, outfile) {
  await build({
    entryPoints: [here("answers.mjs")],
    ...{ outfile, alias, bundle: true, format: "esm", platform: "node", logLevel: "error" },
    plugins: [planted(file, from, to)],
  });
  return import(pathToFileURL(outfile));
}

/** The id of the first case that is wrong; null if all are right. A crash is wrong, too. */
async function firstWrong({ addSpecies, answer, isRight }, first) {
  for (const [file, art] of files) {
    try {
      addSpecies(file, art);
    } catch {
      return file;
    }
  }
  const order = [...sets.filter(({ set }) => set === first), ...sets];
  for (const { cases } of order) {
    for (const { answer: expected, within, ...question } of cases) {
      const given = await answer(question).catch(() => ({}));
      if (given.unsupported) continue;
      if (!(await isRight(expected, given, within))) return question.id;
    }
  }
  return null;
}

let text = "";
for await (const piece of process.stdin) text += piece;
const folder = await mkdtemp(here("../dist/faults-"));
const caught = [];
for (const [number, fault] of JSON.parse(text).entries()) {
  const answers = await answersWith(fault, join(folder, `${number}.mjs`));
  caught.push(await firstWrong(answers, fault.set));
}
await rm(folder, { recursive: true });
console.log(JSON.stringify(caught));
