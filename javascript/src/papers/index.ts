/**
 * avatarchain/papers: picture files opened, papers read, signatures and digests checked.
 */

export { canonicalJson, readCanonical, type Json } from "./canonical.js";
export {
  MAX_PAPERS,
  PAPERS_VERSION,
  digest,
  isSigned,
  parsePapers,
  signedMessage,
  spellPapers,
  type Papers,
  type PixelDigest,
} from "./papers.js";
export { MAX_FILE, embedInSvg, openPicture, type Picture } from "./pictures.js";
export { pixelDigest, pixelsOf, type Pixels } from "./pixels.js";
