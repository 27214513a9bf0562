/**
 * Portraits painted from their SVG text, without a browser: close to what renderers show
 * (docs/portrait.md), not equal to the pixels of Python's pictures.
 */

import { asText, toUtf8 } from "../bytes.js";
import { FaultyDrawing, readWeighed } from "../drawings/reader.js";
import type { Pixels } from "../papers/pixels.js";
import { notAPicture } from "../papers/png.js";
import { HEAD, TAIL, type SvgOptions } from "../svg.js";
import { effortOf, MAX_EFFORT, planesEffort, tooDear } from "./effort.js";
import { cornersOf, matrixOf, ringsOf, scaleOf, type Point, type Ring } from "./outline.js";
import { Canvas, type Polygon } from "./raster.js";
import { shapeOf, type Shape } from "./shapes.js";

const VIEW_BOX = 512;
const LARGEST = 2_048;
const MOST_COLOURS = 128;
const MOST_INKS = 12; // that count as effort
const TOLERANCE = 0.1; // pixels between a curve and its lines
const COLOUR = / (?:fill|stroke)="(#[0-9a-f]{6})"/g;
const COLOURS = / (?:fill="#([0-9a-f]{6})"(?: stroke="#([0-9a-f]{6})")?|stroke="#([0-9a-f]{6})")/g;

/**
 * The picture of a portrait's SVG text, `size` pixels a side: RGB on white, or RGBA without
 * background.
 *
 * Throws NotAPicture for a text that `svg` would not write, or that takes too long to paint, and a
 * RangeError for a size that is not 1 … 2048.
 */
export function paintSvg(
  text: string,
  size: number,
  { background = true }: SvgOptions = {},
): Pixels {
  checkSize(size);
  // A small picture is the mean of a larger one: so its edges are as soft as those of others.
  const times = Math.max(1, Math.ceil(VIEW_BOX / size));
  const canvas = new Canvas(size * times);
  if (background) canvas.data.fill(1);
  for (const shape of shapesOf(asText(text))) paintShape(canvas, shape);
  return reduced(canvas, times, background);
}

/** Throws a RangeError for a side that no picture has. */
export function checkSize(size: number): void {
  if (!Number.isInteger(size) || size < 1 || size > LARGEST) {
    throw new RangeError(`a picture has 1 to ${LARGEST} pixels a side, not ${size}`);
  }
}

/** The shapes of a portrait, with their colours as `#rrggbb`. */
function shapesOf(text: string): Shape[] {
  const wrong = (reason: string): Error => notAPicture("the text", reason);
  if (!text.startsWith(HEAD) || !text.endsWith(TAIL)) {
    throw wrong("it does not have the frame of a portrait");
  }
  const body = text.slice(HEAD.length, -TAIL.length);
  if (body.includes(" class=")) throw wrong("a portrait has no classes");
  const colours = new Set(Array.from(body.matchAll(COLOUR), ([, colour]) => colour!.slice(1)));
  if (colours.size > MOST_COLOURS) throw wrong(`it has more than ${MOST_COLOURS} colours`);
  const named = body.replace(COLOURS, (_, fill?: string, stroke?: string, alone?: string) => {
    const names = [fill, ...[stroke, alone].map((each) => each && `${each}-line`)];
    return ` class="${names.filter(Boolean).join(" ")}"`;
  });
  const shapes: Shape[] = [];
  let effort = 0;
  try {
    const file = toUtf8(`<svg viewBox="0 0 512 512">${named}</svg>`);
    readWeighed(
      file,
      colours,
      (element, around, inks) => {
        const shape = shapeOf(element, around);
        shapes.push(shape);
        effort += effortOf(shape, 2);
        const all = effort + planesEffort(Math.min(inks, MOST_INKS));
        return all > MAX_EFFORT ? `takes too long to paint: ${tooDear(all)}` : undefined;
      },
      MOST_COLOURS,
    );
  } catch (error) {
    if (error instanceof FaultyDrawing) throw wrong(error.message);
    throw error;
  }
  return shapes;
}

function paintShape(canvas: Canvas, shape: Shape): void {
  const factor = canvas.side / VIEW_BOX;
  const rings = ringsOf(shape, TOLERANCE / factor).map(({ points, closed }) => ({
    points: points.map(([x, y]): Point => [x * factor, y * factor]),
    closed,
  }));
  if (shape.fill) {
    const polygons = rings.map(({ points }) => points);
    canvas.lay(polygons, channelsOf(shape.fill), shape.opacity, true);
  }
  if (shape.stroke) {
    const radius = (shape.width * scaleOf(matrixOf(shape.transforms)) * factor) / 2;
    const polygons = rings.flatMap((ring) => lineOf(ring, radius));
    canvas.lay(polygons, channelsOf(shape.stroke), shape.opacity, false);
  }
}

/** Red, green and blue, 0 … 1, of six hex digits. */
function channelsOf(digits: string): number[] {
  return digits.match(/../g)!.map((pair) => parseInt(pair, 16) / 255);
}

/** Polygons that together cover a line with round ends and joints; all turn the same way. */
function lineOf({ points, closed }: Ring, radius: number): Polygon[] {
  const corners = cornersOf(radius, TOLERANCE);
  const turn = (2 * Math.PI) / corners;
  const discs = points.map(([x, y]) =>
    Array.from({ length: corners }, (_, n): Point => [
      x + radius * Math.cos(turn * n),
      y + radius * Math.sin(turn * n),
    ]),
  );
  const pieces = points.flatMap(([x0, y0], n): Polygon[] => {
    const end = points[n + 1] ?? (closed ? points[0] : undefined);
    const length = end ? Math.hypot(end[0] - x0, end[1] - y0) : 0;
    if (!end || !length) return [];
    const [x1, y1] = end;
    const [x, y] = [(-(y1 - y0) / length) * radius, ((x1 - x0) / length) * radius];
    return [
      [
        [x0 - x, y0 - y],
        [x1 - x, y1 - y],
        [x1 + x, y1 + y],
        [x0 + x, y0 + y],
      ],
    ];
  });
  return [...discs, ...pieces];
}

/** The means of squares of `times` × `times` pixels, as bytes; colours without their opacity. */
function reduced({ side, data }: Canvas, times: number, isOpaque: boolean): Pixels {
  const size = side / times;
  const channels = isOpaque ? 3 : 4;
  const out = new Uint8Array(channels * size ** 2);
  for (let at = 0; at < size ** 2; at++) {
    const sums = [0, 0, 0, 0];
    const corner = Math.floor(at / size) * times * side + (at % size) * times;
    for (let row = 0; row < times; row++) {
      for (let column = 0; column < times; column++) {
        const from = 4 * (corner + row * side + column);
        for (let channel = 0; channel < 4; channel++) sums[channel]! += data[from + channel]!;
      }
    }
    const opacity = sums[3]!;
    if (!opacity) continue;
    const pixel = sums.slice(0, 3).map((sum) => byteOf(sum / opacity));
    out.set([...pixel, byteOf(opacity / times ** 2)].slice(0, channels), channels * at);
  }
  return { mode: isOpaque ? "RGB" : "RGBA", width: size, height: size, data: out };
}

function byteOf(share: number): number {
  return Math.min(255, Math.round(255 * share));
}
