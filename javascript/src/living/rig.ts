/**
 * Rigs: how a species moves, in the compiled form of Python's `living.compiled`, and poses.
 *
 * A rig is beside a species and never on a chain. A pose says of each channel what it is at one
 * time of a clip; a channel that is missing is 0, and with all at 0 a character is its portrait.
 */

import { blake2b } from "@noble/hashes/blake2.js";

import { concatBytes, word, type Hex } from "../bytes.js";
import { AvatarchainError, quoted } from "../errors.js";
import { tag } from "../seeds.js";
import type { Species } from "../species.js";
import { checkRig, Wrong } from "./checked.js";

export type Pose = Readonly<Record<string, number>>;

/** [a, b, c, d, e, f] as in SVG's `matrix(…)`: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

export const SLIDES = ["gaze", "upper", "lower", "curved", "cheek", "rim", "jaw", "gape"] as const;
export type Slide = (typeof SLIDES)[number];

/** Pairs of a time in seconds and a value, between which the value goes smoothly. */
type Keys = readonly (readonly [number, number])[];
type Tracks = Readonly<Record<string, Keys>>;

/** Seconds, tracks, other clips with their starts, and other clips with how often they play. */
export type Clip = readonly [
  seconds: number,
  tracks: Tracks,
  plays: readonly (readonly [string, number])[],
  scattered: readonly (readonly [string, number])[],
];

/** An element of the drawing, or some of its subpaths; below 0 one of `texts`, -1 the first. */
export type Shape = number | readonly number[];

export type PieceRow = readonly [
  bone: number,
  depth: number,
  slide: Slide | "",
  travel: number,
  window: number,
  shapes: readonly Shape[],
];

/** 0 where nothing is drawn; bone and depth where all moves as one; else pieces and windows. */
export type FormRow =
  | 0
  | readonly [bone: number, depth: number]
  | readonly [pieces: readonly PieceRow[], windows: readonly Shape[]];

export interface Rig {
  readonly rig: 1;
  readonly species: Hex;
  readonly name: string;
  readonly digest: Hex;
  /** Units that depth 1 moves when a head has turned as far as it does. */
  readonly turn: readonly [number, number];
  readonly gaze: readonly [number, number];
  /** Name, number of the parent or -1, and the pivot; parents come first. */
  readonly bones: readonly (readonly [string, number, number, number])[];
  readonly clips: Readonly<Record<string, Clip>>;
  readonly layers: readonly (readonly FormRow[])[];
  readonly texts: readonly string[];
  /** What colour the face has at the 13 spots of each box, by layer and form. */
  readonly skin: {
    readonly bare: readonly [string, string];
    readonly colours: readonly (readonly [string, string])[];
    readonly patterns: readonly string[];
    readonly layers: Readonly<Record<string, readonly (readonly number[])[]>>;
  };
}

/**
 * The rig of a species, from its compiled form as JSON text or as the object that this is.
 *
 * Throws FaultyRig if it is of another species, or not in every field as Python's `living.compiled`
 * writes it, within the bounds of its reader.
 */
export function readRig(compiled: string | object, species: Species): Rig {
  let rig: unknown = compiled;
  try {
    if (typeof compiled === "string") rig = JSON.parse(compiled);
  } catch {
    throw faulty(species, "it is no JSON");
  }
  try {
    checkRig(Object(rig), species);
  } catch (error) {
    if (error instanceof Wrong) throw faulty(species, error.message);
    throw error;
  }
  return rig as Rig;
}

export function faulty({ name }: Species, reason: string): AvatarchainError {
  const sentence = `the rig of the species pack ${quoted(name)} cannot be used: ${reason}`;
  return new AvatarchainError("FaultyRig", sentence);
}

/** When some tracks start, in seconds, and the tracks. */
type Part = readonly [start: number, tracks: Tracks];

/** A clip as one character plays it: what is scattered in it follows from the genome. */
export class Motion {
  readonly seconds: number;
  private readonly parts: readonly Part[];

  /** Throws UnknownClip. */
  constructor(rig: Rig, genome: bigint, name = "idle") {
    const clip = clipOf(rig, name);
    this.seconds = clip[0];
    const parts: Part[] = Object.keys(clip[1]).length ? [[0, clip[1]]] : [];
    for (const [played, start] of clip[2]) parts.push([start, clipOf(rig, played)[1]]);
    for (const [played, count] of clip[3]) {
      const [seconds, tracks] = clipOf(rig, played);
      const room = this.seconds / count;
      shares(genome, played, count).forEach((share, number) => {
        parts.push([hundredths(room * number + (room - seconds) * share), tracks]);
      });
    }
    this.parts = parts;
  }

