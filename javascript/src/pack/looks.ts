/** The look of a form in species.toml: its colours and what it hides; and names of tables. */

import { LOCI } from "../genome.js";
import { shown, type Faults } from "./faults.js";
import { isList, type Toml } from "./toml.js";

/** The name of a locus, a colour, a further layer or a drawing's file. */
export const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

const COLOUR = /^#[0-9a-f]{6}$/;
const LONGEST = 4_096; // of a name that is normalised; a longer one is refused anyway

/** What stands under a key of a table; undefined where there is no table. */
export function under(row: Toml | undefined, key: string): Toml | undefined {
  return row instanceof Map ? row.get(key) : undefined;
}

/** Whether a row is a locus of this kind that has a name. */
export function isKind(row: Toml | undefined, kind: string): boolean {
  return under(row, "kind") === kind && typeof under(row, "name") === "string";
}

/** A value as a text: a text as it is, any other as Python spells it. */
export function asName(value: Toml | undefined): string {
  return typeof value === "string" ? value : shown(value);
}

/** A name in normal form C. */
export function normal(name: string): string {
  return name.length > LONGEST ? name : name.normalize("NFC");
}

/** Adds a fault unless a value is a colour; `key` says which. */
export function checkColour(key: string, value: Toml | undefined, faults: Faults): string {
  if (typeof value === "string" && COLOUR.test(value)) return value;
  faults.add(`${key} must be #rrggbb in lower case, got ${shown(value)}`);
  return "";
}

/** Fill and shade of a form of a colour. */
export function readFills(form: Toml | undefined, faults: Faults): { fill: string; shade: string } {
  return {
    fill: checkColour("fill", under(form, "fill") ?? "", faults),
    shade: checkColour("shade", under(form, "shade") ?? "", faults),
  };
}

/** The mask of the loci that a list names; `rows` are the tables of all loci. */
export function readHides(names: Toml | undefined, rows: readonly Toml[], faults: Faults): number {
  if (names === undefined) return 0;
  if (!isList(names)) {
    faults.add(`hides must be a list of loci, got ${shown(names)}`);
    return 0;
  }
  if (names.length > LOCI) {
    const count = names.length.toLocaleString("en-US");
    faults.add(`hides lists ${count} loci, where there are ${LOCI}`);
    return 0;
  }
  let mask = 0;
  for (const name of names) {
    const place = rows.findIndex((row) => under(row, "name") === name);
    if (place < 0) faults.add(`hides ${shown(name)}, which is no locus`);
    else if (!isKind(rows[place], "shape")) {
      faults.add(`hides ${shown(name)}, but only shape loci can be hidden`);
    } else mask |= 1 << place;
  }
  return mask;
}
