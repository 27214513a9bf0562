/**
 * What a compiled rig must be: every field, within the bounds that Python's reader of rigs has.
 *
 * A rig may come from a stranger. What passes here draws shapes alone, and takes bounded work.
 */

import type { Species } from "../species.js";
import { SLIDES, type Rig } from "./rig.js";

/** Why a rig cannot be used. */
export class Wrong extends Error {}

type Row = readonly unknown[];

const MOST_BONES = 64;
const DEEPEST_BONE = 16;
const MOST_CLIPS = 64; // 32 of its own, and the usual ones
const MOST_KEYS = 200;
const MOST_PLAYED = 1_000; // keys of a clip and of all that it plays
const MOST_SECONDS = 60;
const MOST_ROWS = 65_536;
const MOST_LETTERS = 16_000_000;
const NEAR = 1e-9;
const NAME = /^[A-Za-z0-9_-]{1,64}$/;
const PATTERN = /^[^]{13}$/; // a letter for each spot of a box
const CHOSEN = "#[0-9a-f]{6}|\\{\\d{1,2}\\}";
const COLOUR = new RegExp(`^(?:${CHOSEN})$`);
/** One element of the drawing language with the groups around it, its colours as in `texts`. */
const SHAPE = new RegExp(
  '^(?:<g transform="[a-zA-Z0-9 .,()-]*">){0,16}' +
    "<(?:path|circle|ellipse|rect|polygon|polyline|line)(?:" +
    ` (?:fill|stroke)="(?:${CHOSEN}|\\{(?:ink|[ab]\\d{1,5}|r\\d{1,5}:(?:#[0-9a-f]{6}|\\d{1,2}))\\})"|` +
    ' (?:stroke-width|opacity|d|points|c?[xy]|[xy][12]|r[xy]?|width|height)="[a-zA-Z0-9 .,-]*"' +
    ")*/>(?:</g>)*$",
);
const CHANNELS: Readonly<Record<string, number>> = { x: 256, y: 256, turn: 90, grow: 0.5 };
const OF_A_FACE = ["look.x", "look.y", "gaze.x", "gaze.y", "blink", "happy", "talk"];

/** Throws Wrong unless `rig` is the compiled form of a rig of this species. */
export function checkRig(rig: Partial<Record<keyof Rig, unknown>>, species: Species): void {
  ensure(rig.rig === 1, "it is not the compiled form of a rig of version 1");
  ensure(rig.species === species.id, "it is one of another species");
  ensure(rig.name === species.name, "its name is not the species'");
  matches(rig.digest, /^0x[0-9a-f]{64}$/, "its digest");
  for (const key of ["turn", "gaze"] as const) {
    for (const way of list(rig[key], key, 2, 2)) number(way, key, 0, 64);
  }
  checkBones(list(rig.bones, "bones", 0, MOST_BONES));
  const names = (rig.bones as Row[]).map(([name]) => name as string);
  checkClips(fields(rig.clips, "clips", MOST_CLIPS), names);

  const texts = list(rig.texts, "texts", 0);
  checkTexts(texts, species);
  const layers = list(rig.layers, "layers", species.layers.length, species.layers.length);
  species.layers.forEach(({ drawings }, n) => {
    for (const form of list(layers[n], `layer ${n}`, drawings.length, drawings.length)) {
      if (form !== 0) checkForm(list(form, `layer ${n}`, 2, 2), names.length, texts.length);
    }
  });
  checkSkin(rig.skin, species);
}

function ensure(right: boolean, reason: string): asserts right {
  if (!right) throw new Wrong(reason);
}

function list(value: unknown, what: string, least: number, most = MOST_ROWS): Row {
  const right = Array.isArray(value) && least <= value.length && value.length <= most;
  ensure(right, `${what} must be a list of ${least} to ${most}`);
  return value as Row;
}

function fields(value: unknown, what: string, most: number): [string, unknown][] {
  const right = typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = right ? Object.entries(value) : [];
  ensure(right && entries.length <= most, `${what} must be an object of at most ${most} fields`);
  return entries;
}

function number(value: unknown, what: string, low: number, high: number): number {
  const right = typeof value === "number" && low <= value && value <= high;
  ensure(right, `${what} must be a number from ${low} to ${high}`);
  return value as number;
}

function whole(value: unknown, what: string, low: number, high: number): number {
  ensure(Number.isInteger(number(value, what, low, high)), `${what} must be a whole number`);
  return value as number;
}

function matches(value: unknown, form: RegExp, what: string): asserts value is string {
  ensure(typeof value === "string" && form.test(value), `${what} is of another form`);
}

function checkBones(bones: Row): void {
  const depths: number[] = [];
  bones.forEach((row, n) => {
    const [name, parent, ...pivot] = list(row, "a bone", 4, 4);
    matches(name, NAME, "the name of a bone");
    // A parent comes first, so none is its own ancestor.
    const depth = 1 + (depths[whole(parent, `the parent of ${name}`, -1, n - 1)] ?? 0);
    ensure(depth <= DEEPEST_BONE, `${name} has more than ${DEEPEST_BONE} bones above it`);
    depths.push(depth);
    for (const part of pivot) number(part, `the pivot of ${name}`, -512, 1024);
  });
}

