// Puts the shipped species into dist/species, each as a module whose default is its bytes, and
// their rigs into dist/rigs, each as a module whose default is what readRig takes.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";

const shipped = new URL("../../src/avatarchain/data/species/", import.meta.url);
const target = new URL("../dist/species/", import.meta.url);

await mkdir(target, { recursive: true });
for (const file of (await readdir(shipped)).filter((name) => name.endsWith(".species"))) {
  const name = file.replace(".species", "");
  const text = (await readFile(new URL(file, shipped))).toString("base64");
  const bytes = `Uint8Array.from(atob(\n  "${text}",\n), (letter) => letter.charCodeAt(0))`;
  await writeFile(new URL(`${name}.js`, target), `export default ${bytes};\n`);
  const types = "declare const art: Uint8Array;\nexport default art;\n";
  await writeFile(new URL(`${name}.d.ts`, target), types);
}

const rigs = new URL("../rigs/", import.meta.url);
const moving = new URL("../dist/rigs/", import.meta.url);

await mkdir(moving, { recursive: true });
for (const file of await readdir(rigs)) {
  const name = file.replace(".json", "");
  const text = (await readFile(new URL(file, rigs), "utf8")).trim();
  await writeFile(new URL(`${name}.js`, moving), `export default ${text};\n`);
  const types = "declare const rig: object;\nexport default rig;\n";
  await writeFile(new URL(`${name}.d.ts`, moving), types);
}
