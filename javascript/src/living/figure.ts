/**
 * From a genome to pieces that move: the drawings of its portrait, cut where they move apart.
 *
 * In paint order, and with every piece at rest, the pieces are the portrait. Lids over the eyes and
 * the inside of the mouth are added; each slides in a window, an area outside of which nothing of
 * it is seen, and at rest it is outside.
 */

import { AvatarchainError, quoted } from "../errors.js";
import { express } from "../expression.js";
import type { Species } from "../species.js";
import { colourOf, colouredText, HEAD, TAIL, type SvgOptions } from "../svg.js";
import {
  faulty,
  seatMatrix,
  type FormRow,
  type Matrix,
  type Pose,
  type Rig,
  type Shape,
} from "./rig.js";
import type { Slide } from "./rig.js";

/** SVG elements that move as one. `window` is a piece's number in `Figure.windows`, or null. */
export interface Piece {
  readonly text: string;
  readonly bone: number;
  readonly depth: number;
  readonly slide: Slide | "";
  readonly travel: number;
  readonly window: number | null;
}

/** The pieces of a genome, bottom first, and the elements of the windows, without colours. */
export interface Figure {
  readonly pieces: readonly Piece[];
  readonly windows: readonly string[];
}

const DEEPEST = 16; // groups in one another
const MOST_LETTERS = 32_000_000;
const TAG = /<g[^<>]*>|<\/g>|<[a-z]+ [^<>]*\/>/g;
const COLOURS = / (?:fill|stroke|stroke-width|opacity)="[^"]*"/g;
const INK = /(?:fill|stroke)="(#[0-9a-f]{6})"/g;
const PATH = / d="([^"]*)"/;

/** The pieces of a genome. Throws NoDrawing if the species is made of images. */
export function figure(
  species: Species,
  rig: Rig,
  genome: bigint,
  { background = true }: SvgOptions = {},
): Figure {
  if (species.images) {
    const sentence = `the species ${quoted(species.name)} is made of PNG layers and has no SVG`;
    throw new AvatarchainError("NoDrawing", sentence);
  }
  const { forms, hidden } = express(species, genome);
  const colour = (number: number): string => colourOf(species, forms, number);
  const pieces: Piece[] = [];
  const windows: string[] = [];
  const skin: (readonly number[])[] = [];
  const room = new Room(species);
  species.layers.forEach(({ locus, drawings }, number) => {
    const form = forms[locus] ?? 0;
    const row = rig.layers[number]?.[form];
    const ground = !background && locus === species.background;
    if ((hidden >> locus) & 1 || ground || !row) return;
    const boxes = rig.skin.layers[number]?.[form];
    if (boxes) skin.push(boxes);
    const drawing = drawings[form];
    const text = drawing ? colouredText(drawing, colour) : "";
    addPieces(row, text, new Paints(rig, skin, text, colour, room), pieces, windows);
  });
  return { pieces, windows };
}

function addPieces(
  row: Exclude<FormRow, 0>,
  text: string,
  paints: Paints,
  pieces: Piece[],
  windows: string[],
): void {
  const elements = elementsOf(text, paints.room);
  const [rows, openings] = row;
  if (typeof rows === "number") {
    const depth = Number(openings);
    const whole = elements.join("");
    pieces.push({ text: whole, bone: rows, depth, slide: "", travel: 0, window: null });
    return;
  }
  const first = windows.length;
  for (const [bone, depth, slide, travel, window, shapes] of rows) {
    const drawn = shapes.map((shape) => paints.shape(shape, elements)).join("");
    const opening = window < 0 ? null : first + window;
    pieces.push({ text: drawn, bone, depth, slide, travel, window: opening });
  }
  for (const shape of openings as readonly Shape[]) {
    windows.push(paints.shape(shape, elements).replace(COLOURS, ""));
  }
}

/** The elements of a drawing one by one, each with the groups around it. */
function elementsOf(text: string, room: Room): string[] {
  const groups: string[] = [];
  const elements: string[] = [];
  for (const [found] of text.matchAll(TAG)) {
    if (found === "</g>") groups.pop();
    else if (found.startsWith("<g")) {
      if (groups.push(found) > DEEPEST) throw room.fault("its drawings nest too deep");
    } else {
      const around = groups.filter((group) => group !== "<g>");
      elements.push(room.take(around.join("") + found + "</g>".repeat(around.length)));
    }
  }
  return elements;
}

/** How many letters a figure may still have: rows of a rig may name one element many times. */
class Room {
  private left = MOST_LETTERS;

  constructor(private readonly species: Species) {}

  /** The text, if there is room. Throws FaultyRig. */
  take(text: string): string {
    this.left -= text.length;
    if (this.left < 0) throw this.fault(`it draws more than ${MOST_LETTERS} letters`);
    return text;
  }

  fault(reason: string): AvatarchainError {
    return faulty(this.species, reason);
  }
}

/** The colours of one layer of one genome, those of what is added among them. */
class Paints {
  constructor(
    private readonly rig: Rig,
    private readonly skin: readonly (readonly number[])[],
    private readonly text: string,
    private readonly colour: (number: number) => string,
    readonly room: Room,
  ) {}

  shape(shape: Shape, elements: readonly string[]): string {
    return this.room.take(this.spelled(shape, elements));
  }

