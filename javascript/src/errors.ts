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
  | "MalformedCaip10"
  | "MalformedGenome"
  | "MalformedHash"
  | "MalformedIdentity"
  | "MalformedSeed"
  | "NoDrawing"
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
  let body = "";
  for (const letter of text) {
    if (letter === mark) body += `\\${mark}`;
    else if (/[\\\n\r\t]/.test(letter)) body += JSON.stringify(letter).slice(1, -1);
    else if (letter !== " " && /[\p{C}\p{Z}]/u.test(letter))
      body += escaped(letter.codePointAt(0) ?? 0);
    else body += letter;
  }
  return mark + body + mark;
}

function escaped(code: number): string {
  const [mark, digits] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
  return `\\${mark}${code.toString(16).padStart(Number(digits), "0")}`;
}
