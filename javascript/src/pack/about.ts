/** The texts of a pack about itself: name, version, description, and who made it. */

import { quoted } from "../errors.js";
import type { About } from "../species.js";
import { readText, type Faults } from "./faults.js";
import { NAME } from "./looks.js";
import type { Table } from "./toml.js";

const MAX_DESCRIPTION = 500;
const [MAX_CREATOR, MAX_LICENSE, MAX_SOURCE] = [200, 64, 500];
const LONGEST = 4_096; // of a text that is normalised, in UTF-16 units
/** The shape of an SPDX identifier; whether SPDX lists it is not asked. */
const SPDX = /^[A-Za-z0-9][A-Za-z0-9.-]*\+?$/;
const URL =
  /^https?:\/\/[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?(?:[/?#][!#-;=?-[\]_a-z~]*)?$/;

/** The texts of the table of species.toml. */
export function readAbout(data: Table, faults: Faults): About {
  const name = readText(data, "name", faults);
  const version = readText(data, "version", faults);
  const description = readText(data, "description", faults, MAX_DESCRIPTION);
  if (name && !NAME.test(name)) {
    faults.add(`name ${quoted(name)} must be lower-case words joined by hyphens`);
  }
  const creator = optional(data, "creator", MAX_CREATOR, faults);
  const license = optional(data, "license", MAX_LICENSE, faults);
  if (license && !SPDX.test(license)) {
    faults.add(`license ${quoted(license)} must be an SPDX identifier, such as 'CC-BY-4.0'`);
  }
  const source = optional(data, "source", MAX_SOURCE, faults);
  if (source && !URL.test(source)) {
    const reason = "must be an address that begins with http:// or https://";
    faults.add(`source ${quoted(source)} ${reason}`);
  }
  return { name, version, description, creator, license, source };
}

function optional(data: Table, key: string, most: number, faults: Faults): string {
  if (!data.has(key)) return "";
  const value = data.get(key);
  const isLong = typeof value === "string" && value.length > LONGEST;
  const text = isLong ? value : readText(data, key, faults, Infinity);
  const count = [...text].length;
  if (count > most) faults.add(`${key} has ${count} letters; ${most} are allowed`);
  return text;
}
