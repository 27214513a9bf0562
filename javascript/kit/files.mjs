// The kit in Node: its sets, and the species of its files known to the answers.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const kit =
  process.env.AVATARCHAIN_KIT ?? fileURLToPath(new URL("../../conformance", import.meta.url));
const read = (file) => readFileSync(`${kit}/${file}`);

/** The sets of the kit, each with its cases. */
export const sets = JSON.parse(read("index.json")).sets.map(({ file }) => JSON.parse(read(file)));

/** The species of the kit: the names of their files, and their bytes. */
export const files = Object.keys(JSON.parse(read("index.json")).files)
  .filter((file) => file.endsWith(".species"))
  .map((file) => [file, read(file)]);
