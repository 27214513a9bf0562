/**
 * The files of a pack's layers: drawings, or PNG images in a pack that has a side.
 *
 * Each is read once and must be named by an allele: otherwise some name is probably misspelled.
 */

import { asFile } from "../bytes.js";
import type { Command } from "../drawings/spelling.js";
import { FaultyDrawing, readWeighed } from "../drawings/reader.js";
import { effortOf, MAX_EFFORT, planesEffort, tooDear } from "../painting/effort.js";
import { headerFault } from "../painting/images.js";
import { shapeOf } from "../painting/shapes.js";
import { shown, type Faults } from "./faults.js";
import { asName, NAME } from "./looks.js";
import type { Table, Toml } from "./toml.js";

/** The files of a pack by their names, such as `species.toml` and `hat/cap.svg`. */
export type PackFiles = ReadonlyMap<string, Uint8Array>;

/** A file of a pack of images. Its pixels have to be held against its digest. */
export interface PackImage {
  readonly file: string;
  readonly data: Uint8Array;
}

/** What a drawing costs, and the first file that holds it. */
export interface Cost {
  readonly effort: number;
  readonly numbers: number;
  readonly file: string;
}

const DIGEST = /^0x[0-9a-f]{64}$/;
const MAX_PIXELS = 200_000_000; // of all images of a pack

/** Reads the drawings or images of a pack, and remembers which. */
export class LayerFiles {
  /** Of each drawing's canonical text. */
  readonly costs = new Map<string, Cost>();
  /** By the digests of their pixels, as the pack gives them. */
  readonly images = new Map<string, PackImage>();
  private readonly read = new Map<string, string>();

  constructor(
    private readonly files: PackFiles,
    private readonly colours: readonly string[],
    private readonly side: number | null,
    private readonly faults: Faults,
  ) {}

  /**
   * The canonical text of a form's drawing, or the digest of its image. Empty, with a fault, if the
   * file is missing or wrong; without one if it is missing in a further layer (`suffix`).
   */
  readForm(locus: string, form: Table, suffix: string): string {
    const stem = form.get("drawing") ?? form.get("name");
    return this.faults.at([`locus ${locus}`, `allele ${asName(form.get("name"))}`], () => {
      if (typeof stem !== "string" || !NAME.test(stem)) {
        const reason =
          `drawing ${shown(stem)} must be lower-case words joined by hyphens; ` +
          'where the name is not, give drawing = "file-name"';
        if (!suffix) this.faults.add(reason);
        return "";
      }
      if (this.side !== null) {
        return this.image(`${locus}/${stem}.png`, form.get("pixels"), this.side);
      }
      if (form.has("pixels")) {
        this.faults.add("unknown key 'pixels': only a pack with a side has it");
      }
      const file = suffix ? `${locus}/${stem}.${suffix}.svg` : `${locus}/${stem}.svg`;
      const text = this.read.get(file) ?? this.drawing(file, Boolean(suffix));
      this.read.set(file, text);
      return text;
    });
  }

  private drawing(file: string, isOptional: boolean): string {
    const data = this.files.get(file);
    if (!data) {
      if (!isOptional) this.faults.add("the drawing is missing", file);
      return "";
    }
    let effort = 0;
    let planes = 0;
    const weigh = (
      text: string,
      around: readonly Command[],
      colours: number,
    ): string | undefined => {
      planes = planesEffort(colours);
      effort += effortOf(shapeOf(text, around), 1 + colours);
      if (effort + planes <= MAX_EFFORT) return undefined;
      return `takes too long to paint: ${tooDear(effort + planes)}`;
    };
    try {
      const { text, numbers } = readWeighed(data, this.colours, weigh);
      const cost = { effort: effort + planes, numbers, file };
      if (!this.costs.has(text)) this.costs.set(text, cost);
      return text;
    } catch (error) {
      if (!(error instanceof FaultyDrawing)) throw error;
      for (const { reason, line } of error.faults) this.faults.add(reason, file, line);
      return "";
    }
  }

  private image(file: string, pixels: Toml | undefined, side: number): string {
    const digest = typeof pixels === "string" && DIGEST.test(pixels) ? pixels : "";
    if (!digest) this.faults.add(`pixels must be 0x and 64 hex digits, got ${shown(pixels)}`, file);
    if ((this.read.get(file) ?? digest) !== digest) {
      this.faults.add("the pack gives this image two digests", file);
    } else this.read.set(file, digest);
    const data = asFile(this.files.get(file));
    this.images.set(digest, { file, data });
    const fault = this.files.has(file) ? headerFault(data, side) : "the image is missing";
    if (fault) this.faults.add(fault, file);
    return digest;
  }

  /** Adds a fault if all images together have too many pixels. */
  checkPixels(side: number): void {
    const count = this.images.size;
    const pixels = count * side ** 2;
    if (pixels <= MAX_PIXELS) return;
    const fits = Math.floor(Math.sqrt(MAX_PIXELS / count));
    const [images, all, most] = [count, pixels, MAX_PIXELS].map((n) => n.toLocaleString("en-US"));
    this.faults.add(
      `its ${images} images have ${all} pixels in all, where ${most} are allowed: ` +
        `so many fit with a side of ${fits}`,
    );
  }

  /** Adds a fault for each file in the folders of these loci that was not read. */
  refuseStrays(loci: readonly string[]): void {
    const ending = this.side === null ? ".svg" : ".png";
    for (const locus of loci) {
      const strays = [...this.files.keys()].filter((file) => {
        const [folder, name = "", ...more] = file.split("/");
        const isThere = folder === locus && !more.length && name.endsWith(ending);
        return isThere && !this.read.has(file);
      });
      for (const file of strays.sort()) {
        this.faults.add("no allele and layer of paint names this file", file);
      }
    }
  }
}
