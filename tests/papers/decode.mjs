// Decode a PNG with two JavaScript decoders: node decode.mjs MODULES FILE prints a JSON object.
// Each decoder gives width, height and the RGB bytes in hex, or null if it refuses the file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [modules, file] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/`));
const { PNG } = require("pngjs");
const fast = await import(pathToFileURL(require.resolve("fast-png")));
const data = readFileSync(file);

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const rgb = (pixels, channels) => pixels.filter((_, at) => at % channels < 3);
const opaque = (pixels) => pixels.every((value, at) => at % 4 !== 3 || value === 255);

const decoders = {
  pngjs: () => {
    const { width, height, data: pixels } = PNG.sync.read(data);
    return opaque(pixels) ? [width, height, hex(rgb(pixels, 4))] : null;
  },
  "fast-png": () => {
    const { width, height, data: rows, channels, palette, depth } = fast.decode(data, { checkCrc: true });
    if (depth !== 8) return null;
    const pixels = palette ? Uint8Array.from([...rows].flatMap((row) => palette[row].slice(0, 3))) : rows;
    return [width, height, hex(rgb(pixels, palette ? 3 : channels))];
  },
};
const decoded = (decode) => {
  try {
    return decode();
  } catch {
    return null;
  }
};
const entries = Object.entries(decoders).map(([name, decode]) => [name, decoded(decode)]);
console.log(JSON.stringify(Object.fromEntries(entries)));
