/** SVG text on a page: nodes of shapes alone, whoever wrote the text. */

import { AvatarchainError, quoted } from "../errors.js";
import type { Species } from "../species.js";

const SVG = "http://www.w3.org/2000/svg";
const ELEMENTS = "svg g clipPath path circle ellipse rect polygon polyline line".split(" ");
const ATTRIBUTES = (
  "width height viewBox fill fill-rule stroke stroke-width stroke-linecap stroke-linejoin " +
  "opacity transform d cx cy r rx ry x y points x1 y1 x2 y2"
).split(" ");
const SPECIAL: Readonly<Record<string, RegExp>> = {
  xmlns: new RegExp(`^${SVG}$`),
  id: /^moving\d+-\d+$/, // the windows of a figure
  "clip-path": /^url\(#moving\d+-\d+\)$/,
};
const VALUE = /^[\w #.,()-]*$/;

/**
 * Put a drawing of a species in place of what an element holds.
 *
 * Throws FaultyPack, and changes nothing, if it holds more than shapes: what a species or a rig
 * brings of a stranger's must not run on a page.
 */
export function show(host: Element, text: string, { name }: Species): void {
  const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  if (![root, ...Array.from(root.querySelectorAll("*"))].every(isShape)) {
    const sentence = `the species pack ${quoted(name)} cannot be used: damaged: its drawings are no shapes`;
    throw new AvatarchainError("FaultyPack", sentence);
  }
  host.replaceChildren(document.importNode(root, true));
}

function isShape({ namespaceURI, localName, attributes }: Element): boolean {
  const isRight = ({ name, value }: Attr): boolean =>
    Object.hasOwn(SPECIAL, name)
      ? SPECIAL[name]!.test(value)
      : ATTRIBUTES.includes(name) && VALUE.test(value) && !/url/i.test(value);
  return (
    namespaceURI === SVG && ELEMENTS.includes(localName) && Array.from(attributes).every(isRight)
  );
}
