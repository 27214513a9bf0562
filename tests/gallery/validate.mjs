// Khronos' validator on .glb and .vrm files: node validate.mjs FILE...; prints one JSON a line.
import { readFileSync } from "node:fs";
import { validateBytes } from "gltf-validator";

for (const path of process.argv.slice(2)) {
  const { issues, info } = await validateBytes(new Uint8Array(readFileSync(path)));
  console.log(JSON.stringify({ path, issues, info }));
}
