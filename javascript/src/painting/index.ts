/**
 * avatarchain/painting: pictures as pixels and PNG files, in every engine, without a canvas.
 */

export { paintLayers } from "./layers.js";
export { pngOf } from "./png.js";
export { paintSvg } from "./portraits.js";
