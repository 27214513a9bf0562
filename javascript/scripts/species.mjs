// Puts the shipped species into dist/species, each as a module whose default is its bytes.
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
