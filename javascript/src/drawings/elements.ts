/**
 * One element of a drawing: its attributes are read, checked and spelled.
 *
 * An element has a fill, a line or both, geometry, and an opacity if it has only one of the two. A
 * group has transforms alone. All faults of an element are gathered; `index` adds the line.
 */

import { quoted } from "../errors.js";
import {
  begun,
  MAX_NUMBERS,
  readNumbers,
  readPath,
  readTransforms,
  spellAll,
  TooManyNumbers,
  Wrong,
  type Command,
} from "./spelling.js";

export const GEOMETRY: Readonly<Record<string, readonly string[]>> = {
  path: ["d"],
  circle: ["cx", "cy", "r"],
  ellipse: ["cx", "cy", "rx", "ry"],
  rect: ["x", "y", "width", "height", "rx", "ry"],
  polygon: ["points"],
  polyline: ["points"],
  line: ["x1", "y1", "x2", "y2"],
  g: [],
};
const OPTIONAL: Readonly<Record<string, readonly string[]>> = {
  circle: ["cx", "cy"],
  ellipse: ["cx", "cy"],
  rect: ["x", "y", "rx", "ry"],
};
const SIZES = ["r", "rx", "ry", "width", "height", "stroke-width"];
const LEAST_OPACITY = 0.01;

/** What was read of one element; if it has faults, the rest means nothing. */
export interface Element {
  /** The canonical text of a shape, or of the start of a group. */
  readonly text: string;
  /** The names of its colours: of the fill and of the line. */
  readonly colours: readonly string[];
  readonly transforms: readonly Command[];
  /** How many numbers its class and geometry hold; more than `most` if they are too many. */
  readonly numbers: number;
  readonly faults: readonly string[];
}

/** The element `name` with these attributes, which may hold `most` numbers. */
export function readElement(
  name: string,
  attributes: ReadonlyMap<string, string>,
  colours: ReadonlySet<string>,
  most = MAX_NUMBERS,
): Element {
  const given = new Map(attributes);
  const spelled: [string, string | number][] = [];
  const faults: string[] = [];
  let transforms: readonly Command[] = [];
  let fill = "";
  let stroke = "";
  let numbers = 0;

  const take = (key: string): string | undefined => {
    const value = given.get(key);
    given.delete(key);
    return value;
  };
  /** What `read` gives; undefined, with a fault noted, if it throws one. */
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      if (error instanceof TooManyNumbers) numbers = most + 1;
      else faults.push(error.message);
      return undefined;
    }
  };
  const room = (): number => Math.max(0, most - numbers);
  const scalar = (key: string, text: string, otherwise = 0): number => {
    const values = attempt(() => readNumbers(text, key, Math.max(2, room())));
    numbers += 1;
    if (!values) return otherwise;
    const [value = 0] = values;
    if (values.length !== 1) {
      faults.push(`${key} takes one number, got ${begun(text)}`);
      return otherwise;
    }
    if (SIZES.includes(key) && value <= 0) faults.push(`${key} must be above 0, got ${value}`);
    return value;
  };
  const coloured = (): void => {
    const named = attempt(() => readClasses(take("class") ?? "", colours));
    const width = take("stroke-width");
    if (!named) return;
    [fill, stroke] = named;
    spelled.push(["class", [fill, stroke && `${stroke}-line`].filter(Boolean).join(" ")]);
    if (!stroke !== (width === undefined)) {
      faults.push("a -line class and stroke-width go together");
    } else if (width !== undefined) spelled.push(["stroke-width", scalar("stroke-width", width)]);
  };
  const faded = (): void => {
    const text = take("opacity");
    if (text === undefined) return;
    const value = scalar("opacity", text, 1);
    if (!(LEAST_OPACITY <= value && value <= 1)) {
      faults.push(`opacity must be ${LEAST_OPACITY} to 1, got ${value}`);
    } else if (value < 1 && fill && stroke) {
      faults.push("opacity goes with a fill or with a line, not with both");
    } else if (value < 1) spelled.push(["opacity", value]);
  };
  const path = (text: string): void => {
    const commands = attempt(() => readPath(text, room())) ?? [];
    for (const [, values] of commands) numbers += values.length;
    // Some renderers draw a dot there, others nothing.
    if (stroke && hasLonePoint(commands)) {
      faults.push("d: a subpath with a line needs more than its M, and Z");
    }
    spelled.push(["d", commands.map(([letter, values]) => letter + spellAll(values)).join("")]);
  };
  const points = (text: string): void => {
    const values = attempt(() => readNumbers(text, "points", room()));
    if (!values) return;
    numbers += values.length;
    if (values.length < 4 || values.length % 2) {
      faults.push(`points takes two or more pairs of numbers, got ${values.length}`);
    } else spelled.push(["points", spellAll(values)]);
  };
  const geometry = (): void => {
    const [rx, ry] = [given.get("rx"), given.get("ry")];
    const radius = rx ?? ry;
    if (name === "rect" && radius !== undefined) {
      given.set("rx", radius).set("ry", ry ?? radius);
    }
    for (const key of GEOMETRY[name]!) {
      const text = take(key);
      if (text === undefined) {
        if (!OPTIONAL[name]?.includes(key)) faults.push(`<${name}> lacks ${quoted(key)}`);
      } else if (key === "d") path(text);
      else if (key === "points") points(text);
      else spelled.push([key, scalar(key, text)]);
    }
  };

  if (name === "g") {
    transforms = attempt(() => readTransforms(take("transform") ?? "")) ?? [];
    const texts = transforms.map(([operation, values]) => `${operation}(${spellAll(values)})`);
    if (texts.length) spelled.push(["transform", texts.join(" ")]);
  } else {
    coloured();
    faded();
    geometry();
  }
  for (const extra of [...given.keys()].sort()) {
    faults.push(`attribute ${begun(extra)} of <${name}> is outside the subset`);
  }
  const inner = spelled.map(([key, value]) => ` ${key}="${value}"`).join("");
  const text = `<${name}${inner}${name === "g" ? "" : "/"}>`;
  return { text, colours: [fill, stroke].filter(Boolean), transforms, numbers, faults };
}

/** The colours of fill and line that a class names; each is empty if there is none. */
function readClasses(text: string, colours: ReadonlySet<string>): [string, string] {
  let fill = "";
  let stroke = "";
  for (const name of text.split(/\s/).filter(Boolean)) {
    const colour = name.replace(/-line$/, "");
    if (!colours.has(colour)) throw new Wrong(`unknown class ${begun(name)}`);
    if (colour === name && !fill) fill = colour;
    else if (colour !== name && !stroke) stroke = colour;
    else throw new Wrong(`class ${begun(text)} names two fills or two lines`);
  }
  if (!fill && !stroke) throw new Wrong("an element without a class shows nothing");
  return [fill, stroke];
}

/** Whether a subpath has no command but M, perhaps Z, and arcs that end where they begin. */
function hasLonePoint(commands: readonly Command[]): boolean {
  let letters = "";
  let start: readonly number[] = [];
  for (const [letter, values] of commands) {
    const [x, y] = values.slice(-2);
    if (letter === "M") start = values;
    else if (letter === "A" && letters.endsWith("M") && x === start[0] && y === start[1]) continue;
    letters += letter;
  }
  return /M[MZ]/.test(`${letters}M`);
}
