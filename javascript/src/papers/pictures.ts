/**
 * Picture files from strangers, opened: the picture, and the bytes of its papers.
 *
 * A PNG carries its papers in one iTXt chunk `avatarchain`, an SVG in one
 * `<metadata id="avatarchain">` right before `</svg>`; detached papers are a file of their own.
 * Whatever else could make another program show another picture is refused (`png`).
 */

import { asFile, fromUtf8, toUtf8 } from "../bytes.js";
import { badPapers, spellPapers, type Papers } from "./papers.js";
import { latin, notAPicture, readPng } from "./png.js";

export const MAX_FILE = 64 * 2 ** 20;

const OPEN = '<metadata id="avatarchain">';
const CLOSE = "</metadata>";
const TAIL = "</svg>";
/** A file, opened. `papers` are not parsed; null if there are none. */
export interface Picture {
  readonly kind: "png" | "svg" | "papers";
  readonly papers: Uint8Array | null;
  /** The SVG text without papers; null for other kinds. */
  readonly svg: string | null;
}

/**
 * Open the bytes of a PNG, an SVG or detached papers; `file` is what a refusal calls them.
 *
 * Throws NotAPicture for other or broken files, BadPapers if papers are embedded wrongly. The
 * pixels of a PNG are read by `pixelsOf`.
 */
export function openPicture(given: Uint8Array, file = "the file"): Picture {
  const data = asFile(given);
  if (data.length > MAX_FILE) throw notAPicture(file, `larger than ${MAX_FILE >> 20} MiB`);
  const start = latin(data.subarray(0, 8));
  if (start === "\x89PNG\r\n\x1a\n") {
    return { kind: "png", papers: readPng(data, file).papers, svg: null };
  }
  if (start.startsWith("<svg ")) return openSvg(data, file);
  if (start.startsWith("{")) return { kind: "papers", papers: data, svg: null };
  throw notAPicture(file, "neither PNG nor an SVG of ours, nor papers; others carry none");
}

function openSvg(data: Uint8Array, file: string): Picture {
  const text = decoded(data, file);
  if (!text.endsWith(TAIL)) {
    throw notAPicture(file, "no portrait of ours, or a changed one: it does not end in </svg>");
  }
  const parts = text.split("<metadata");
  if (parts.length === 1) return { kind: "svg", papers: null, svg: text };
  const at = text.indexOf(OPEN);
  if (parts.length > 2 || !text.endsWith(CLOSE + TAIL) || at < 0) {
    throw badPapers("an SVG carries them in one metadata element before </svg>");
  }
  const body = text.slice(at + OPEN.length, -(CLOSE + TAIL).length);
  const papers = unescaped(body);
  if (escaped(papers) !== body) throw badPapers("their text is escaped in another way than ours");
  return { kind: "svg", papers: toUtf8(papers), svg: text.slice(0, at) + TAIL };
}

/** The text of an SVG file: the canonical SVG with papers before `</svg>`. */
export function embedInSvg(svg: string, papers: Papers): string {
  const body = escaped(fromUtf8(spellPapers(papers)));
  return svg.slice(0, -TAIL.length) + OPEN + body + CLOSE + TAIL;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

function decoded(data: Uint8Array, file: string): string {
  try {
    return fromUtf8(data);
  } catch {
    throw notAPicture(file, "the text is not UTF-8");
  }
}
