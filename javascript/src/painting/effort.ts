/**
 * The effort of painting a shape, counted from its numbers before anything is painted
 * (docs/species.md, "Effort"): a few bytes can need much time.
 *
 * It comes from the work of Python's painter: points after curves became lines, the area of the
 * canvas that each fill, line or piece of a path may cover, and the rows that edges cross.
 */

import {
  applied,
  arcOf,
  arcSteps,
  cornersOf,
  curveSteps,
  matrixOf,
  scaleOf,
  stepsOf,
  type Matrix,
  type Point,
} from "./outline.js";
import type { Shape } from "./shapes.js";

/** The most effort of one portrait, and so of one drawing. */
export const MAX_EFFORT = 12_000;

const CANVAS = 512;
const TOLERANCE = (0.1 * CANVAS) / 2048;
const [SHAPE, PIECE, CORNER, CROSSING] = [4.5, 0.05, 0.008, 0.002];
const [POINT, ROWS] = [0.022, 0.03]; // of a point, and of one that is in all rows
const [AREA, PIECE_AREA, FADED_AREA, DISC_AREA] = [100, 450, 800, 8];
const [PLANE, PLANE_AREA] = [25, 30];

/** One subpath: its points, the units of height that its edges cross, and its box. */
class Subpath {
  points = 0;
  crossings = 0;
  left = Infinity;
  top = Infinity;
  right = -Infinity;
  bottom = -Infinity;

  /** Widen the box to a point, and to a distance of `around` on all sides of it. */
  reach([x, y]: Point, around = 0): void {
    this.left = Math.min(this.left, x - around);
    this.right = Math.max(this.right, x + around);
    this.top = Math.min(this.top, y - around);
    this.bottom = Math.max(this.bottom, y + around);
  }

  /** The part of the canvas that the box covers, widened on all sides. */
  area(around = 0): number {
    const width = Math.min(CANVAS, this.right + around) - Math.max(0, this.left - around);
    const height = Math.min(CANVAS, this.bottom + around) - Math.max(0, this.top - around);
    return (Math.max(0, width) * Math.max(0, height)) / CANVAS ** 2;
  }

  /** The part of the rows of the canvas in which there may be an edge. */
  height(): number {
    return Math.max(0, Math.min(CANVAS, this.bottom) - Math.max(0, this.top)) / CANVAS;
  }
}

/** The effort of one shape, in a drawing that is painted with this number of planes. */
export function effortOf(shape: Shape, planes: number): number {
  const matrix = matrixOf(shape.transforms);
  const paths = subpaths(shape, matrix);
  const whole = new Subpath();
  for (const path of paths) {
    whole.reach([path.left, path.top]);
    whole.reach([path.right, path.bottom]);
  }
  const points = sum(paths.map((path) => path.points));
  const radius = shape.stroke ? (shape.width * scaleOf(matrix)) / 2 : 0;
  let total = SHAPE + PIECE * paths.length + POINT * points;
  if (shape.fill) total += filled(paths) + whole.area() * (AREA + planes * PLANE_AREA);
  if (shape.stroke) {
    total += 2 * CROSSING * sum(paths.map((path) => path.crossings));
    total += lined(points, radius) + whole.area(radius) * (AREA + planes * PLANE_AREA);
  }
  if (shape.opacity !== 1) total += 3 * SHAPE + FADED_AREA * whole.area(radius);
  return total;
}

/** The effort of a drawing's planes: one for each of its colours, and one for the ground. */
export function planesEffort(colours: number): number {
  return colours ? PLANE * (1 + colours) : 0;
}

/** The words of the fault of an effort that is above the limit. */
export function tooDear(effort: number): string {
  const spelled = Math.round(effort).toLocaleString("en-US");
  return `an effort of ${spelled}, where ${MAX_EFFORT.toLocaleString("en-US")} are allowed`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function filled(paths: readonly Subpath[]): number {
  let total = 0;
  for (const path of paths) {
    // For each row the painter looks at all edges of the path.
    total += path.points * ROWS * path.height() + path.crossings * CROSSING;
    if (paths.length > 1) total += PIECE_AREA * path.area();
  }
  return total;
}

/** The effort of a line: a disc at each point, and a piece from each to the next. */
function lined(points: number, radius: number): number {
  const across = Math.min(1, (2 * radius) / CANVAS);
  const corners = cornersOf(radius, TOLERANCE) + 4;
  const each = corners * (CORNER + ROWS * across) + 4 * CANVAS * across * CROSSING;
  return points * (each + PIECE + 2 * DISC_AREA * across ** 2);
}

/** The subpaths of a shape after its transforms, counted as they are painted. */
function subpaths(shape: Shape, matrix: Matrix): Subpath[] {
  const factor = scaleOf(matrix);
  const tolerance = TOLERANCE / factor;
  const paths: Subpath[] = [];
  let path = new Subpath();
  for (const { kind, controls, numbers } of stepsOf(shape.path)) {
    if (kind === "move" || kind === "close") {
      if (kind === "close" || path.points > 1) paths.push(path);
      path = new Subpath();
      path.points = 1;
      path.reach(applied(matrix, controls[0]!));
    } else if (kind === "arc") {
      const arc = arcOf(controls[0]!, numbers);
      if (!arc) continue;
      const longest = Math.max(arc.rx, arc.ry) * factor;
      path.points += arcSteps(arc, tolerance);
      path.reach(applied(matrix, controls[1]!));
      path.reach(applied(matrix, arc.centre), longest);
      const turns = Math.abs(arc.span) / Math.PI + 2;
      path.crossings += Math.min(longest * Math.abs(arc.span), turns * CANVAS);
    } else {
      path.points += kind === "curve" ? curveSteps(controls, tolerance) : 1;
      const reached = controls.map((point) => applied(matrix, point));
      reached.forEach((point, n) => {
        path.reach(point); // a curve stays within the box of its points
        if (n) path.crossings += Math.min(CANVAS, Math.abs(point[1] - reached[n - 1]![1]));
      });
    }
  }
  if (path.points > 1) paths.push(path);
  return paths;
}