/** Clips whose keys are within the seconds, and which play only clips that play no others. */
function checkClips(rows: readonly [string, unknown][], bones: readonly string[]): void {
  const clips = new Map<string, { seconds: number; keys: number; plays: Row; scattered: Row }>();
  for (const [name, row] of rows) {
    matches(name, NAME, "the name of a clip");
    const [time, tracks, plays, scattered] = list(row, name, 4, 4);
    const seconds = number(time, `${name}: its seconds`, 0.1, MOST_SECONDS);
    let keys = 0;
    for (const [channel, track] of fields(tracks, `${name}: its tracks`, MOST_ROWS)) {
      const what = `${name}: ${channel.slice(0, 80)}`;
      keys += checkKeys(list(track, what, 2, MOST_KEYS), rangeOf(channel, bones), seconds, what);
    }
    const pairs = (value: unknown): Row => list(value, name, 0, 64).map((x) => list(x, name, 2, 2));
    clips.set(name, { seconds, keys, plays: pairs(plays), scattered: pairs(scattered) });
  }
  for (const [name, clip] of clips) {
    let total = clip.keys;
    const part = (other: unknown): { seconds: number; keys: number } => {
      const found = clips.get(other as string);
      ensure(
        found !== undefined && !found.plays.length && !found.scattered.length,
        `${name} plays what is no clip, or plays others`,
      );
      return found;
    };
    for (const [other, start] of clip.plays as Row[]) {
      const { seconds, keys } = part(other);
      number(start, `${name}: a start`, 0, clip.seconds - seconds + NEAR);
      total += keys;
    }
    for (const [other, count] of clip.scattered as Row[]) {
      const { seconds, keys } = part(other);
      const times = whole(count, `${name}: how often`, 1, 32);
      ensure(times * seconds <= clip.seconds, `${name} has no room for what it plays`);
      total += times * keys;
    }
    ensure(total <= MOST_PLAYED, `${name} plays more than ${MOST_PLAYED} keys`);
  }
}

/** The lowest and the highest value of a channel. */
function rangeOf(channel: string, bones: readonly string[]): readonly [number, number] {
  if (OF_A_FACE.includes(channel)) return [channel.includes(".") ? -1 : 0, 1];
  const [bone = "", what = "", more] = channel.split(".");
  const most = Object.hasOwn(CHANNELS, what) ? CHANNELS[what] : undefined;
  ensure(
    bones.includes(bone) && more === undefined && most !== undefined,
    "a track is of no channel",
  );
  return [-most, most];
}

function checkKeys(
  keys: Row,
  [low, high]: readonly [number, number],
  seconds: number,
  what: string,
): number {
  let last = -1;
  for (const key of keys) {
    const [time, value] = list(key, what, 2, 2);
    ensure(number(time, what, 0, MOST_SECONDS) > last, `${what}: the times of keys must rise`);
    number(value, what, low, high);
    last = time as number;
  }
  const [first, end] = [keys[0], keys.at(-1)] as [Row, Row];
  const right =
    first[0] === 0 && Math.abs(last - seconds) <= NEAR && first[1] === 0 && end[1] === 0;
  ensure(right, `${what}: keys go from 0 to 0, and to the end of the clip`);
  return keys.length;
}

function checkTexts(texts: Row, { loci }: Species): void {
  let letters = 0;
  for (const text of texts) {
    ensure(typeof text === "string", "a text is no text");
    letters += text.length;
    ensure(letters <= MOST_LETTERS, "its texts are too long");
    matches(text, SHAPE, "a text, which must be a shape of the drawing language,");
    ensure(
      text.split("<g ").length === text.split("</g>").length,
      "a text has groups that stay open",
    );
    checkColours(text, loci);
  }
}

/** Throws Wrong unless the colours that a text names are those of colour loci. */
function checkColours(text: string, loci: Species["loci"]): void {
  for (const [, digits] of text.matchAll(/[{:](\d+)\}/g)) {
    ensure(loci[Number(digits) >> 1]?.kind === "colour", `there is no colour {${digits}}`);
  }
}

function checkForm([rows, last]: Row, bones: number, texts: number): void {
  const [what, seat] = ["a piece", [-1, bones - 1] as const];
  if (typeof rows === "number") {
    whole(rows, what, ...seat);
    number(last, what, -1, 1);
    return;
  }
  const windows = list(last, "windows", 0);
  for (const row of list(rows, "pieces", 0)) {
    const [bone, depth, slide, travel, window, shapes] = list(row, what, 6, 6);
    whole(bone, what, ...seat);
    number(depth, what, -1, 1);
    ensure(slide === "" || (SLIDES as Row).includes(slide), `${what} slides in an unknown way`);
    number(travel, what, -10_000, 10_000);
    whole(window, what, -1, windows.length - 1);
    for (const shape of list(shapes, what, 0)) checkShape(shape, texts);
  }
  for (const shape of windows) checkShape(shape, texts);
}

function checkShape(shape: unknown, texts: number): void {
  if (typeof shape === "number") whole(shape, "a shape", -texts, MOST_ROWS);
  else for (const part of list(shape, "a shape", 2)) whole(part, "a shape", 0, MOST_ROWS);
}

function checkSkin(skin: unknown, { loci, layers }: Species): void {
  const rows = new Map(fields(skin, "skin", MOST_ROWS));
  const patterns = list(rows.get("patterns"), "patterns", 0);
  for (const pattern of patterns) matches(pattern, PATTERN, "a pattern");
  for (const pair of [rows.get("bare"), ...list(rows.get("colours"), "colours", 0)]) {
    for (const colour of list(pair, "the colours of lids", 2, 2)) {
      matches(colour, COLOUR, "the colour of a lid");
      checkColours(colour, loci);
    }
  }
  for (const [number, forms] of fields(
    rows.get("layers"),
    "the layers of the skin",
    layers.length,
  )) {
    const layer = /^\d{1,3}$/.test(number) ? layers[Number(number)] : undefined;
    ensure(layer !== undefined, "the skin is of no layer");
    const size = layer.drawings.length;
    for (const boxes of list(forms, "the skin", size, size)) {
      for (const box of list(boxes, "the skin", 0)) whole(box, "the skin", 0, patterns.length - 1);
    }
  }
}
