/**
 * The elements of drawings and portraits as shapes: colours, a path, and the transforms around it.
 *
 * They are read from canonical text (docs/species.md, "Drawings"), of which there is one for each
 * element, so little has to be asked of it.
 */

import type { Command } from "../drawings/spelling.js";

/**
 * One element, in units of the view box. `fill` and `stroke` are the colours or names of colours
 * that the text has, empty for none; `width` is that of the line; `transforms` has the outermost
 * first.
 */
export interface Shape {
  readonly fill: string;
  readonly stroke: string;
  readonly width: number;
  readonly opacity: number;
  readonly path: readonly Command[];
  readonly transforms: readonly Command[];
}

const ATTRIBUTE = / ([a-z0-9-]+)="([^"]*)"/g;
const LINE = /^(.+)-line$/;

/** The shape of one element's canonical text, such as `<circle class="fur" cx="9" r="4"/>`. */
export function shapeOf(text: string, transforms: readonly Command[]): Shape {
  const name = /^<([a-z]+)/.exec(text)?.[1] ?? "";
  const given = new Map(Array.from(text.matchAll(ATTRIBUTE), ([, key, value]) => [key!, value!]));
  const names = given.get("class")?.split(" ") ?? [];
  return {
    fill: given.get("fill") ?? names.find((each) => !LINE.test(each)) ?? "",
    stroke: given.get("stroke") ?? names.flatMap((each) => LINE.exec(each)?.[1] ?? [])[0] ?? "",
    width: Number(given.get("stroke-width") ?? 0),
    opacity: Number(given.get("opacity") ?? 1),
    path: pathOf(name, given),
    transforms,
  };
}

/** The operations of a canonical `transform`. */
export function transformsOf(text: string): Command[] {
  return Array.from(text.matchAll(/([a-z]+)\(([^)]*)\)/g), ([, name, numbers]): Command => [
    name!,
    numbersOf(numbers!),
  ]);
}

function numbersOf(text: string): number[] {
  return text.split(" ").map(Number);
}

/** The commands of a path that any element draws. */
function pathOf(name: string, given: ReadonlyMap<string, string>): Command[] {
  const at = (key: string, otherwise = 0): number => Number(given.get(key) ?? otherwise);
  if (name === "circle" || name === "ellipse") {
    const [x, y, rx, ry] = [at("cx"), at("cy"), at("r", at("rx")), at("r", at("ry"))];
    const half = [rx, ry, 0, 0, 1];
    return [
      ["M", [x - rx, y]],
      ["A", [...half, x + rx, y]],
      ["A", [...half, x - rx, y]],
      ["Z", []],
    ];
  }
  if (name === "line") {
    return [
      ["M", [at("x1"), at("y1")]],
      ["L", [at("x2"), at("y2")]],
    ];
  }
  if (name === "rect") return rectangle(at);
  if (name === "path") {
    const steps = (given.get("d") ?? "").matchAll(/([A-Z])([^A-Z]*)/g);
    return Array.from(steps, ([, letter, numbers]): Command => [
      letter!,
      numbers ? numbersOf(numbers) : [],
    ]);
  }
  const numbers = numbersOf(given.get("points") ?? "");
  const steps = Array.from({ length: numbers.length / 2 }, (_, n): Command => [
    n ? "L" : "M",
    numbers.slice(2 * n, 2 * n + 2),
  ]);
  return name === "polygon" ? [...steps, ["Z", []]] : steps;
}

function rectangle(at: (key: string) => number): Command[] {
  const [x, y, width, height] = [at("x"), at("y"), at("width"), at("height")];
  const [right, low] = [x + width, y + height];
  // SVG clamps each radius to half of its side.
  const [rx, ry] = [Math.min(at("rx"), width / 2), Math.min(at("ry"), height / 2)];
  if (!rx) {
    return [
      ["M", [x, y]],
      ["H", [right]],
      ["V", [low]],
      ["H", [x]],
      ["Z", []],
    ];
  }
  const turn = [rx, ry, 0, 0, 1];
  return [
    ["M", [x + rx, y]],
    ["H", [right - rx]],
    ["A", [...turn, right, y + ry]],
    ["V", [low - ry]],
    ["A", [...turn, right - rx, low]],
    ["H", [x + rx]],
    ["A", [...turn, x, low - ry]],
    ["V", [y + ry]],
    ["A", [...turn, x + rx, y]],
    ["Z", []],
  ];
}
