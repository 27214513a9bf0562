/** A character that moves on a page. */

import type { Species } from "../species.js";
import { svg, type SvgOptions } from "../svg.js";
import { figure, figureSvg, placeOf } from "./figure.js";
import { show } from "./shown.js";
import { Motion, type Matrix, type Pose, type Rig } from "./rig.js";

export interface PlayOptions extends SvgOptions {
  /** The clip that plays without end; `idle` without it. */
  readonly clip?: string;
}

/** A character that moves; `look` turns head and eyes, each -1 … 1, to the right and down. */
export interface Playing {
  look(x: number, y: number): void;
  stop(): void;
}

const FOLLOW = 0.12; // of the way that is left, a frame
const CALM = "(prefers-reduced-motion: reduce)";

let marks = 0;

/**
 * Fill an element with a character that plays a clip; return what turns and stops it.
 *
 * It ends when the element leaves the page. Where people ask for less motion it is the portrait,
 * and stands still. Throws UnknownClip, FaultyPack if the species' drawings hold more than shapes,
 * and NoDrawing if it is made of images.
 */
export function play(
  host: Element,
  species: Species,
  rig: Rig,
  genome: bigint,
  { clip = "idle", background = true }: PlayOptions = {},
): Playing {
  const motion = new Motion(rig, genome, clip);
  const drawn = figure(species, rig, genome, { background });
  if (matchMedia(CALM).matches) {
    show(host, svg(species, genome, { background }), species);
    return { look: () => undefined, stop: () => undefined };
  }
  marks += 1;
  show(host, figureSvg(drawn, `moving${marks}-`), species);
  const seats = Array.from(host.firstElementChild?.children ?? []).filter(
    ({ tagName }) => tagName === "g",
  );
  const slides = seats.map((seat) => seat.firstElementChild?.firstElementChild);
  const [aim, seen] = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ];
  let frame = 0;
  const step = (now: number): void => {
    if (!host.isConnected) return;
    seen.x += FOLLOW * (aim.x - seen.x);
    seen.y += FOLLOW * (aim.y - seen.y);
    const pose = turned(motion.poseAt(now / 1000), seen.x, seen.y);
    drawn.pieces.forEach((piece, number) => {
      const { seat, slide, opacity } = placeOf(rig, piece, pose);
      seats[number]?.setAttribute("transform", spelled(seat));
      slides[number]?.setAttribute("transform", spelled(slide));
      slides[number]?.setAttribute("opacity", String(opacity));
    });
    frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
  return {
    look: (x, y) => Object.assign(aim, { x: within(x), y: within(y) }),
    stop: () => cancelAnimationFrame(frame),
  };
}

/** A pose with head and eyes turned as well. */
function turned(pose: Pose, x: number, y: number): Pose {
  const add = (channel: string, share: number): number => within((pose[channel] ?? 0) + share);
  return {
    ...pose,
    "look.x": add("look.x", x),
    "look.y": add("look.y", y),
    "gaze.x": add("gaze.x", x),
    "gaze.y": add("gaze.y", y),
  };
}

function within(value: number): number {
  return Math.min(1, Math.max(-1, value));
}

function spelled(matrix: Matrix): string {
  return `matrix(${matrix.map((part) => Math.round(part * 1e4) / 1e4).join(" ")})`;
}
