/**
 * Which code points one version of Unicode has assigned.
 *
 * An engine may know an older or a newer Unicode; a seed must not depend on that. The normal form
 * of a text of assigned code points is the same in every later version.
 */

import { ASSIGNED } from "./assigned.js";

export { UNICODE_VERSION } from "./assigned.js";

let starts: number[] | undefined;

/** Whether Unicode `UNICODE_VERSION` has assigned a code point. Private use counts as assigned. */
export function isAssigned(code: number): boolean {
  starts ??= readStarts();
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= code) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

/** The first code points of ranges, in order: of an assigned range, of a free one, and so on. */
function readStarts(): number[] {
  let code = 0;
  return ASSIGNED.split(" ").map((step) => (code += parseInt(step, 36)));
}
