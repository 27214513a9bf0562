/**
 * XML 1.0 as a drawing may have it, read strictly: elements, attributes, text and comments.
 *
 * What a drawing may not have (sections, instructions, document types) is told to the reader, which
 * gathers faults. What is no XML ends the reading with `NotWellFormed`; so does an entity that is
 * not one of XML's five.
 */

export interface Handler {
  start(name: string, attributes: Map<string, string>, line: number): void;
  end(name: string): void;
  /** Text between two marks, but for that of sections; `line` is that of the second mark. */
  characters(text: string, line: number): void;
  section(line: number): void;
  instruction(line: number): void;
  documentType(line: number): void;
  declaration(version: string, encoding: string, line: number): void;
}

/** What is no XML, and where. */
export class NotWellFormed extends Error {
  readonly line: number;
  readonly isEntity: boolean;

  constructor(reason: string, line: number, isEntity = false) {
    super(reason);
    this.line = line;
    this.isEntity = isEntity;
  }
}

/** Letters of names; of those beyond ASCII only a few, since no element of a drawing has one. */
const LETTERS = ":A-Z_a-z\\xc0-\\xd6\\xd8-\\xf6\\u3041-\\u3094\\u4e00-\\u9fa5";
const NAME = new RegExp(`[${LETTERS}][-.0-9\\xb7${LETTERS}]*`, "uy");
const ATTRIBUTE = new RegExp(
  `[ \\t\\n]+(${NAME.source})[ \\t\\n]*=[ \\t\\n]*("[^<"]*"|'[^<']*')`,
  "uy",
);
/** What is well-formed of an attribute that is not. */
const BEFORE_FAULT = new RegExp(
  `[ \\t\\n]+${NAME.source}[ \\t\\n]*(?:=[ \\t\\n]*(?:"[^<"]*|'[^<']*)?)?|[ \\t\\n]*`,
  "uy",
);
const BLANKS = /[ \t\n]*/y;
const TAG_ENDS = /[ \t\n]*(\/?)>/y;
const DECLARATION =
  /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(["'])([-\w.:]*)\1(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(["'])([A-Za-z][-\w.]*)\3)?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(["'])(?:yes|no)\5)?[ \t\n]*\?>/y;
