/**
 * From polygons to pixels: how much of each pixel they cover, and colours laid over one another.
 *
 * Each row of pixels is looked at in four lines; along a line the cover is exact.
 */

import type { Point } from "./outline.js";

export type Polygon = readonly Point[];

const LINES = 4; // of a row of pixels

interface Edge {
  /** Where it crosses the line that is looked at, and how far it moves to the next one. */
  x: number;
  readonly step: number;
  /** The first line that it does not cross. */
  readonly end: number;
  readonly direction: 1 | -1;
}

/** Square picture of `side` pixels; four numbers each, colours multiplied by opacity, 0 … 1. */
export class Canvas {
  readonly data: Float32Array;

  constructor(readonly side: number) {
    this.data = new Float32Array(4 * side ** 2);
  }

  /**
   * Lay a colour (three numbers, 0 … 1) over what the polygons cover: by the rule even-odd, or all
   * that any of them covers, if they all turn the same way.
   */
  lay(
    polygons: readonly Polygon[],
    colour: readonly number[],
    opacity: number,
    isEvenOdd: boolean,
  ): void {
    const { data, side } = this;
    const [red, green, blue] = colour as readonly [number, number, number];
    eachRow(polygons, side, isEvenOdd, (row, shares) => {
      let share = 0;
      for (let column = 0, at = 4 * row * side; column < side; column++, at += 4) {
        share += shares[column]!;
        if (share < 1e-6) continue;
        const [over, under] = [share * opacity, 1 - share * opacity];
        data[at] = red * over + data[at]! * under;
        data[at + 1] = green * over + data[at + 1]! * under;
        data[at + 2] = blue * over + data[at + 2]! * under;
        data[at + 3] = over + data[at + 3]! * under;
      }
    });
  }
}

/** Calls `lay` for each row that is covered, with what its cover grows by from pixel to pixel. */
function eachRow(
  polygons: readonly Polygon[],
  side: number,
  isEvenOdd: boolean,
  lay: (row: number, shares: Float32Array) => void,
): void {
  const starts = new Map<number, Edge[]>();
  for (const polygon of polygons) addEdges(polygon, side, starts);
  const lines = [...starts.keys()];
  if (!lines.length) return;
  const first = lines.reduce((least, line) => Math.min(least, line));
  const shares = new Float32Array(side + 2);
  let active: Edge[] = [];
  for (let line = first; line < side * LINES; line++) {
    active = active.filter((edge) => edge.end > line).concat(starts.get(line) ?? []);
    starts.delete(line);
    addSpans(active, isEvenOdd, shares, side);
    if (line % LINES === LINES - 1) {
      lay(Math.floor(line / LINES), shares);
      shares.fill(0);
    }
    for (const edge of active) edge.x += edge.step;
    if (!active.length && !starts.size) {
      if (line % LINES !== LINES - 1) lay(Math.floor(line / LINES), shares);
      return;
    }
  }
}

function addEdges(polygon: Polygon, side: number, starts: Map<number, Edge[]>): void {
  polygon.forEach(([x0, y0], n) => {
    const [x1, y1] = polygon[(n + 1) % polygon.length]!;
    const [top, low] = y0 < y1 ? [y0, y1] : [y1, y0];
    const start = Math.max(0, Math.ceil(top * LINES - 0.5));
    const end = Math.min(side * LINES, Math.ceil(low * LINES - 0.5));
    if (start >= end) return;
    const step = (x1 - x0) / (y1 - y0) / LINES;
    const x = x0 + ((start + 0.5) / LINES - y0) * step * LINES;
    const edges = starts.get(start) ?? [];
    edges.push({ x, step, end, direction: y0 < y1 ? 1 : -1 });
    starts.set(start, edges);
  });
}

/** Add what one line covers: `shares` are the steps of the cover from pixel to pixel. */
function addSpans(edges: Edge[], isEvenOdd: boolean, shares: Float32Array, side: number): void {
  edges.sort((a, b) => a.x - b.x);
  let winding = 0;
  for (const { x, direction } of edges) {
    const was = isEvenOdd ? winding & 1 : winding;
    winding += direction;
    const is = isEvenOdd ? winding & 1 : winding;
    if (Boolean(was) === Boolean(is)) continue;
    const place = Math.min(side, Math.max(0, x));
    const [pixel, sign] = [Math.floor(place), (is ? 1 : -1) / LINES];
    shares[pixel]! += sign * (1 - (place - pixel));
    shares[pixel + 1]! += sign * (place - pixel);
  }
}
