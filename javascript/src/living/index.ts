/** Characters that move: rigs, poses and figures. The same as in Python's `avatarchain.living`. */

export { figure, figureSvg, placeOf, type Figure, type Piece, type Place } from "./figure.js";
export { Motion, readRig, type Clip, type Matrix, type Pose, type Rig, type Slide } from "./rig.js";
export { play, type Playing, type PlayOptions } from "./play.js";
