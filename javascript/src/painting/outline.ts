/**
 * From shapes to points: curves become straight lines, and transforms are applied.
 *
 * How many points there are follows from a tolerance, the greatest distance between a curve and
 * the lines that replace it, in units of the view box. Arcs follow SVG 1.1, appendix F.6.
 */

import type { Command } from "../drawings/spelling.js";
import type { Shape } from "./shapes.js";

export type Point = readonly [x: number, y: number];

/** A subpath as points, and whether it is closed. */
export interface Ring {
  readonly points: readonly Point[];
  readonly closed: boolean;
}

/** a b c d e f: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

/** The subpaths of a shape, after its transforms. */
export function ringsOf(shape: Shape, tolerance: number): Ring[] {
  const matrix = matrixOf(shape.transforms);
  return flattened(shape.path, tolerance / scaleOf(matrix)).map(({ points, closed }) => ({
    points: points.map((point) => applied(matrix, point)),
    closed,
  }));
}

/** By how much a transform enlarges, the same in all directions. */
export function scaleOf([a, b]: Matrix): number {
  return Math.hypot(a, b);
}

/** The matrix of several transforms, of which the last is applied first. */
export function matrixOf(operations: readonly Command[]): Matrix {
  let matrix: Matrix = [1, 0, 0, 1, 0, 0];
  for (const [name, [first = 0, second, third]] of operations) {
    if (name === "translate") matrix = multiplied(matrix, [1, 0, 0, 1, first, second ?? 0]);
    else if (name === "scale") matrix = multiplied(matrix, [first, 0, 0, second ?? first, 0, 0]);
    else {
      const angle = radians(first);
      const [c, s, x, y] = [Math.cos(angle), Math.sin(angle), second ?? 0, third ?? 0];
      matrix = multiplied(matrix, [1, 0, 0, 1, x, y]);
      matrix = multiplied(matrix, [c, s, -s, c, 0, 0]);
      matrix = multiplied(matrix, [1, 0, 0, 1, -x, -y]);
    }
  }
  return matrix;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** The matrix that does first `n`, then `m`. */
function multiplied(m: Matrix, n: Matrix): Matrix {
  return [
    m[0] * n[0] + m[2] * n[1],
    m[1] * n[0] + m[3] * n[1],
    m[0] * n[2] + m[2] * n[3],
    m[1] * n[2] + m[3] * n[3],
    m[0] * n[4] + m[2] * n[5] + m[4],
    m[1] * n[4] + m[3] * n[5] + m[5],
  ];
}

/** Where a point is after a transform. */
export function applied(m: Matrix, [x, y]: Point): Point {
  return [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]];
}

/** How many corners a disc of this radius has. */
export function cornersOf(radius: number, tolerance: number): number {
  const share = Math.acos(1 - Math.min(tolerance / radius, 0.5));
  return Math.max(8, 4 * Math.ceil(Math.PI / share / 4));
}

/** One step of a path: where it ends, and what leads there. */
export interface Step {
  readonly kind: "move" | "close" | "line" | "curve" | "arc";
  /** The points that decide it, the first of which is where it begins. */
  readonly controls: readonly Point[];
  /** The numbers of an arc's command. */
  readonly numbers: readonly number[];
}

/** The steps of a path, all with absolute points. */
export function* stepsOf(path: readonly Command[]): Generator<Step> {
  let start: Point = [0, 0];
  let now = start;
  let handle = start;
  let before = "";
  for (const [name, numbers] of path) {
    const [first = 0, second = 0] = numbers;
    if (name === "M") {
      start = now = [first, second];
      yield { kind: "move", controls: [now], numbers };
    } else if (name === "Z") {
      now = start;
      yield { kind: "close", controls: [now], numbers };
    } else if (name === "A") {
      const end: Point = [numbers[5]!, numbers[6]!];
      yield { kind: "arc", controls: [now, end], numbers };
      now = end;
    } else {
      const controls = [now, ...controlsOf(name, numbers, now, handle, before)];
      yield { kind: controls.length > 2 ? "curve" : "line", controls, numbers };
      handle = controls.at(-2)!;
      now = controls.at(-1)!;
    }
    before = name;
  }
}

/** The points of a line or a curve behind the one in which it begins. */
function controlsOf(
  name: string,
  numbers: readonly number[],
  now: Point,
  handle: Point,
  before: string,
): Point[] {
  if (name === "H") return [[numbers[0]!, now[1]]];
  if (name === "V") return [[now[0], numbers[0]!]];
  const pairs = Array.from({ length: numbers.length / 2 }, (_, n): Point => [
    numbers[2 * n]!,
    numbers[2 * n + 1]!,
  ]);
  if (name !== "S" && name !== "T") return pairs;
  const isSmooth = (name === "S" ? ["C", "S"] : ["Q", "T"]).includes(before);
  return [isSmooth ? [2 * now[0] - handle[0], 2 * now[1] - handle[1]] : now, ...pairs];
}

