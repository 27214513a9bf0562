/**
 * Two loci that are read as the two digits of one number, for more than 16 forms.
 *
 * The first has weights, the second is uniform. Together they give 256 places, and each place shows
 * one form: `at` lists the places of a form, each two hex digits.
 */

import { quoted } from "../errors.js";
import { ALLELES } from "../genome.js";
import { plainForm, readAlleles } from "../loci.js";
import type { Form, Locus } from "../species.js";
import { readName, readWeight, refuseKeys, shown, type Faults } from "./faults.js";
import { asName, isKind, normal, readFills, readHides, under } from "./looks.js";
import { isList, type Table, type Toml } from "./toml.js";
import { folded } from "./visible.js";

const TOTAL = 65_536;
const PLACES = ALLELES ** 2;
const KEYS = ["name", "title", "kind", "second", "weights", "forms"];
const FORM_KEYS = {
  colour: ["name", "at", "fill", "shade"],
  shape: ["name", "at", "drawing", "pixels"],
};

/** The locus of a second digit: 16 alleles of equal weight, named 0 … f. */
export function secondDigit(name: string, title: string): Locus {
  const alleles = readAlleles("digit", [], Array<number>(ALLELES).fill(TOTAL / ALLELES));
  return { name, title, kind: "digit", second: null, alleles, forms: [] };
}

/** The locus of a first digit, with the forms of its 256 places; in a pack of images none hides. */
export function firstDigit(
  row: Table,
  kind: "colour" | "shape",
  title: string,
  rows: readonly Toml[],
  faults: Faults,
  isImages: boolean,
): Locus {
  refuseKeys(row, KEYS, faults);
  const listed = row.get("weights");
  const isWhole = isList(listed) && listed.length === ALLELES;
  if (!isWhole) faults.add(`weights must be a list of ${ALLELES} whole numbers`);
  const weights = isWhole ? listed.map((weight) => readWeight(weight, faults)) : [];
  checkSum(weights, faults, isWhole);
  const wanted = row.get("second");
  const second = rows.findIndex(
    (other) => isKind(other, "digit") && under(other, "name") === wanted,
  );
  if (second < 0) faults.add(`second = ${shown(wanted)} names no locus of kind 'digit'`);
  const keys = [...FORM_KEYS[kind], ...(isImages ? [] : ["hides"])];
  const looks = checkForms(row.get("forms"), kind, keys, rows, faults);
  const forms = placesOf(row).map((form): Form => {
    const name = normal(form ? asName(form.get("name")) : "");
    return { ...(looks.get(name) ?? plainForm(name)), name };
  });
  return {
    ...{ name: asName(row.get("name")), title, kind, second: second < 0 ? null : second },
    ...{ alleles: readAlleles(kind, [], weights), forms },
  };
}

/** Adds a fault if the weights of a locus do not sum to 65,536. */
export function checkSum(weights: readonly number[], faults: Faults, isAsked = true): void {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (isAsked && total !== TOTAL) {
    faults.add(`the weights sum to ${total.toLocaleString("en-US")}, not 65,536`);
  }
}

/** Adds a fault for each digit that is not the second of exactly one locus. */
export function checkDigits(rows: readonly Toml[], faults: Faults): void {
  for (const row of rows.filter((each) => isKind(each, "digit"))) {
    const name = under(row, "name");
    if (rows.filter((other) => under(other, "second") === name).length !== 1) {
      faults.add(`the digit ${shown(name)} must be the second of one locus`);
    }
  }
}

/** For each of the 256 places of a locus, the table of the form there. */
export function placesOf(row: Table): (Table | undefined)[] {
  const forms = Array<Table | undefined>(PLACES).fill(undefined);
  for (const form of tablesOf(row.get("forms"))) {
    for (const place of fewOf(form.get("at"))) {
      const number = numberOf(place);
      if (number !== undefined) forms[number] = form;
    }
  }
  return forms;
}

/** Check all forms; the looks of each by its name. */
function checkForms(
  given: Toml | undefined,
  kind: "colour" | "shape",
  keys: readonly string[],
  rows: readonly Toml[],
  faults: Faults,
): Map<string, Form> {
  const looks = new Map<string, Form>();
  const taken = new Map<Toml, string>();
  const tables = tablesOf(given);
  if (!isList(given) || given.length !== tables.length) {
    faults.add(`forms must be a list of at most ${PLACES} tables`);
  }
  for (const form of tables) {
    faults.at([`form ${asName(form.get("name"))}`], () => {
      const name = readName(form, "name", faults);
      if (looks.has(name)) faults.add(`the name ${quoted(name)} is used twice in this locus`);
      refuseKeys(form, keys, faults);
      const fills = kind === "colour" ? readFills(form, faults) : { fill: "", shade: "" };
      looks.set(name, { name, ...fills, hides: readHides(form.get("hides"), rows, faults) });
      const places = fewOf(form.get("at"));
      if (!places.length) faults.add("at must list the places of this form, such as ['00', '1f']");
      for (const place of places) {
        const other = taken.get(place);
        if (numberOf(place) === undefined) {
          faults.add(`at ${shown(place)}: a place is two hex digits in lower case`);
        } else if (other !== undefined) {
          faults.add(`at ${shown(place)}: ${quoted(other)} stands there already`);
        } else taken.set(place, name);
      }
    });
  }
  refuseAlike([...looks.keys()], faults);
  const free = Array.from({ length: PLACES }, (_, n) => n.toString(16).padStart(2, "0")).find(
    (place) => !taken.has(place),
  );
  if (free) faults.add(`no form stands at '${free}': every place needs one`);
  return looks;
}

function refuseAlike(names: readonly string[], faults: Faults): void {
  const alike = new Map<string, string>();
  for (const name of names) {
    const other = alike.get(folded(name)) ?? name;
    alike.set(folded(name), other);
    if (other !== name) faults.add(`the name ${quoted(name)} reads like ${quoted(other)}`);
  }
}

function numberOf(place: Toml): number | undefined {
  return typeof place === "string" && /^[0-9a-f]{2}$/.test(place) ? parseInt(place, 16) : undefined;
}

function fewOf(value: Toml | undefined): readonly Toml[] {
  return isList(value) && value.length <= PLACES ? value : [];
}

function tablesOf(forms: Toml | undefined): Table[] {
  return fewOf(forms).filter((form): form is Table => form instanceof Map);
}
