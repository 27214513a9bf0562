// Builds genetics.js of the gallery's pages from src/page.ts: `node scripts/bundle.mjs [FILE]`.
// The file stands in the Python package; tests/javascript builds it again and compares.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const page = here("../../src/avatarchain/gallery/page/genetics.js");
const license = (await readFile(here("../node_modules/@noble/hashes/LICENSE"), "utf8"))
  .replace(/ \(https:[^)]*\)/, "") // a page of a gallery names no address
  .trim();

await build({
  entryPoints: [here("../src/page.ts")],
  outfile: process.argv[2] ?? page,
  bundle: true,
  format: "iife",
  globalName: "genetics",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  absWorkingDir: here(".."),
  banner: {
    js:
      "// Built from javascript/src by `npm run bundle`; do not edit. The rules of the game for the\n" +
      `// pages. It contains parts of @noble/hashes:\n/*\n${license}\n*/\n"use strict";`,
  },
});
