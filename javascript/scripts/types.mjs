// What the compiler says of a TypeScript program on stdin that imports the built package, as a
// JSON list of sentences; the tests ask it.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const file = fileURLToPath(new URL("program.ts", import.meta.url));
const text = readFileSync(0, "utf8");
const options = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
  types: [],
};
const host = ts.createCompilerHost(options);
const { fileExists, readFile, getSourceFile } = host;
host.fileExists = (name) => name === file || fileExists(name);
host.readFile = (name) => (name === file ? text : readFile(name));
host.getSourceFile = (name, ...rest) =>
  name === file
    ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022)
    : getSourceFile(name, ...rest);
const faults = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
const sentences = faults.map(({ messageText }) =>
  ts.flattenDiagnosticMessageText(messageText, " "),
);
console.log(JSON.stringify(sentences));