const INSTRUCTION = new RegExp(
  `<\\?(?!xml(?:[ \\t\\n]|\\?>))${NAME.source}(?=[ \\t\\n]|\\?>)`,
  "uyi",
);
const REFERENCE = /&(?:#([0-9]+)|#x([0-9a-fA-F]+)|([A-Za-z_:][-.\w:]*));/y;
const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", apos: "'", quot: '"' },
};
/** What no XML contains: control letters, and half of a pair. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u;

/** Tell `handler` what stands in a text. Throws NotWellFormed, and what the handler throws. */
export function readXml(given: string, handler: Handler): void {
  const whole = given.replace(/\r\n?/g, "\n");
  const bad = FORBIDDEN.exec(whole)?.index ?? Infinity;
  const xml = whole.slice(0, bad);
  const open: string[] = [];
  let isOver = false; // the outermost element was closed
  let waiting = "";
  let at = 0;

  let line = 1;
  let counted = 0;

  /** The line of a place, which is not before the one that was asked for last. */
  const lineOf = (place: number): number => {
    for (; counted < place; counted++) if (xml[counted] === "\n") line++;
    return line;
  };
  const fail = (place = at, reason = "not well-formed (invalid token)"): never => {
    throw new NotWellFormed(reason, lineOf(place));
  };
  /** What has no end is wrong where it begins, or at the letter that no XML contains. */
  const failUnfinished = (start = at): never => fail(bad < Infinity ? bad : start);
  const flush = (place: number): void => {
    handler.characters(waiting, lineOf(place));
    waiting = "";
  };
  const match = (pattern: RegExp, place: number): RegExpExecArray | null => {
    pattern.lastIndex = place;
    return pattern.exec(xml);
  };
  /** The place behind `mark`. */
  const behind = (mark: string, place: number, start = at): number => {
    const end = xml.indexOf(mark, place);
    return end === -1 ? failUnfinished(start) : end + mark.length;
  };
  const resolved = (text: string, place: number): string => {
    let plain = "";
    for (let from = 0; ;) {
      const mark = text.indexOf("&", from);
      if (mark < 0) return plain + text.slice(from);
      const found = match(REFERENCE, place + mark) ?? fail(place + mark);
      const [whole, decimal, hex, name] = found;
      const code = Number(decimal ?? `0x${hex}`);
      const letter = name ? NAMED[name] : code <= 0x10ffff ? String.fromCodePoint(code) : "\0";
      if (letter === undefined) {
        throw new NotWellFormed("undefined entity", lineOf(place + mark), true);
      }
      if (FORBIDDEN.test(letter)) fail(place + mark, "reference to invalid character number");
      plain += text.slice(from, mark) + letter;
      from = mark + whole.length;
    }
  };
  const tag = (): void => {
    const [name] = match(NAME, at + 1) ?? fail();
    let place = at + 1 + name.length;
    const found: [key: string, value: string, at: number][] = [];
    for (let part = match(ATTRIBUTE, place); part?.[0]; part = match(ATTRIBUTE, place)) {
      const [, key, value] = part;
      place += part[0].length;
      found.push([key!, value!.slice(1, -1), place - value!.length + 1]);
    }
    const ends = match(TAG_ENDS, place);
    if (!ends) {
      const odd = place + String(match(BEFORE_FAULT, place)).length;
      return odd < xml.length ? fail(odd) : failUnfinished();
    }
    const attributes = new Map<string, string>();
    for (const [key, value, start] of found) {
      if (attributes.has(key)) fail(start, "duplicate attribute");
      attributes.set(key, resolved(value.replace(/[\t\n]/g, " "), start));
    }
    if (isOver) fail(at, "junk after document element");
    flush(at);
    handler.start(name, attributes, lineOf(at));
    if (ends[1]) handler.end(name);
    else open.push(name);
    isOver = open.length === 0;
    at = TAG_ENDS.lastIndex;
  };
  const closing = (): void => {
    const [name] = match(NAME, at + 2) ?? fail(at + 2);
    const place = at + 2 + name.length;
    const ends = match(TAG_ENDS, place);
    if (!ends || ends[1]) {
      const odd = place + String(match(BLANKS, place)).length;
      return odd < xml.length ? fail(odd) : failUnfinished();
    }
    if (open.pop() !== name) fail(at, "mismatched tag");
    flush(at);
    handler.end(name);
    isOver = open.length === 0;
    at = TAG_ENDS.lastIndex;
  };

  const declaration = match(DECLARATION, 0);
  if (declaration) {
    handler.declaration(declaration[2]!, declaration[4] ?? "utf-8", 1);
    at = declaration[0].length;
  }
  for (;;) {
    const next = xml.indexOf("<", at);
    const text = xml.slice(at, next < 0 ? xml.length : next);
    if (open.length) {
      const closes = text.indexOf("]]>");
      if (closes >= 0) fail(at + closes);
      waiting += resolved(text, at);
    } else if (/[^ \t\n]/.test(text)) {
      const reason = isOver ? "junk after document element" : "syntax error";
      fail(at + text.search(/[^ \t\n]/), reason);
    }
    at += text.length;
    if (next < 0) break;
    if (xml.startsWith("<!--", at)) {
      const over = behind("--", at + 4);
      if (xml[over] !== ">") fail(over);
      at = over + 1;
    } else if (xml.startsWith("<![CDATA[", at) && open.length) {
      flush(at);
      handler.section(lineOf(at));
      at = behind("]]>", at, xml.length);
    } else if (xml.startsWith("<?", at)) {
      const over = behind("?>", at);
      if (!match(INSTRUCTION, at)) fail();
      flush(at);
      handler.instruction(lineOf(at));
      at = over;
    } else if (xml.startsWith("<!DOCTYPE", at) && !open.length && !isOver) {
      return handler.documentType(lineOf(at));
    } else if (xml.startsWith("</", at)) closing();
    else tag();
  }
  if (open.length || !isOver || bad < Infinity) fail(at, "no element found");
}