  /** The pose at a time in seconds, which goes round at the end of the clip. */
  poseAt(time: number): Pose {
    const at = time % this.seconds;
    const pose: Record<string, number> = {};
    for (const [start, tracks] of this.parts) {
      for (const [channel, keys] of Object.entries(tracks)) {
        const end = keys[keys.length - 1]?.[0] ?? 0;
        if (start < at && at < start + end)
          pose[channel] = (pose[channel] ?? 0) + valueAt(keys, at - start);
      }
    }
    for (const channel of ["blink", "happy", "talk"]) {
      const value = pose[channel];
      if (value !== undefined) pose[channel] = Math.min(1, Math.max(0, value));
    }
    return pose;
  }
}

function clipOf(rig: Rig, name: string): Clip {
  const clip = Object.hasOwn(rig.clips, name) ? rig.clips[name] : undefined;
  if (clip) return clip;
  const known = Object.keys(rig.clips).join(", ");
  const sentence = `the species ${quoted(rig.name)} has no clip ${quoted(name)}; it has: ${known}`;
  throw new AvatarchainError("UnknownClip", sentence);
}

/** `count` numbers from 0 up to 1, which follow from the genome and the name of a clip. */
function shares(genome: bigint, name: string, count: number): number[] {
  const data = concatBytes(word(genome), new TextEncoder().encode(name));
  const digest = blake2b(data, { dkLen: 64, personalization: tag("avatarchain-clip") });
  return Array.from({ length: count }, (_, k) => {
    return ((digest[2 * k] ?? 0) * 256 + (digest[2 * k + 1] ?? 0)) / 65_536;
  });
}

/** Rounded to hundredths; what lies in the middle goes to the even one, as Python rounds. */
function hundredths(number: number): number {
  return (number * 8) % 4 === 1 ? Math.floor(number * 100) / 100 : Number(number.toFixed(2));
}

function valueAt(keys: Keys, time: number): number {
  for (let k = 1; k < keys.length; k += 1) {
    const [early, before] = keys[k - 1] ?? [0, 0];
    const [late, after] = keys[k] ?? [0, 0];
    if (time <= late) {
      const share = (time - early) / (late - early);
      return before + (after - before) * share * share * (3 - 2 * share);
    }
  }
  return keys[keys.length - 1]?.[1] ?? 0;
}

/** How many times as large a bone is at least and at most, whatever clips add up to. */
const [SMALLEST, LARGEST] = [0.05, 4];

const UNMOVED: Matrix = [1, 0, 0, 1, 0, 0];

/** What moves first, then the other. */
function after(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [u, v, w, x, y, z] = inner;
  return [
    a * u + c * v,
    b * u + d * v,
    a * w + c * x,
    b * w + d * x,
    a * y + c * z + e,
    b * y + d * z + f,
  ];
}

/** Where a pose moves what stands at a depth on a bone; -1 is no bone. */
export function seatMatrix(rig: Rig, bone: number, depth: number, pose: Pose): Matrix {
  if (bone < 0) return UNMOVED;
  const look = (channel: string, turn: number): number => turn * depth * (pose[channel] ?? 0);
  let matrix: Matrix = [1, 0, 0, 1, look("look.x", rig.turn[0]), look("look.y", rig.turn[1])];
  for (let number = bone; number >= 0; number = rig.bones[number]?.[1] ?? -1) {
    matrix = after(boneMatrix(rig, number, pose), matrix);
  }
  return matrix;
}

function boneMatrix(rig: Rig, number: number, pose: Pose): Matrix {
  const [name, , px, py] = rig.bones[number] ?? ["", -1, 0, 0];
  const value = (what: string): number => pose[`${name}.${what}`] ?? 0;
  const [x, y, turn, grow] = [value("x"), value("y"), value("turn"), value("grow")];
  if (!(x || y || turn || grow)) return UNMOVED;
  // Clips that are played at once add up, and what shrank to nothing could not be painted.
  const size = Math.min(LARGEST, Math.max(SMALLEST, 1 + grow));
  const angle = (turn * Math.PI) / 180;
  const c = size * Math.cos(angle);
  const s = size * Math.sin(angle);
  return [c, s, -s, c, px + x - c * px + s * py, py + y - s * px - c * py];
}
