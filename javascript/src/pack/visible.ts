/**
 * Names as people see them: which letters are not seen, and which names look alike.
 *
 * The same rules as Python's `avatarchain.base.visible` (docs/species.md, "species.toml").
 */

import { escaped } from "../errors.js";

/** Controls, formats, private and unassigned letters, and breaks of lines and paragraphs. */
const CONTROL = /^[\p{C}\p{Zl}\p{Zp}]$/u;
const JOINER = "\u200d";
const KEYCAP = "\u20e3";
const BRAILLE_BLANK = "\u2800";
/** What chooses a plain or a coloured drawing of a symbol. */
const EMOJI = /^[\ufe0e\ufe0f]$/;
/** In UTF-16 units; in a longer text marks would take long to sort. */
const LONGEST = 4_096;
const SYMBOL = /^[\p{So}\p{Sk}]$/u;
/** Letters that draw nothing, though they are letters, marks or symbols by their category. */
const BLANK =
  /^[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u2d7f\u3164\uffa0\ufe00-\ufe0f\ufffc\u{1107f}\u{13441}\u{13442}\u{16fe4}\u{1bc9d}\u{1d159}\u{e0100}-\u{e01ef}]$/u;
/** Marks that put the next letter below the one before and draw nothing else, by their script. */
const STACKERS: Readonly<Record<string, RegExp>> = {
  "\u1039": /^\p{Script=Myanmar}$/u,
  "\u17d2": /^\p{Script=Khmer}$/u,
  "\u1a60": /^[\p{Script=Tai_Le}\p{Script=Tai_Tham}\p{Script=Tai_Viet}]$/u,
  "\u1bab": /^\p{Script=Sundanese}$/u,
  "\uaaf6": /^\p{Script=Meetei_Mayek}$/u,
  "\u{10a3f}": /^\p{Script=Kharoshthi}$/u,
  "\u{11133}": /^\p{Script=Chakma}$/u,
  "\u{1193e}": /^\p{Script=Dives_Akuru}$/u,
  "\u{11a47}": /^\p{Script=Zanabazar_Square}$/u,
  "\u{11a99}": /^\p{Script=Soyombo}$/u,
  // Kawi came with Unicode 15.0, of which an engine may know nothing.
  "\u{11f42}": /^[\u{11f00}-\u{11f59}]$/u,
};
/** What Python takes for a blank. */
const WHITE = "[\\t-\\r\\x1c-\\x20\\x85\\p{Z}]";
const ENDS = new RegExp(`^${WHITE}+|${WHITE}+$`, "gu");
const RUNS = new RegExp(`${WHITE}+`, "gu");

/** A text without the blanks around it. */
export function stripped(text: string): string {
  return text.replace(ENDS, "");
}

/** A text with an escape for each letter that is not seen, or makes a terminal act. */
export function visible(text: string): string {
  const letters = [...text];
  return letters
    .map((letter, at) => (isHidden(letters, at) ? escaped(letter.codePointAt(0)!) : letter))
    .join("");
}

function isHidden(letters: readonly string[], at: number): boolean {
  const letter = letters[at]!;
  if (EMOJI.test(letter)) return !(isSymbol(letters[at - 1]) || letters[at + 1] === KEYCAP);
  if (letter === JOINER) {
    const before = EMOJI.test(letters[at - 1] ?? "") ? at - 2 : at - 1;
    return !(isSymbol(letters[before]) && isSymbol(letters[at + 1]));
  }
  const script = STACKERS[letter];
  if (script) return !(script.test(letters[at - 1] ?? "") && script.test(letters[at + 1] ?? ""));
  return CONTROL.test(letter) || BLANK.test(letter);
}

function isSymbol(letter: string | undefined): boolean {
  return letter !== undefined && SYMBOL.test(letter) && letter !== BRAILLE_BLANK;
}

/** A name in a form that is equal for names that differ by case, width, style and blanks only. */
export function folded(name: string): string {
  if (name.length > LONGEST) return name; // no name is so long
  const letters = [...caseless(name.normalize("NFKC"))];
  const seen = letters.filter(
    (letter, at) => !(isHidden(letters, at) || letter === JOINER || BLANK.test(letter)),
  );
  return stripped(seen.join("").normalize("NFKC")).replace(RUNS, " ");
}

/** A text whose letters have no case: each as Unicode folds it, or in one other way for all. */
function caseless(text: string): string {
  return [...text].map((letter) => (letter === "ı" ? letter : lowered(letter))).join("");
}

function lowered(letter: string): string {
  const each = (text: string, change: (single: string) => string): string =>
    [...text].map(change).join("");
  const lower = each(letter, (single) => single.toLowerCase());
  return each(lower.toUpperCase(), (single) => single.toLowerCase());
}
