/**
 * The papers: what a picture file says about the avatar in it, signed by the issuer.
 *
 * One JSON object in canonical form (docs/formats.md, "Papers"). This module reads them, writes
 * them and checks the signature. Whether what they say is true of a chain, its reader asks there.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";

import { asFile, fromHex, toHex, toUtf8, type Hex } from "../bytes.js";
import { AvatarchainError, quoted } from "../errors.js";
import { parseCaip19, toCaip19 } from "../notation.js";
import { canonicalJson, readCanonical, type Json } from "./canonical.js";

export const PAPERS_VERSION = 2;
const FRAME = 2;
export const MAX_PAPERS = 64 * 1024;

/** The papers of one avatar; null stands for what is not known. Keys are those of the JSON. */
export interface Papers {
  readonly version: 2;
  readonly species: Hex;
  readonly frame: number;
  readonly genome: Hex;
  readonly identity: Hex;
  readonly generation: number | null;
  readonly mother: Hex | null;
  readonly father: Hex | null;
  readonly seed: Hex | null;
  readonly founding: { readonly number: number; readonly index: number } | null;
  readonly draw: number | null;
  readonly caip19: string | null;
  readonly genesis: Hex | null;
  readonly birth_block: number | null;
  readonly painter: { readonly name: string; readonly version: string } | null;
  readonly svg: Hex | null;
  readonly pixels: PixelDigest | null;
  readonly model: Model | null;
  readonly issuer: Hex | null;
  readonly signature: Hex | null;
}

/** The picture of a PNG: SHA-256 of its raw bytes, row by row, in its mode. */
export interface PixelDigest {
  readonly mode: "RGB" | "RGBA";
  readonly width: number;
  readonly height: number;
  readonly sha256: Hex;
}

/** What made the file of a model, or of an SVG that moves. */
export interface Model {
  readonly form: "glb" | "vrm" | "svg";
  readonly unlit: boolean;
  /** The one clip that it has; null for all. */
  readonly clip: string | null;
  readonly rig: Hex;
  readonly with: Readonly<Record<string, string>>;
}

type Rule = (value: Json) => boolean;

const isNumber: Rule = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isSide: Rule = (value) => isNumber(value) && value !== 0;
const isName = spelled(/^[0-9A-Za-z._+ -]{1,99}$/);
const isHash = spelled(/^0x[0-9a-f]{64}$/);
const isCaip19: Rule = (value) => {
  try {
    return toCaip19(parseCaip19(value as string)) === value;
  } catch {
    return false;
  }
};

/** What each key can have; those without `orNull` cannot be null. */
const RULES: Readonly<Record<keyof Papers, Rule>> = {
  version: isNumber,
  species: isHash,
  frame: (value) => value === FRAME,
  genome: isHash,
  identity: isHash,
  generation: orNull(isNumber),
  mother: orNull(isHash),
  father: orNull(isHash),
  seed: orNull(isHash),
  founding: orNull(object({ index: isNumber, number: isNumber })),
  draw: orNull(isNumber),
  caip19: orNull(isCaip19),
  genesis: orNull(isHash),
  birth_block: orNull(isNumber),
  painter: orNull(object({ name: isName, version: isName })),
  svg: orNull(isHash),
  pixels: orNull(
    object({ height: isSide, mode: spelled(/^RGBA?$/), sha256: isHash, width: isSide }),
  ),
  model: orNull(
    object({
      clip: orNull(spelled(/^/)),
      form: spelled(/^(glb|vrm|svg)$/),
      rig: isHash,
      unlit: (value) => value === Boolean(value),
      with: (value) => isObject(value) && Object.entries(value).flat().every(isName),
    }),
  ),
  issuer: orNull(isHash),
  signature: orNull(spelled(/^0x[0-9a-f]{128}$/)),
};

/** Read papers. Throws BadPapers if they are not well-formed, OldPapers for an older version. */
export function parsePapers(given: Uint8Array): Papers {
  const data = asFile(given);
  if (data.length > MAX_PAPERS) {
    throw badPapers(`${data.length} bytes long, at most ${MAX_PAPERS} are read`);
  }
  const value = readJson(data);
  if (!isObject(value)) throw badPapers("not in canonical spelling (RFC 8785)");
  checkVersion(value["version"] ?? null);
  const odd = [...Object.keys(RULES), ...Object.keys(value)].filter(
    (key) => !(Object.hasOwn(RULES, key) && Object.hasOwn(value, key)),
  );
  if (odd.length) throw badPapers(`the key ${quoted(odd.sort()[0] ?? "")} is missing or unknown`);
  for (const [key, rule] of Object.entries(RULES)) {
    const content = value[key] ?? null;
    if (!rule(content)) throw badPapers(`${key} is ${JSON.stringify(content).slice(0, 80)}`);
  }
  return value as unknown as Papers;
}

/** The bytes of papers: canonical JSON. */
export function spellPapers(papers: Papers): Uint8Array {
  return canonicalJson(papers as unknown as Json);
}

/** What is signed of papers: their canonical JSON without the key `signature`. */
export function signedMessage(papers: Papers): Uint8Array {
  const { signature: _, ...message } = papers;
  return canonicalJson(message as unknown as Json);
}

/** Whether papers are signed, and the signature is good for their `issuer`. */
export function isSigned(papers: Papers): boolean {
  const { issuer, signature } = papers;
  if (issuer === null || signature === null) return false;
  const data = signedMessage(papers);
  return ed25519.verify(fromHex(signature), data, fromHex(issuer), { zip215: false });
}

/** The SHA-256 of a text's UTF-8, or of bytes, as papers spell it. */
export function digest(value: string | Uint8Array): Hex {
  return toHex(sha256(typeof value === "string" ? toUtf8(value) : value));
}

export function badPapers(reason: string): AvatarchainError {
  return new AvatarchainError("BadPapers", `the papers are not well-formed: ${reason}`);
}

function readJson(data: Uint8Array): Json {
  try {
    return readCanonical(data);
  } catch (error) {
    throw badPapers(`not canonical JSON (${(error as Error).message})`);
  }
}

function checkVersion(version: Json): void {
  if (version === 1) {
    throw new AvatarchainError("OldPapers", "made by avatarchain 0.1: make the picture again");
  }
  if (version !== PAPERS_VERSION) {
    const given = JSON.stringify(version).slice(0, 80);
    throw badPapers(`version ${given} is not ${PAPERS_VERSION}, the only one known here`);
  }
}

function orNull(rule: Rule): Rule {
  return (value) => value === null || rule(value);
}

/** A text of this form. */
function spelled(form: RegExp): Rule {
  return (value) => typeof value === "string" && form.test(value);
}

/** An object with exactly these keys, which are in the order of canonical JSON. */
function object(rules: Readonly<Record<string, Rule>>): Rule {
  const keys = JSON.stringify(Object.keys(rules));
  return (value) =>
    isObject(value) &&
    JSON.stringify(Object.keys(value)) === keys &&
    Object.values(value).every((content, n) => Object.values(rules)[n]!(content));
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
