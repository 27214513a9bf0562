/**
 * Canonical JSON (RFC 8785): written, and read only if the bytes are in exactly this form.
 *
 * A key that stands twice, a blank, another order or another spelling of a number makes the bytes
 * differ from the canonical ones, so it needs no parser of its own.
 */

import { fromUtf8, toUtf8 } from "../bytes.js";

export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Lists and objects in one another that are read at most. */
const DEEPEST = 100;

/** The canonical bytes of a value. Throws an Error for what JSON cannot hold exactly. */
export function canonicalJson(value: Json): Uint8Array {
  return toUtf8(spelled(value, DEEPEST));
}

/** The value of canonical bytes. Throws an Error if they are no JSON, or not canonical. */
export function readCanonical(data: Uint8Array): Json {
  const text = fromUtf8(data);
  const value = JSON.parse(text) as Json;
  if (spelled(value, DEEPEST) !== text) throw new Error("not in canonical spelling (RFC 8785)");
  return value;
}

function spelled(value: Json, depth: number): string {
  if (value === null || typeof value !== "object") return spelledPlain(value);
  if (depth === 0) throw new Error(`more than ${DEEPEST} brackets in one another`);
  if (Array.isArray(value)) {
    return `[${(value as readonly Json[]).map((item) => spelled(item, depth - 1)).join(",")}]`;
  }
  const entries = Object.entries(value as { readonly [key: string]: Json })
    .sort(([a], [b]) => (a < b ? -1 : 1)) // by UTF-16 code units, as RFC 8785 has it
    .map(([key, item]) => `${spelledPlain(key)}:${spelled(item, depth - 1)}`);
  return `{${entries.join(",")}}`;
}

function spelledPlain(value: null | boolean | number | string): string {
  if (typeof value === "number" && !Number.isFinite(value)) throw new Error(`${value} is no JSON`);
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) {
    throw new Error("a text has a lone surrogate");
  }
  return JSON.stringify(value);
}
