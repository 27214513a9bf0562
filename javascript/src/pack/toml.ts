/**
 * The TOML of packs, read strictly: TOML 1.0 without dates and times, which no pack has.
 *
 * A table is a Map in the order of the text, a whole number a `bigint`, and any other a `number`.
 */

export type Table = Map<string, Toml>;
export type Toml = string | bigint | number | boolean | readonly Toml[] | Table;

const DEEPEST = 20;
const MOST_DOTS = 20_000; // in all keys of three words or more
const LARGEST = 2n ** 63n;
const MOST_DIGITS = 80; // of a number of 64 bits, in any base

const BLANKS = /[ \t]*/y;
const COMMENT = /#[^\n]*/y;
const BETWEEN = /(?:[ \t\n]|#[^\n]*)*/y;
const BARE = /[A-Za-z0-9_-]+/y;
const SPECIAL = /[+-]?(?:inf|nan)/y;
const NUMBER =
  /0(?:x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|b[01](?:_?[01])*|o[0-7](?:_?[0-7])*)|[+-]?(?:0|[1-9](?:_?[0-9])*)((?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?)/y;
const DATE = /[0-9]{4}-[0-9]{2}|[0-9]{2}:[0-9]{2}/y;
const ESCAPE = /\\(?:([btnfr"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))/y;
const CONTINUED = /\\[ \t]*\n[ \t\n]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ b: "\b", t: "\t", n: "\n", f: "\f", r: "\r", '"': '"', "\\": "\\" },
};
/** Controls that stand in no text and no comment. */
const CONTROL = /[\0-\x08\x0b-\x1f\x7f]/;

/** The table in a text. Throws an Error, which says what is wrong and in which line. */
export function readToml(text: string): Table {
  const table = new TomlReader(text.replaceAll("\r\n", "\n")).whole();
  let level: readonly Toml[] = [table];
  for (let depth = 0; depth < DEEPEST; depth++) level = level.flatMap(inside);
  if (level.length) tooDeep();
  return table;
}

function inside(value: Toml): readonly Toml[] {
  if (value instanceof Map) return [...value.values()];
  return isList(value) ? value : [];
}

/** Whether a value is a list. */
export function isList(value: Toml | undefined): value is readonly Toml[] {
  return Array.isArray(value);
}

function tooDeep(): never {
  throw new Error("tables or lists nest too deeply");
}

class TomlReader {
  private at = 0;
  private dots = 0;
  private readonly root: Table = new Map();
  /** Tables that a header or a key with dots made, which no other header may name. */
  private readonly declared = new Set<Toml>();
  /** Those that keys with dots made since the last header: more such keys may add to them. */
  private readonly growing = new Set<Toml>();
  /** Lists and tables that were written as values: nothing is added to them. */
  private readonly closed = new Set<Toml>();

  constructor(private readonly text: string) {
    const odd = text.search(CONTROL);
    if (odd >= 0) {
      this.at = odd;
      this.fail("a control character");
    }
  }

  whole(): Table {
    let table = this.root;
    for (;;) {
      this.match(BETWEEN);
      if (this.at === this.text.length) return this.root;
      if (this.text[this.at] === "[") table = this.header();
      else this.keyAndValue(table);
      this.match(BLANKS);
      this.match(COMMENT);
      if (this.at < this.text.length && this.text[this.at] !== "\n")
        this.fail("no end of the line");
    }
  }

  private fail(what: string): never {
    const line = this.text.slice(0, this.at).split("\n").length;
    throw new Error(`it is no TOML: ${what} (line ${line})`);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  private takes(mark: string): boolean {
    const isThere = this.text.startsWith(mark, this.at);
    if (isThere) this.at += mark.length;
    return isThere;
  }

  private expect(mark: string): void {
    if (!this.takes(mark)) this.fail(`${mark} is missing`);
  }

  /** The table of `[key]` or `[[key]]`. */
  private header(): Table {
    const isList = this.takes("[[");
    if (!isList) this.expect("[");
    for (const made of this.growing) this.declared.add(made);
    this.growing.clear();
    const key = this.key();
    this.expect(isList ? "]]" : "]");
    const stem = key.at(-1)!;
    const parent = this.nested(this.root, key.slice(0, -1));
    if (!isList) {
      const table = this.nested(parent, [stem]);
      if (this.declared.has(table)) this.fail("a table that stands twice");
      this.declared.add(table);
      return table;
    }
    const list = parent.get(stem) ?? [];
    if (!Array.isArray(list) || this.closed.has(list)) this.fail("a key that stands twice");
    const table: Table = new Map();
    this.declared.add(table);
    list.push(table);
    parent.set(stem, list);
    return table;
  }

  /** The table to which a key leads, in which tables are made; of a list it is the last one. */
  private nested(from: Table, key: readonly string[], made?: Set<Toml>): Table {
    let table = from;
    for (const word of key) {
      let inner = table.get(word);
      if (inner === undefined) table.set(word, (inner = new Map()));
      if (this.closed.has(inner)) this.fail("a key that stands twice");
      if (Array.isArray(inner) && !made) inner = inner.at(-1) as Toml;
      if (!(inner instanceof Map)) this.fail("a key that stands twice");
      if (made) {
        if (this.declared.has(inner)) this.fail("a table that stands twice");
        made.add(inner);
      }
      table = inner;
    }
    return table;
  }

  private keyAndValue(table: Table): void {
    const key = this.key();
    this.expect("=");
    this.match(BLANKS);
    const value = this.value(1);
    const parent = this.nested(table, key.slice(0, -1), this.growing);
    const stem = key.at(-1)!;
    if (parent.has(stem)) this.fail(`the key ${JSON.stringify(stem)} stands twice`);
    parent.set(stem, value);
  }

  /** The words of a key, and the blanks around it. */
  private key(): string[] {
    const words: string[] = [];
    do {
      this.match(BLANKS);
      const mark = this.text[this.at];
      if (mark === '"' || mark === "'") {
        this.at += 1;
        words.push(this.line(mark));
      } else words.push(this.match(BARE)?.[0] ?? this.fail("a key is missing"));
      this.match(BLANKS);
    } while (this.takes("."));
    const dots = words.length - 1;
    this.dots += dots > 1 ? dots : 0;
    if (dots > DEEPEST || this.dots > MOST_DOTS) tooDeep();
    return words;
  }

  private value(depth: number): Toml {
    if (depth > DEEPEST) tooDeep();
    const mark = this.text[this.at];
    if (this.takes('"""') || this.takes("'''")) return this.lines(mark!);
    if (this.takes('"') || this.takes("'")) return this.line(mark!);
    if (this.takes("[")) return this.list(depth);
    if (this.takes("{")) return this.inline(depth);
    if (this.takes("true")) return true;
    if (this.takes("false")) return false;
    return this.number();
  }

  private number(): number | bigint {
    const start = this.at;
    if (this.match(DATE)) {
      this.at = start;
      this.fail("a date or a time, of which a pack has none");
    }
    const special = this.match(SPECIAL);
    if (special) {
      const isMinus = special[0].startsWith("-");
      return special[0].endsWith("nan") ? NaN : isMinus ? -Infinity : Infinity;
    }
    const found = this.match(NUMBER) ?? this.fail("a value is missing");
    const digits = found[0].replaceAll("_", "");
    if (found[1]) return Number(digits);
    const plain = digits.replace(/^[+-]/, "");
    if (plain.length > MOST_DIGITS) this.tooLarge();
    const number = digits.startsWith("-") ? -BigInt(plain) : BigInt(plain);
    if (number < -LARGEST || number >= LARGEST) this.tooLarge();
    return number;
  }

  private tooLarge(): never {
    throw new Error("a number has more than 64 bits");
  }

  private list(depth: number): Toml[] {
    const list: Toml[] = [];
    this.closed.add(list);
    for (;;) {
      this.match(BETWEEN);
      if (this.takes("]")) return list;
      list.push(this.value(depth + 1));
      this.match(BETWEEN);
      if (this.takes("]")) return list;
      this.expect(",");
    }
  }

  private inline(depth: number): Table {
    const table: Table = new Map();
    this.match(BLANKS);
    if (!this.takes("}")) {
      do {
        const key = this.key();
        this.expect("=");
        this.match(BLANKS);
        const value = this.value(depth + key.length);
        const parent = this.nested(table, key.slice(0, -1), new Set());
        const stem = key.at(-1)!;
        if (parent.has(stem)) this.fail(`the key ${JSON.stringify(stem)} stands twice`);
        parent.set(stem, value);
        this.match(BLANKS);
      } while (this.takes(","));
      this.expect("}");
    }
    this.closed.add(table);
    return table;
  }

  /** The rest of a text in one line, which ends with `mark`. */
  private line(mark: string): string {
    let text = "";
    for (;;) {
      const letter = this.text[this.at];
      if (letter === undefined || letter === "\n") this.fail("a text without an end");
      if (letter === mark) {
        this.at += 1;
        return text;
      }
      text += letter === "\\" && mark === '"' ? this.escaped() : this.plain(mark);
    }
  }

  /** The rest of a text in several lines, which ends with three times `mark`. */
  private lines(mark: string): string {
    let text = "";
    this.takes("\n");
    for (;;) {
      if (this.at === this.text.length) this.fail("a text without an end");
      if (this.takes(mark.repeat(3))) {
        // One or two more of them are part of the text.
        for (let more = 0; more < 2 && this.takes(mark); more++) text += mark;
        return text;
      }
      const letter = this.text[this.at];
      if (letter === "\\" && mark === '"') text += this.match(CONTINUED) ? "" : this.escaped();
      else if (letter === mark || letter === "\n") {
        text += letter;
        this.at += 1;
      } else text += this.plain(mark);
    }
  }

  private plain(mark: string): string {
    return this.match(mark === '"' ? /[^"\\\n]+/y : /[^'\n]+/y)![0];
  }

  private escaped(): string {
    const [, letter, short, long] = this.match(ESCAPE) ?? this.fail("an escape that is none");
    if (letter) return ESCAPES[letter]!;
    const code = parseInt(short ?? long!, 16);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) this.fail("an escape that is none");
    return String.fromCodePoint(code);
  }
}
