/**
 * The reader of drawings: builds the canonical text of a file, and gathers its faults, each with
 * its line.
 */

import { asFile } from "../bytes.js";
import { GEOMETRY, readElement, type Element } from "./elements.js";
import { begun, MAX_NUMBERS, MAX_TRANSFORMS, TooManyNumbers, type Command } from "./spelling.js";
import { NotWellFormed, readXml, type Handler } from "./xml.js";

const MAX_BYTES = 1_000_000;
const MAX_FAULTS = 100;
const MAX_COLOURS = 12;
const LEAST_SCALE = 0.01;
const GREATEST_SCALE = 100;
const NAMESPACE = "http://www.w3.org/2000/svg";
const ON_SVG = ["xmlns", "viewBox", "width", "height"];
const TOO_DEEP = `groups and transforms nest at most ${MAX_TRANSFORMS} deep`;

/** One fault of a drawing; `line` counts from 1, and is null where it is not known. */
export interface DrawingFault {
  readonly reason: string;
  readonly line: number | null;
}

/** A drawing with faults, in the order of their lines; if they are many, the last says how many. */
export class FaultyDrawing extends Error {
  readonly faults: readonly DrawingFault[];

  constructor(faults: readonly DrawingFault[]) {
    super(faults[0]?.reason);
    this.name = "FaultyDrawing";
    this.faults = faults;
  }
}

/** The rest of the file is not read, because of a fault that was noted. */
class Stop extends Error {}

/** Weighs the elements of a drawing: what is wrong if it now takes too long to paint. */
export type Weigh = (
  text: string,
  around: readonly Command[],
  colours: number,
) => string | undefined;

/**
 * Text and number of numbers of a drawing, whose elements `weigh` may refuse, and which may have so
 * many colours.
 */
export function readWeighed(
  given: Uint8Array,
  colours: Iterable<string>,
  weigh?: Weigh,
  most = MAX_COLOURS,
): { readonly text: string; readonly numbers: number } {
  const data = asFile(given);
  if (data.length > MAX_BYTES) {
    throw new FaultyDrawing([
      { reason: "a drawing file holds at most 1,000,000 bytes", line: null },
    ]);
  }
  if (data.includes(0)) throw new FaultyDrawing([{ reason: "is no text in UTF-8", line: null }]);
  const reader = new Reader(new Set(colours), most, weigh);
  const xml = new TextDecoder().decode(data);
  const references = referencesIn(xml);
  try {
    readXml(isUtf8(data) ? xml : xml.replace(/\ufffd/g, "\uffff"), reader);
  } catch (error) {
    if (error instanceof NotWellFormed) {
      if (!error.isEntity) reader.note(error.message, error.line);
    } else if (!(error instanceof Stop)) throw error;
  }
  for (const line of references) {
    reader.note("character references and entities are outside the subset", line);
  }
  if (reader.faults.length) {
    const faults: DrawingFault[] = reader.faults.sort((a, b) => a.line - b.line);
    const more = reader.more.toLocaleString("en-US");
    const last = { reason: `and ${more} more faults in this drawing`, line: null };
    throw new FaultyDrawing(reader.more ? [...faults, last] : faults);
  }
  return reader;
}

function isUtf8(data: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(data);
    return true;
  } catch {
    return false;
  }
}

/** The line of each & outside comments: there it can only begin a reference. */
function referencesIn(xml: string): number[] {
  const plain = xml.replace(/<!--[^]*?(?:-->|$)/g, (comment) => comment.replace(/[^\n]/g, " "));
  return plain.split("\n").flatMap((row, n) => Array(row.split("&").length - 1).fill(n + 1));
}

/** Builds the canonical text from the events of the XML, and gathers faults. */
class Reader implements Handler {
  text = "";
  more = 0;
  readonly faults: { reason: string; line: number }[] = [];
  private readonly colours: ReadonlySet<string>;
  private readonly most: number;
  private readonly weigh: Weigh | undefined;
  private readonly used = new Set<string>();
  private readonly open: string[] = [];
  private readonly groups: (readonly Command[])[] = [];
  private skipped = 0; // how many elements are open whose outermost one was refused
  numbers = 0;

