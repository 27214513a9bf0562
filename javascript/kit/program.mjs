// The package as a program that the kit judges: questions as JSON lines on stdin, answers on stdout.
// `python -m avatarchain.conformance --against "node javascript/kit/program.mjs"`
import { createInterface } from "node:readline";

import { addSpecies, answer } from "./answers.mjs";
import { files } from "./files.mjs";

for (const [file, art] of files) addSpecies(file, art);
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