/** The subpaths of a path before any transform. */
function flattened(path: readonly Command[], tolerance: number): Ring[] {
  const rings: Ring[] = [];
  let points: Point[] = [];
  for (const { kind, controls, numbers } of stepsOf(path)) {
    const [end] = controls.slice(-1) as [Point];
    if (kind === "move" || kind === "close") {
      if (kind === "close" || points.length > 1) rings.push({ points, closed: kind === "close" });
      points = [end];
    } else if (kind === "arc") points.push(...arcPoints(controls[0]!, numbers, tolerance));
    else if (kind === "curve") points.push(...curvePoints(controls, tolerance));
    else points.push(end);
  }
  if (points.length > 1) rings.push({ points, closed: false });
  return rings;
}

/** How many lines replace a quadratic or cubic curve. */
export function curveSteps(controls: readonly Point[], tolerance: number): number {
  const degree = controls.length - 1;
  let bend = 0;
  for (let n = 2; n <= degree; n++) {
    const [a, b, c] = controls.slice(n - 2, n + 1) as [Point, Point, Point];
    bend = Math.max(bend, Math.hypot(a[0] - 2 * b[0] + c[0], a[1] - 2 * b[1] + c[1]));
  }
  // The chord is at most n(n − 1)/8 · bend / steps² away, for degree n.
  return Math.max(1, Math.ceil(Math.sqrt((((degree * (degree - 1)) / 8) * bend) / tolerance)));
}

function curvePoints(controls: readonly Point[], tolerance: number): Point[] {
  const steps = curveSteps(controls, tolerance);
  return Array.from({ length: steps }, (_, n) => {
    const t = (n + 1) / steps;
    let level = controls;
    while (level.length > 1) {
      level = level.slice(1).map((b, k): Point => {
        const a = level[k]!;
        return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
      });
    }
    return level[0]!;
  });
}

/** A piece of an ellipse: radii, turn, centre, first angle and span; angles in radians. */
export interface Arc {
  readonly rx: number;
  readonly ry: number;
  readonly turn: number;
  readonly centre: Point;
  readonly first: number;
  readonly span: number;
}

/** How many lines replace an arc. */
export function arcSteps({ rx, ry, span }: Arc, tolerance: number): number {
  const step = 2 * Math.acos(1 - Math.min(tolerance / Math.max(rx, ry), 0.5));
  return Math.max(2, Math.ceil(Math.abs(span) / step));
}

/** The arc of a command with these numbers; undefined if it has no length. */
export function arcOf(start: Point, numbers: readonly number[]): Arc | undefined {
  const [rx0, ry0, degrees, large, sweep, endX, endY] = numbers as readonly [
    ...[number, number, number, number, number, number, number],
  ];
  if (start[0] === endX && start[1] === endY) return undefined;
  let [rx, ry] = [rx0, ry0];
  const turn = radians(degrees);
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const [dx, dy] = [(start[0] - endX) / 2, (start[1] - endY) / 2];
  const [x, y] = [c * dx + s * dy, c * dy - s * dx];
  const excess = (x / rx) ** 2 + (y / ry) ** 2;
  if (excess > 1) {
    rx *= Math.sqrt(excess);
    ry *= Math.sqrt(excess);
  }
  const under = (rx * ry) ** 2 - (rx * y) ** 2 - (ry * x) ** 2;
  let root = Math.sqrt(Math.max(0, under / ((rx * y) ** 2 + (ry * x) ** 2)));
  if (large === sweep) root = -root;
  const [px, py] = [(root * rx * y) / ry, (-root * ry * x) / rx];
  const first = Math.atan2((y - py) / ry, (x - px) / rx);
  let span = Math.atan2((-y - py) / ry, (-x - px) / rx) - first;
  if (sweep && span < 0) span += 2 * Math.PI;
  else if (!sweep && span > 0) span -= 2 * Math.PI;
  const centre: Point = [
    c * px - s * py + (start[0] + endX) / 2,
    s * px + c * py + (start[1] + endY) / 2,
  ];
  return { rx, ry, turn, centre, first, span };
}

function arcPoints(start: Point, numbers: readonly number[], tolerance: number): Point[] {
  const end: Point = [numbers[5]!, numbers[6]!];
  const arc = arcOf(start, numbers);
  if (!arc) return [end]; // a line through it has its round ends
  const [c, s] = [Math.cos(arc.turn), Math.sin(arc.turn)];
  const steps = arcSteps(arc, tolerance);
  const points = Array.from({ length: steps - 1 }, (_, n): Point => {
    const angle = arc.first + (arc.span * (n + 1)) / steps;
    const [x, y] = [arc.rx * Math.cos(angle), arc.ry * Math.sin(angle)];
    return [c * x - s * y + arc.centre[0], s * x + c * y + arc.centre[1]];
  });
  return [...points, end];
}