  constructor(colours: ReadonlySet<string>, most: number, weigh?: Weigh) {
    this.colours = colours;
    this.most = most;
    this.weigh = weigh;
  }

  note(reason: string, line: number): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push({ reason, line });
    else this.more += 1;
  }

  start(name: string, attributes: Map<string, string>, line: number): void {
    const parent = this.open.at(-1);
    const skip = (reason: string): void => {
      this.note(reason, line);
      this.skipped = 1;
    };
    if (this.skipped) this.skipped += 1;
    else if (parent === undefined) this.root(name, attributes, line);
    else if (parent !== "svg" && parent !== "g") {
      skip(`<${name.slice(0, 20)}> stands inside <${parent}>`);
    } else if (!Object.hasOwn(GEOMETRY, name)) {
      skip(`element <${name.slice(0, 20)}> is outside the subset`);
    } else if (name === "g" && this.groups.length === MAX_TRANSFORMS) skip(TOO_DEEP);
    else {
      this.open.push(name);
      this.element(name, attributes, line);
    }
  }

  private root(name: string, attributes: Map<string, string>, line: number): void {
    if (name !== "svg" || attributes.get("viewBox") !== "0 0 512 512") {
      this.note('the file must be <svg viewBox="0 0 512 512">', line);
    }
    if (name !== "svg") throw new Stop();
    if ((attributes.get("xmlns") ?? NAMESPACE) !== NAMESPACE) {
      this.note(`xmlns must be ${NAMESPACE}`, line);
    }
    for (const extra of [...attributes.keys()].filter((key) => !ON_SVG.includes(key)).sort()) {
      this.note(`attribute ${begun(extra)} does not belong on svg`, line);
    }
    this.open.push(name);
  }

  private element(name: string, attributes: Map<string, string>, line: number): void {
    const element = readElement(name, attributes, this.colours, MAX_NUMBERS - this.numbers);
    for (const reason of element.faults) this.note(reason, line);
    this.numbers += element.numbers;
    if (this.numbers > MAX_NUMBERS) {
      this.note(new TooManyNumbers().message, line);
      throw new Stop();
    }
    if (name === "g") this.group(element, line);
    else if (!element.faults.length) {
      for (const colour of element.colours) this.used.add(colour);
      if (this.used.size > this.most) {
        this.note(`uses more than ${this.most} colours`, line);
        throw new Stop();
      }
      const dear = this.weigh?.(element.text, this.groups.at(-1) ?? [], this.used.size);
      if (dear) {
        this.note(dear, line);
        throw new Stop();
      }
    }
    this.text += element.text;
  }

  private group({ transforms }: Element, line: number): void {
    let around = [...(this.groups.at(-1) ?? []), ...transforms];
    if (around.length > MAX_TRANSFORMS) {
      this.note(TOO_DEEP, line);
      around = [];
    }
    const factor = around
      .filter(([operation]) => operation === "scale")
      .reduce((product, [, [value = 1]]) => product * Math.abs(value), 1);
    if (!(LEAST_SCALE <= factor && factor <= GREATEST_SCALE)) {
      const scaled = Number(factor.toPrecision(6));
      this.note(`transform: scaled ${scaled} in all; ${LEAST_SCALE} … ${GREATEST_SCALE}`, line);
      around = [];
    }
    this.groups.push(around);
  }

  end(name: string): void {
    if (this.skipped) {
      this.skipped -= 1;
      return;
    }
    this.open.pop();
    if (name === "g") {
      this.groups.pop();
      this.text += "</g>";
    }
  }

  characters(text: string, line: number): void {
    if (/[^ \t\r\n]/.test(text) && !this.skipped) {
      this.note(`text ${begun(text)} is outside the subset`, line);
    }
  }

  section(line: number): void {
    this.note("a CDATA section is outside the subset", line);
  }

  instruction(line: number): void {
    this.note("processing instructions are outside the subset", line);
  }

  documentType(line: number): void {
    this.note("document types and entities are outside the subset", line);
    throw new Stop();
  }

  declaration(version: string, encoding: string, line: number): void {
    if (version !== "1.0" || encoding.toLowerCase() !== "utf-8") {
      this.note("an XML declaration gives version 1.0 and the encoding UTF-8, or none", line);
    }
  }
}
