/** The faults of a pack, which are gathered while it is read, and what texts it may have. */

import { AvatarchainError, quoted } from "../errors.js";
import { isAssigned } from "../unicode.js";
import { isList, type Table, type Toml } from "./toml.js";
import { folded, stripped, visible } from "./visible.js";

/** The place of a fault, and what is wrong there. */
export interface PackFault {
  readonly file: string;
  /** From 1; null where it is not known. */
  readonly line: number | null;
  /** Locus and allele, or what else the fault is of; empty if it is of the file. */
  readonly place: readonly string[];
  readonly reason: string;
}

/** A pack with faults, all of them in the order in which it is read. */
export class FaultyPack extends AvatarchainError {
  readonly faults: readonly PackFault[];

  constructor(name: string, faults: readonly PackFault[]) {
    const more = faults.length - 1;
    const rest = more ? ` (and ${more} more fault${more > 1 ? "s" : ""})` : "";
    const first = spelledFault(faults[0]!) + rest;
    super("FaultyPack", `the species pack ${quoted(name)} cannot be used: ${first}`);
    this.faults = faults;
  }
}

/** A fault as one sentence: file and line, locus and allele, and the reason. */
export function spelledFault({ file, line, place, reason }: PackFault): string {
  return `${[line === null ? file : `${file}:${line}`, ...place].join(", ")}: ${reason}`;
}

const MOST_FAULTS = 1_000;
const LONGEST = 500; // letters of a reason
const RULES = "species.toml";

/** The faults so far, and the place in the pack that is being read. */
export class Faults {
  readonly all: PackFault[] = [];
  private place: readonly string[] = [];

  add(reason: string, file = RULES, line: number | null = null): void {
    if (this.all.length >= MOST_FAULTS) return;
    const letters = [...reason];
    const short = letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("")}…` : reason;
    this.all.push({ file, line, place: this.place, reason: short });
  }

  /** What `read` gives; faults that it adds name this place, too. */
  at<T>(place: readonly string[], read: () => T): T {
    const before = this.place;
    this.place = [...before, ...place];
    try {
      return read();
    } finally {
      this.place = before;
    }
  }
}

/** A value as Python spells it in its sentences. */
export function shown(value: Toml | undefined): string {
  if (value === undefined) return "None";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return Number.isInteger(value) ? `${value}.0` : spelled(value);
  if (isList(value)) return `[${value.map(shown).join(", ")}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, inner]) => `${quoted(key)}: ${shown(inner)}`).join(", ")}}`;
  }
  return String(value);
}

function spelled(value: number): string {
  return Number.isFinite(value) ? String(value) : String(value).toLowerCase().replace("inity", "");
}

const [MOST_LETTERS, MOST_MARKS] = [64, 3];
/** Controls, private letters, breaks, and what changes the direction of writing. */
const FORBIDDEN = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;
const HIDDEN = "(hidden)";

/** How many letters people count: accents and joiners are part of one. */
function lettersOf(text: string): number {
  const joiners = text.split("\u200d").length - 1;
  return [...text.replace(/\p{M}/gu, "")].length - 2 * joiners;
}

/** Whether a text has a letter that no text of a pack has. */
function hasForbidden(text: string): boolean {
  return FORBIDDEN.test(text) || [...text].some((letter) => !isAssigned(letter.codePointAt(0)!));
}

/**
 * The text under a key in normal form C; if it is wrong, a fault is added. Empty if it is missing,
 * no text, or has more than `most` letters.
 */
export function readText(table: Table, key: string, faults: Faults, most = MOST_LETTERS): string {
  const value = table.get(key);
  if (typeof value !== "string" || !value) {
    const what = isList(value) ? "list" : value instanceof Map ? "dict" : shown(value);
    faults.add(`${key} must be a text, got ${[...what].slice(0, 100).join("")}`);
    return "";
  }
  if ([...value].length > most * (1 + MOST_MARKS) || lettersOf(value) > most) {
    faults.add(`${key} has more than ${most} letters`);
    return "";
  }
  if (hasForbidden(value)) {
    faults.add(`${key} ${quoted(value)} holds a control or unassigned character`);
  }
  return value.normalize("NFC");
}

/** The name under a key: a text by which people recognise something. */
export function readName(table: Table, key: string, faults: Faults): string {
  const name = readText(table, key, faults);
  if (visible(name) !== name && !hasForbidden(name)) {
    faults.add(`${key} '${visible(name)}' holds a letter that is not seen`);
  }
  if (name !== stripped(name)) faults.add(`${key} ${quoted(name)} begins or ends with a blank`);
  if (folded(name).endsWith(HIDDEN)) {
    faults.add(`${key} ${quoted(name)} ends in (hidden), which marks traits that are not seen`);
  }
  return name;
}

/** Adds a fault if another of the names differs from this one only by case, width or style. */
export function refuseDouble(name: string, others: readonly string[], faults: Faults): void {
  const alike = new Map(
    others.filter((other) => other !== name).map((other) => [folded(other), other]),
  );
  const double = name ? alike.get(folded(name)) : undefined;
  if (double !== undefined) {
    faults.add(`the name ${quoted(name)} reads like ${quoted(double)}`);
  }
}

/** A whole number from 1; otherwise a fault is added, and 0 is the result. */
export function readWeight(value: Toml | undefined, faults: Faults): number {
  if (typeof value !== "bigint" || value < 1n) {
    faults.add(`weight must be a whole number from 1, got ${shown(value)}`);
    return 0;
  }
  return Number(value);
}

/** Adds a fault for each key of a table that is none of these. */
export function refuseKeys(table: Table, keys: readonly string[], faults: Faults): void {
  for (const key of [...table.keys()].filter((each) => !keys.includes(each)).sort()) {
    faults.add(`unknown key ${quoted(key)}`);
  }
}
