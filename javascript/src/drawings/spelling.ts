/** The numbers, paths and transforms of the drawing language: reading and writing them. */

import { quoted } from "../errors.js";

export const MAX_NUMBERS = 20_000;
export const MAX_TRANSFORMS = 16;

const LOWEST = -1024;
const HIGHEST = 1536;
const MAX_DIGITS = 20;
const ARGUMENTS: Readonly<Record<string, number>> = {
  ...{ M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 7, Z: 0 },
};
const OPERATIONS: Readonly<Record<string, readonly number[]>> = {
  ...{ translate: [1, 2], scale: [1, 2], rotate: [1, 3] },
};

// What the first group holds cannot be given back, letter by letter, to make the rest fit.
const TOKEN =
  /[ \t\r\n,]*(?:(?=([+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)))\1(?![eE]|\.(?![0-9]))|([A-Za-z])|$)/y;
const FLAG = /[ \t\r\n,]*([01])/y;
const TRANSFORM = /[ \t\r\n,]*([a-z]+)[ \t\r\n]*\(([^()]*)\)/y;
const REST = /[ \t\r\n,]*$/y;
const TWO_DECIMALS = /^[+-]?[0-9]*(?:\.[0-9]{0,2}0*)?$/;

/** A path command or a transform: its name and its numbers. */
export type Command = readonly [name: string, numbers: readonly number[]];

/** What is wrong with a drawing; the line is known by whoever reads the file. */
export class Wrong extends Error {}

/** A drawing holds too many numbers: the rest of it is not read. */
export class TooManyNumbers extends Wrong {
  constructor() {
    super("a drawing holds at most 20,000 numbers");
  }
}

/** The first 20 characters of a text in quotation marks. */
export function begun(text: string, most = 20): string {
  return quoted([...text.trim()].slice(0, most).join(""));
}

export function spellAll(numbers: readonly number[]): string {
  return numbers.join(" ");
}

function numberOf(text: string): number {
  if (text.length > MAX_DIGITS) {
    const count = text.length.toLocaleString("en-US");
    throw new Wrong(`a number has at most ${MAX_DIGITS} characters, got ${count}`);
  }
  const value = Number(text);
  if (!TWO_DECIMALS.test(text)) throw new Wrong(`${text} has more than two decimals`);
  if (!(LOWEST <= value && value <= HIGHEST)) {
    throw new Wrong(`${text} is outside ${LOWEST} … ${HIGHEST}`);
  }
  return value;
}

function at(pattern: RegExp, text: string, place: number): RegExpExecArray | null {
  pattern.lastIndex = place;
  return pattern.exec(text);
}

/** The numbers in the text of an attribute, at most `most`; `name` is the attribute's. */
export function readNumbers(text: string, name: string, most = MAX_NUMBERS): number[] {
  const values: number[] = [];
  for (let place = 0; ;) {
    const found = at(TOKEN, text, place);
    if (!found || found[2]) {
      throw new Wrong(`${name}: expected a number at ${begun(text.slice(place, place + 12))}`);
    }
    if (!found[1]) return values;
    if (values.length === most) throw new TooManyNumbers();
    values.push(numberOf(found[1]));
    place += found[0].length;
  }
}

/** The commands of a path; each has the numbers of one step. */
export function readPath(text: string, most: number): Command[] {
  const commands: Command[] = [];
  let letter = "";
  let numbers = 0;
  let given: number[] = [];
  for (let place = 0; ;) {
    const isFlag = letter === "A" && [3, 4].includes(given.length % 7);
    const found = at(isFlag ? FLAG : TOKEN, text, place);
    if (!found) {
      const what = isFlag ? "an arc's flag, 0 or 1," : "a command or a number";
      throw new Wrong(`d: expected ${what} at ${begun(text.slice(place, place + 12))}`);
    }
    place += found[0].length;
    const [, digits, next] = found;
    if (digits) {
      if (!letter) throw new Wrong(`d: begins with ${digits.slice(0, 20)}, not with M`);
      if (++numbers > most) throw new TooManyNumbers();
      given.push(isFlag ? Number(digits) : numberOf(digits));
      continue;
    }
    if (letter) commands.push(...repeated(letter, given));
    if (commands.length > MAX_NUMBERS) throw new Wrong("d: a path has at most 20,000 commands");
    if (!next) break;
    if (!(next in ARGUMENTS)) {
      throw new Wrong(`d: ${next} is not one of the absolute commands M L H V C S Q T A Z`);
    }
    [letter, given] = [next, []];
  }
  if (commands[0]?.[0] !== "M") throw new Wrong("d: a path begins with M");
  return commands;
}

/** One command for each full set of arguments; more pairs after M are lines. */
function repeated(letter: string, given: readonly number[]): Command[] {
  const size = ARGUMENTS[letter] ?? 0;
  if (size === 0 && !given.length) return [[letter, []]];
  if (size === 0 || !given.length || given.length % size) {
    throw new Wrong(`d: ${letter} takes ${size} numbers at a time, got ${given.length}`);
  }
  const rest = letter === "M" ? "L" : letter;
  return Array.from({ length: given.length / size }, (_, n): Command => {
    const step = given.slice(n * size, n * size + size);
    if (letter === "A" && ((step[0] ?? 0) <= 0 || (step[1] ?? 0) <= 0)) {
      throw new Wrong("d: the radii of an arc must be above 0");
    }
    return [n ? rest : letter, step];
  });
}

/** The operations of a `transform`: translate, scale, rotate; at most 16 of them. */
export function readTransforms(text: string): Command[] {
  const operations: Command[] = [];
  for (let place = 0; !at(REST, text, place);) {
    const found = at(TRANSFORM, text, place);
    const name = String(found?.[1]);
    const takes = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    if (!found || !takes) {
      const start = begun(text.slice(place, place + 40));
      throw new Wrong(`transform: ${start} is not translate, scale or rotate`);
    }
    if (operations.length === MAX_TRANSFORMS) {
      throw new Wrong(`groups and transforms nest at most ${MAX_TRANSFORMS} deep`);
    }
    const values = readNumbers(found[2]!, "transform");
    if (!takes.includes(values.length)) {
      throw new Wrong(`transform: ${name} does not take ${values.length} numbers`);
    }
    if (name === "scale" && (values.includes(0) || new Set(values.map(Math.abs)).size > 1)) {
      throw new Wrong("transform: scale must be as large across as down, and not 0");
    }
    operations.push([name, values]);
    place += found[0].length;
  }
  return operations;
}
