// Builds what pages use: genetics.js of the gallery from src/page.ts, and papers.js of the page
// that plays alone from src/papers, with no second copy of what genetics.js has:
// `node scripts/bundle.mjs [FOLDER]`. tests/javascript builds both again and compares.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = process.argv[2];

async function license(name) {
  const text = await readFile(here(`../node_modules/@noble/${name}/LICENSE`), "utf8");
  return text.replace(/ \(https:[^)]*\)/, "").trim(); // a page of a gallery names no address
}

// In papers.js what stands beside src/papers is that of the global `genetics`.
const beside = {
  name: "beside",
  setup(within) {
    within.onResolve({ filter: /^\.\.\// }, ({ importer }) =>
      importer.startsWith(here("../src/papers/")) ? { path: "genetics", namespace: "page" } : null,
    );
    within.onLoad({ filter: /.*/, namespace: "page" }, () => ({
      contents: "module.exports = genetics;",
    }));
  },
};

async function bundle(entry, file, name, what, libraries, plugins = []) {
  const licenses = await Promise.all(libraries.map(license));
  await build({
    entryPoints: [here(`../src/${entry}`)],
    outfile: folder ? join(folder, name + ".js") : here(`../../${file}`),
    bundle: true,
    format: "iife",
    globalName: name,
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    absWorkingDir: here(".."),
    plugins,
    banner: {
      js:
        `// Built from javascript/src by \`npm run bundle\`; do not edit. ${what}\n` +
        `${licenses.map((text) => `/*\n${text}\n*/\n`).join("")}"use strict";`,
    },
  });
}

await bundle(
  "page.ts",
  "src/avatarchain/gallery/page/genetics.js",
  "genetics",
  "The rules of the game for the\n// pages. It contains parts of @noble/hashes:",
  ["hashes"],
);
await bundle(
  "papers/index.ts",
  "tools/play/papers.js",
  "papers",
  "Papers of pictures, after\n// genetics.js. It contains parts of @noble/curves and @noble/hashes:",
  ["curves", "hashes"],
  [beside],
);
