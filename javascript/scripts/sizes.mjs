// How large the package is in a page: gzipped bytes of what a page that draws needs, and of all
// with papers, PNG and signature, as JSON; `drawings` is the reader of drawings alone, `packs` that of
// packs, and `painting` what paints. `letters` is one small function alone. tests/javascript holds
// them to limits.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const DRAWS = `export { birthSeed, founder, identity, itemSeed, offspring, parseGenome, rarity,
  readSpecies, svg, toDna, traits } from "./src/index.ts";`;
const NAMES = `export { seedFromText } from "./src/index.ts";`;
const PAPERS = `export * from "./src/papers/index.ts";`;
const DRAWINGS = `export * from "./src/drawings/index.ts";`;
const PACKS = `export * from "./src/pack/index.ts";`;
const PAINTING = `export * from "./src/painting/index.ts";`;

async function size(contents) {
  const built = await build({
    stdin: { contents, resolveDir: here(".."), loader: "ts" },
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    write: false,
    legalComments: "none",
  });
  return gzipSync(built.outputFiles[0].contents, { level: 9 }).length;
}

const [draws, named, papers, drawings, packs, painting, letters] = await Promise.all([
  size(DRAWS),
  size(DRAWS + NAMES),
  size(DRAWS + NAMES + PAPERS),
  size(DRAWINGS),
  size(PACKS),
  size(PAINTING),
  size(`export { toDna } from "./src/index.ts";`),
]);
console.log(JSON.stringify({ draws, named, papers, drawings, packs, painting, letters }));
