/**
 * The loci of a pack: the tables of species.toml with alleles, weights, colours and hidings.
 *
 * The functions always give a value; if a table is wrong, a fault is added.
 */

import { quoted } from "../errors.js";
import { ALLELES } from "../genome.js";
import { readAlleles } from "../loci.js";
import type { Allele, Locus } from "../species.js";
import { checkSum, firstDigit, secondDigit } from "./digits.js";
import { readName, readWeight, refuseDouble, refuseKeys, shown, type Faults } from "./faults.js";
import { asName, checkColour, NAME, normal, readFills, readHides, under } from "./looks.js";
import { isList, type Table, type Toml } from "./toml.js";
import { folded } from "./visible.js";

const MAX_COLOURS = 96;
const RESERVED = /-(?:shade|line)$/;
const ALLELE_KEYS = {
  colour: ["name", "weight", "same", "hides", "fill", "shade"],
  shape: ["name", "weight", "same", "hides", "drawing", "pixels"],
};
const LOOKS = ["drawing", "fill", "hides", "pixels", "shade"];

/** The fixed colours of a pack: pairs of name and #rrggbb, in its order. */
export function readColours(table: Toml, faults: Faults): [name: string, value: string][] {
  if (!(table instanceof Map)) {
    faults.add("[colours] must be a table of name = '#rrggbb'");
    return [];
  }
  if (table.size > MAX_COLOURS) {
    faults.add(`[colours] holds at most ${MAX_COLOURS} colours, got ${table.size}`);
    return [];
  }
  return [...table].map(([name, value]) => {
    checkName(name, faults);
    return [name, checkColour(`colour ${name}`, value, faults)];
  });
}

function checkName(name: Toml | undefined, faults: Faults): void {
  if (typeof name !== "string" || !NAME.test(name) || RESERVED.test(name)) {
    const reason = "must be lower-case words joined by hyphens, not ending in -shade or -line";
    faults.add(`name ${shown(name)} ${reason}`);
  }
}

/** A locus that a pack leaves unused: inherited, drawn uniformly, never shown. */
export function silentLocus(number: number): Locus {
  const alleles = readAlleles("silent", [], Array<number>(ALLELES).fill(4_096));
  const [name, title] = [`silent-${number}`, ""];
  return { name, title, kind: "silent", second: null, alleles, forms: [] };
}

/** The locus with this number, from its table; `rows` are the tables of all loci. */
export function readLocus(
  number: number,
  rows: readonly Toml[],
  faults: Faults,
  isImages: boolean,
): Locus {
  const row = rows[number];
  if (!(row instanceof Map)) {
    faults.add(`locus ${number} must be a table`);
    return silentLocus(number);
  }
  const name = row.get("name");
  return faults.at([`locus ${typeof name === "string" ? name : number}`], () => {
    checkName(name, faults);
    if (rows.filter((other) => under(other, "name") === name).length > 1) {
      faults.add(`the name ${shown(name)} is used by another locus too`);
    }
    const title = readTitle(row, rows, faults);
    const kind = row.get("kind");
    if (kind === "digit") {
      refuseKeys(row, ["name", "title", "kind"], faults);
      return secondDigit(asName(name), title);
    }
    if (kind !== "colour" && kind !== "shape") {
      faults.add(`kind must be 'colour', 'shape' or 'digit', got ${shown(kind)}`);
      return silentLocus(number);
    }
    if (row.has("second")) return firstDigit(row, kind, title, rows, faults, isImages);
    refuseKeys(row, ["name", "title", "kind", "alleles"], faults);
    const forms = row.get("alleles");
    const count = isList(forms) ? forms.length : 0;
    if (!isList(forms) || count !== ALLELES) {
      faults.add(`expected ${ALLELES} alleles, got ${count}`);
      return silentLocus(number);
    }
    const alleles = forms.map((form, n) => readAllele(form, n, kind, forms, rows, faults));
    checkSum(
      alleles.map(({ weight }) => weight),
      faults,
    );
    return { name: asName(name), title, kind, second: null, alleles, forms: alleles };
  });
}

/** The allele whose look a form has: the one that its `same` names, or the form itself. */
export function original(form: Toml, forms: readonly Toml[]): Toml {
  const same = under(form, "same");
  if (same === undefined || same === under(form, "name")) return form;
  return forms.find((other) => under(other, "name") === same) ?? form;
}

function readAllele(
  form: Toml,
  number: number,
  kind: "colour" | "shape",
  forms: readonly Toml[],
  rows: readonly Toml[],
  faults: Faults,
): Allele {
  if (!(form instanceof Map)) {
    faults.at([`allele ${number}`], () => faults.add("must be a table"));
    return { name: "", weight: 0, fill: "", shade: "", hides: 0 };
  }
  const looks = original(form, forms) as Table;
  const name = form.get("name") ?? looks.get("name");
  return faults.at([`allele ${typeof name === "string" ? name : number}`], () => {
    if (form.has("same")) {
      if (looks === form || looks.has("same")) {
        faults.add(`same = ${shown(form.get("same"))} names no allele with a look of its own`);
      }
      for (const key of LOOKS.filter((each) => form.has(each))) {
        faults.add(`${quoted(key)} does not go with 'same'`);
      }
    }
    const told = shownName(form, forms);
    if (forms.some((each) => shownName(each, forms) === told && original(each, forms) !== looks)) {
      faults.add(`the name ${shown(name)} is used twice in this locus, for two looks`);
    }
    refuseKeys(form, ALLELE_KEYS[kind], faults);
    const text = readName(new Map(name === undefined ? [] : [["name", name]]), "name", faults);
    const others = forms.map((each) => shownName(each, forms));
    refuseDouble(
      text,
      others.filter((each) => typeof each === "string"),
      faults,
    );
    const weight = readWeight(form.get("weight"), faults);
    const fills = kind === "colour" ? readFills(looks, faults) : { fill: "", shade: "" };
    return { name: text, weight, ...fills, hides: readHides(looks.get("hides"), rows, faults) };
  });
}

/** The name of an allele: its own, or else that of the allele whose look it has. */
function shownName(form: Toml, forms: readonly Toml[]): Toml | undefined {
  const name = under(form, "name") ?? under(original(form, forms), "name");
  return typeof name === "string" ? normal(name) : name;
}

/** The title of a locus, its name for people; empty if the table has none. */
function readTitle(row: Table, rows: readonly Toml[], faults: Faults): string {
  if (!row.has("title")) return "";
  const title = readName(row, "title", faults);
  const others = rows.filter((other): other is Table => other instanceof Map && other !== row);
  const isCalled = (other: Table): boolean =>
    ["name", "title"].some((key) => folded(asName(other.get(key) ?? "")) === folded(title));
  if (others.some(isCalled)) faults.add(`the title ${quoted(title)} is used by another locus too`);
  return title;
}
