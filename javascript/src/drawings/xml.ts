/**
 * XML 1.0 as a drawing may have it, read strictly: elements, attributes, text and comments.
 *
 * What a drawing may not have (sections, instructions, document types) is told to the reader, which
 * gathers faults. What is no XML ends the reading with `NotWellFormed`; so does an entity that is
 * not one of XML's five.
 */

export interface Handler {
  start(name: string, attributes: Map<string, string>, line: number): void;
  end(name: string, line: number): void;
  /** Text between two marks; `line` is that of the second. */
  characters(text: string, line: number, inSection: boolean): void;
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

const LETTERS =
  ":A-Z_a-z\\xc0-\\xd6\\xd8-\\xf6\\xf8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d" +
  "\\u2070-\\u218f\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd";
const NAME = new RegExp(`[${LETTERS}][-.0-9\\xb7\\u0300-\\u036f\\u203f\\u2040${LETTERS}]*`, "uy");
/** What is well-formed of an attribute that is not. */
const BEFORE_FAULT = new RegExp(
  `[ \\t\\n]+${NAME.source}[ \\t\\n]*(?:=[ \\t\\n]*(?:"[^<"]*|'[^<']*)?)?|[ \\t\\n]*`,
  "uy",
);
const ATTRIBUTE = /[ \t\n]+([^ \t\n=<>"'/]+)[ \t\n]*=[ \t\n]*(?:"([^<"]*)"|'([^<']*)')/y;
const TAG_ENDS = /[ \t\n]*(\/?)>/y;
const DECLARATION =
  /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*["']([-\w.:]+)["'](?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*["']([A-Za-z][-\w.]*)["'])?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*["'](?:yes|no)["'])?[ \t\n]*\?>/y;
const REFERENCE = /&(?:#([0-9]+)|#x([0-9a-fA-F]+)|([A-Za-z_:][-.\w:]*));/y;
const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", apos: "'", quot: '"' },
};
/** What no XML contains: control letters, and half of a pair. */
const FORBIDDEN = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Cs}/u;

/** Tell `handler` what stands in a text. Throws NotWellFormed, and what the handler throws. */
export function readXml(given: string, handler: Handler): void {
  const xml = given.replace(/\r\n?/g, "\n");
  const bad = FORBIDDEN.exec(xml)?.index ?? xml.length;
  const open: string[] = [];
  let isOver = false; // the outermost element was closed
  let waiting = "";
  let at = 0;
  let line = 1;
  let counted = 0;

  const lineOf = (place: number): number => {
    for (; counted < place; counted++) if (xml.charCodeAt(counted) === 10) line++;
    return line;
  };
  const fail = (reason: string, place = at): never => {
    throw new NotWellFormed(reason, lineOf(place));
  };
  const flush = (place: number, inSection = false): void => {
    if (waiting) handler.characters(waiting, lineOf(place), inSection);
    waiting = "";
  };
  const match = (pattern: RegExp, place: number): RegExpExecArray | null => {
    pattern.lastIndex = place;
    return pattern.exec(xml);
  };
  /** The place behind `mark`; what has no end is no XML. */
  const behind = (mark: string, place: number): number => {
    const end = xml.indexOf(mark, place);
    return end < 0 || end > bad ? fail("not well-formed (invalid token)") : end + mark.length;
  };
  const resolved = (text: string, place: number): string => {
    let plain = "";
    for (let from = 0; ;) {
      const mark = text.indexOf("&", from);
      if (mark < 0) return plain + text.slice(from);
      const found = match(REFERENCE, place + mark);
      if (found === null) return fail("not well-formed (invalid token)", place + mark);
      const [whole, decimal, hex, name] = found;
      const code = decimal ? parseInt(decimal, 10) : parseInt(hex ?? "", 16);
      const letter = name ? NAMED[name] : code <= 0x10ffff ? String.fromCodePoint(code) : "\0";
      if (letter === undefined) {
        throw new NotWellFormed("undefined entity", lineOf(place + mark), true);
      }
      if (FORBIDDEN.test(letter)) return fail("reference to invalid character number");
      plain += text.slice(from, mark) + letter;
      from = mark + whole.length;
    }
  };
  const tag = (): void => {
    const name = match(NAME, at + 1)?.[0] ?? fail("not well-formed (invalid token)");
    let place = at + 1 + name.length;
    const found: [key: string, value: string, at: number][] = [];
    for (let part = match(ATTRIBUTE, place); part; part = match(ATTRIBUTE, place)) {
      const [whole, key = "", double, single] = part;
      if (match(NAME, place + whole.indexOf(key))?.[0] !== key) break;
      place += whole.length;
      const value = double ?? single ?? "";
      found.push([key, value, place - 1 - value.length]);
    }
    const ends = match(TAG_ENDS, place);
    if (!ends || place > bad) {
      const odd = place + (match(BEFORE_FAULT, place)?.[0].length ?? 0);
      return fail("not well-formed (invalid token)", odd < xml.length ? Math.min(odd, bad) : at);
    }
    const attributes = new Map<string, string>();
    for (const [key, value, start] of found) {
      if (attributes.has(key)) fail("duplicate attribute", start);
      attributes.set(key, resolved(value.replace(/[\t\n]/g, " "), start));
    }
    if (isOver) return fail("junk after document element");
    flush(at);
    handler.start(name, attributes, lineOf(at));
    if (ends[1]) handler.end(name, lineOf(at));
    else open.push(name);
    isOver = open.length === 0;
    at = TAG_ENDS.lastIndex;
  };
  const closing = (): void => {
    const name = match(NAME, at + 2)?.[0] ?? "";
    const ends = match(TAG_ENDS, at + 2 + name.length);
    if (!name || !ends || ends[1]) {
      const space = name && /[ \t\n]*/.exec(xml.slice(at + 2 + name.length))?.[0];
      return fail("not well-formed (invalid token)", at + 2 + name.length + (space ?? "").length);
    }
    if (open.pop() !== name) return fail("mismatched tag");
    flush(at);
    handler.end(name, lineOf(at));
    isOver = open.length === 0;
    at = TAG_ENDS.lastIndex;
  };

  const declaration = match(DECLARATION, 0);
  if (declaration && declaration[0].length <= bad) {
    handler.declaration(declaration[1] ?? "", declaration[2] ?? "utf-8", 1);
    at = declaration[0].length;
  }
  while (at < xml.length) {
    const next = xml.indexOf("<", at);
    const end = Math.min(next < 0 ? xml.length : next, bad);
    const text = xml.slice(at, end);
    if (open.length) {
      const closes = text.indexOf("]]>");
      if (closes >= 0) return fail("not well-formed (invalid token)", at + closes);
      waiting += resolved(text, at);
    } else if (/[^ \t\n]/.test(text)) {
      const place = at + text.search(/[^ \t\n]/);
      return fail(isOver ? "junk after document element" : "syntax error", place);
    }
    at = end;
    if (at === bad && bad < xml.length) return fail("not well-formed (invalid token)");
    if (at === xml.length) break;
    if (xml.startsWith("<!--", at)) {
      const over = behind("--", at + 4);
      if (xml[over] !== ">") return fail("not well-formed (invalid token)");
      at = over + 1;
      continue;
    }
    if (xml.startsWith("<![CDATA[", at) && open.length) {
      flush(at);
      handler.section(lineOf(at));
      const over = behind("]]>", at);
      waiting = xml.slice(at + 9, over - 3);
      flush(over - 3, true);
      at = over;
    } else if (/^<\?xml[ \t\n]/.test(xml.slice(at, at + 6))) {
      return fail("XML or text declaration not at start of entity");
    } else if (xml.startsWith("<?", at)) {
      const over = behind("?>", at);
      const target = match(NAME, at + 2)?.[0] ?? "";
      const isTarget = target && /^(?:[ \t\n]|\?>)/.test(xml.slice(at + 2 + target.length));
      if (!isTarget || /^xml$/i.test(target)) return fail("not well-formed (invalid token)");
      flush(at);
      handler.instruction(lineOf(at));
      at = over;
    } else if (xml.startsWith("<!DOCTYPE", at) && !open.length && !isOver) {
      return handler.documentType(lineOf(at));
    } else if (xml.startsWith("</", at)) closing();
    else tag();
  }
  if (open.length || !isOver) return fail("no element found");
}
