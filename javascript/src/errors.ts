/**
 * Refusals: errors with the kind and the sentence that Python's have (src/avatarchain/errors.py).
 *
 * `kind` is the name of the class there. `position` is the place of the first wrong character
 * where there is such a place, counted from 1 in code points.
 */

export type ErrorKind =
  | "BadAddress"
  | "BadDump"
  | "BadPapers"
  | "AmbiguousIdentity"
  | "EmptyTree"
  | "FaultyPack"
  | "FaultyRig"
  | "ImageChanged"
  | "MalformedCaip10"
  | "MalformedGenome"
  | "MalformedHash"
  | "MalformedIdentity"
  | "MalformedSeed"
  | "NoDrawing"
  | "NotANode"
  | "NotAPicture"
  | "NotExpecting"
  | "NotInTree"
  | "OldPapers"
  | "StrangeHeader"
  | "UnknownClip"
  | "UnknownIdentity";

export class AvatarchainError extends Error {
  readonly kind: ErrorKind;
  readonly position: number | undefined;

  constructor(kind: ErrorKind, sentence: string, position?: number) {
    super(sentence);
    this.name = "AvatarchainError";
    this.kind = kind;
    this.position = position;
  }
}

/** A text in quotation marks, spelled as Python spells it in its sentences. */
export function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const special = new RegExp(`[\\\\${mark}]|(?! )[\\p{C}\\p{Z}]`, "gu");
  const body = text.replace(special, (letter) => {
    if (letter === mark) return `\\${mark}`;
    if (/[\\\n\r\t]/.test(letter)) return JSON.stringify(letter).slice(1, -1);
    return escaped(letter.codePointAt(0)!);
  });
  return mark + body + mark;
}

/** What a sentence shows of a value: the beginning of its JSON, or its type where it has none. */
export function brief(value: unknown): string {
  try {
    return JSON.stringify(value).slice(0, 80);
  } catch {
    return typeof value;
  }
}

/** Throws NotANode: what a node is said to have answered is no `what`. */
export function notANode(what: string, value: unknown): never {
  const sentence =
    `it answers, but not as an Ethereum node (it answered with a ${what} of another form, ` +
    `${brief(value)}): check host, port and path`;
  throw new AvatarchainError("NotANode", sentence);
}

/** A code point as an escape of Python. */
export function escaped(code: number): string {
  const digits = code < 0x100 ? 2 : code < 0x10000 ? 4 : 8;
  return `\\${" xu U"[digits >> 1]}${code.toString(16).padStart(digits, "0")}`;
}