  private spelled(shape: Shape, elements: readonly string[]): string {
    if (typeof shape !== "number") {
      const [number = 0, ...subpaths] = shape;
      return (elements[number] ?? "").replace(PATH, (_, data: string) => {
        const parts = data.match(/M[^M]*/g) ?? [];
        return ` d="${subpaths.map((part) => parts[part]).join("")}"`;
      });
    }
    if (shape >= 0) return elements[shape] ?? "";
    return (this.rig.texts[-1 - shape] ?? "").replace(/\{([^}]*)\}/g, (_, words: string) =>
      this.named(words),
    );
  }

  private named(words: string): string {
    if (words === "ink") return this.ink();
    const [, side, box, line] = /^([abr])(\d+):?(.*)$/.exec(words) ?? [];
    if (side === undefined) return words.startsWith("#") ? words : this.colour(Number(words));
    const [below, above] = this.lids(Number(box));
    if (side !== "r") return side === "a" ? above : below;
    const drawn = this.named(line ?? "");
    return drawn === this.ink() ? drawn : above;
  }

  /** The darkest colour of the layer. */
  private ink(): string {
    const light = (colour: string): number =>
      [1, 3, 5].reduce((sum, k) => sum + parseInt(colour.slice(k, k + 2), 16), 0);
    const colours = [...this.text.matchAll(INK)].map(([, colour = ""]) => colour).sort();
    const darker = (a: string, b: string): string => (light(b) < light(a) ? b : a);
    return colours.reduce(darker, colours[0] ?? "#000000");
  }

  /** The colours of the lower and of the upper lid in a box: the commonest of the face there. */
  private lids(box: number): readonly [string, string] {
    const { bare, colours, patterns } = this.rig.skin;
    const rows = this.skin.map((boxes) => patterns[boxes[box] ?? 0] ?? "");
    const seen = Array.from(rows[0] ?? "", (_, spot) => {
      return rows.map((row) => row[spot] ?? ".").reduce((a, b) => (b === "." ? a : b));
    }).filter((letter) => letter !== ".");
    const count = (letter: string): number => seen.filter((other) => other === letter).length;
    if (seen.length === 0) return bare;
    const letter = seen.reduce((a, b) => (count(b) > count(a) ? b : a));
    const [below, above] = colours[letter.charCodeAt(0) - "a".charCodeAt(0)] ?? bare;
    const spelled = (text: string): string => text.replace(/\{(\d+)\}/, (_, n) => this.colour(+n));
    return [spelled(below), spelled(above)];
  }
}

/** Where a pose puts a piece: `seat` moves it with its window, `slide` in it. */
export interface Place {
  readonly seat: Matrix;
  readonly slide: Matrix;
  /** 0 … 1; 0 is not seen at all. */
  readonly opacity: number;
}

const CHANNELS: Readonly<Record<Slide, readonly string[]>> = {
  gaze: [],
  gape: [],
  upper: ["blink"],
  lower: ["blink"],
  curved: ["happy"],
  cheek: ["happy"],
  rim: ["blink", "happy"],
  jaw: ["talk"],
};

/** Where a pose puts a piece of a figure. */
export function placeOf(rig: Rig, piece: Piece, pose: Pose): Place {
  const seat = seatMatrix(rig, piece.bone, piece.depth, pose);
  const at = (channel: string): number => pose[channel] ?? 0;
  const channels = piece.slide ? CHANNELS[piece.slide] : [];
  const most = Math.max(0, ...channels.map(at));
  const opacity =
    channels.length === 0 ? 1 : piece.slide === "rim" ? Math.min(1, 8 * most) : most ? 1 : 0;
  return { seat, slide: slideMatrix(rig, piece, at), opacity };
}

function slideMatrix(rig: Rig, piece: Piece, at: (channel: string) => number): Matrix {
  const moved = (x: number, y: number): Matrix => [1, 0, 0, 1, x, y];
  switch (piece.slide) {
    case "gaze":
      return moved(rig.gaze[0] * at("gaze.x"), rig.gaze[1] * at("gaze.y"));
    case "gape": {
      const [across, down] = [1 - 0.08 * at("talk"), 1 + 0.3 * at("talk")];
      return [across, 0, 0, down, 256 - across * 256, piece.travel * (1 - down)];
    }
    case "upper":
      return moved(0, piece.travel * (at("blink") - 1));
    case "lower":
      return moved(0, piece.travel * (1 - at("blink")));
    case "curved":
      return moved(0, piece.travel * (at("happy") - 1));
    case "cheek":
      return moved(0, piece.travel * (1 - at("happy")));
    case "jaw":
      return moved(0, piece.travel * (at("talk") - 1));
    default:
      return moved(0, 0);
  }
}

/**
 * A figure as SVG text: two groups around each piece, whose `transform` a page sets to the `seat`
 * and the `slide` of `placeOf`, and the `opacity` of the inner one.
 *
 * The names of the windows begin with `mark`, which is another one for each figure of a page.
 */
export function figureSvg({ pieces, windows }: Figure, mark: string): string {
  const clips = windows.map((text, n) => `<clipPath id="${mark}${n}">${text}</clipPath>`).join("");
  const body = pieces.map(({ text, slide, window }) => {
    const clip = window === null ? "" : ` clip-path="url(#${mark}${window})"`;
    const hidden = slide && CHANNELS[slide].length ? ' opacity="0"' : "";
    return `<g><g${clip}><g${hidden}>${text}</g></g></g>`;
  });
  return HEAD + clips + body.join("") + TAIL;
}
