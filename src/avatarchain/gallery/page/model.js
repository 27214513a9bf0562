// A model, a `.glb` file as avatarchain writes it: read, and posed at a moment of a clip. Each point
// hangs on one bone, and the morphs of a face shift a few of its points.
"use strict";

(() => {
  const KINDS = { 5121: Uint8Array, 5123: Uint16Array, 5125: Uint32Array, 5126: Float32Array };
  const COLUMNS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 };
  const STILL = { translation: [0, 0, 0], rotation: [0, 0, 0, 1], scale: [1, 1, 1] };

  // The parts of the file: its document, and its bytes. Throws an Error if it is no such file.
  function opened(data) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (data.length < 28 || view.getUint32(0, true) !== 0x46546c67) throw new Error("This file is no model.");
    const length = view.getUint32(12, true);
    return [JSON.parse(new TextDecoder().decode(data.subarray(20, 20 + length))), data.slice(28 + length)];
  }

  function bytesOf({ bufferViews }, bytes, number) {
    const { byteOffset = 0, byteLength } = bufferViews[number];
    return bytes.subarray(byteOffset, byteOffset + byteLength);
  }

  // The numbers of an accessor, close together.
  function numbers(file, bytes, { componentType, count, type, bufferView, byteOffset = 0 }) {
    const Kind = KINDS[componentType], columns = COLUMNS[type], made = new Kind(count * columns);
    if (bufferView === undefined) return made;
    const given = bytesOf(file, bytes, bufferView), { byteStride } = file.bufferViews[bufferView];
    const wide = (byteStride || columns * Kind.BYTES_PER_ELEMENT) / Kind.BYTES_PER_ELEMENT;
    const all = new Kind(given.buffer, given.byteOffset + byteOffset);
    for (let row = 0; row < count; row++) {
      for (let column = 0; column < columns; column++) made[row * columns + column] = all[row * wide + column];
    }
    return made;
  }

  // Which points a morph moves, and by how much.
  function shifts(file, bytes, accessor) {
    const { sparse } = accessor;
    if (sparse) {
      const part = (more) => numbers(file, bytes, { ...accessor, count: sparse.count, ...more });
      return { points: part({ ...sparse.indices, type: "SCALAR" }), by: part(sparse.values) };
    }
    if (accessor.bufferView === undefined) return { points: [], by: [] };
    return { points: Array.from({ length: accessor.count }, (_, point) => point), by: numbers(file, bytes, accessor) };
  }

  function meshOf(file, bytes, node) {
    const { primitives: [{ attributes, indices, targets = [] }] } = file.meshes[node.mesh];
    const read = (number) => numbers(file, bytes, file.accessors[number]), spots = read(attributes.TEXCOORD_0);
    return {
      node: file.nodes.indexOf(node), points: read(attributes.POSITION), normals: read(attributes.NORMAL),
      spots: Float32Array.from(spots, (part) => part / 65535), faces: Uint32Array.from(read(indices)),
      bones: read(attributes.JOINTS_0).filter((_, at) => at % 4 === 0),
      morphs: targets.map(({ POSITION }) => shifts(file, bytes, file.accessors[POSITION])),
    };
  }

  // Its meshes, bones and clips, and the picture of its colours.
  gallery.readModel = (data) => {
    const [file, bytes] = opened(data), [skin] = file.skins, read = (number) => numbers(file, bytes, file.accessors[number]);
    const parents = new Map(file.nodes.flatMap(({ children = [] }, parent) => children.map((child) => [child, parent])));
    const clips = (file.animations || []).map(({ name, samplers, channels }) => [name, channels.map(({ sampler, target }) =>
      ({ ...target, times: read(samplers[sampler].input), values: read(samplers[sampler].output) }))]);
    return {
      joints: skin.joints.map((number) => ({ ...STILL, ...file.nodes[number], number, parent: skin.joints.indexOf(parents.get(number)) })),
      places: read(skin.inverseBindMatrices), clips: Object.fromEntries(clips),
      meshes: file.nodes.filter((node) => node.mesh !== undefined).map((node) => meshOf(file, bytes, node)),
      palette: new Blob([bytesOf(file, bytes, file.images[0].bufferView)], { type: "image/png" }),
    };
  };

  // What a channel has at a moment: between two of its times, on the straight line.
  function valueAt({ times, values }, moment) {
    const wide = values.length / times.length;
    let next = times.findIndex((time) => time > moment);
    if (next < 0) next = times.length;
    const from = Math.max(0, next - 1), to = Math.min(times.length - 1, next);
    const share = to > from ? (moment - times[from]) / (times[to] - times[from]) : 0;
    return Array.from({ length: wide }, (_, at) => values[from * wide + at] * (1 - share) + values[to * wide + at] * share);
  }

  // Three rows of four: a turn (x y z w, of any length), a scale and a shift.
  function matrix({ rotation, scale, translation }) {
    const length = Math.hypot(...rotation), [x, y, z, w] = rotation.map((part) => part / length);
    return [[1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
      [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
      [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]]
      .flatMap((row, at) => [...row.map((part, column) => part * scale[column]), translation[at]]);
  }

  const after = (a, b) => [0, 4, 8].flatMap((row) => [0, 1, 2, 3].map((column) =>
    a[row] * b[column] + a[row + 1] * b[4 + column] + a[row + 2] * b[8 + column] + (column === 3 ? a[row + 3] : 0)));

  // Where all points and normals of each mesh are, a number of seconds after a clip began; at rest
  // without a clip. The arrays of a mesh are used again for the next pose.
  gallery.poseModel = (model, name, seconds = 0) => {
    const channels = model.clips[name] || [], moved = new Map();
    for (const channel of channels) {
      const { node, path, times } = channel;
      moved.set(node, { ...moved.get(node), [path]: valueAt(channel, seconds % times.at(-1)) });
    }
    const seats = [];
    for (const { number, parent, ...rest } of model.joints) {
      const own = matrix({ ...rest, ...moved.get(number) });
      seats.push(parent < 0 ? own : after(seats[parent], own));
    }
    const back = (at) => [0, 1, 2].flatMap((row) => [0, 1, 2, 3].map((column) => model.places[16 * at + 4 * column + row]));
    const bones = seats.map((seat, at) => after(seat, back(at)));
    for (const mesh of model.meshes) seat(mesh, bones, moved.get(mesh.node)?.weights || []);
    return model.meshes;
  };

  function seat(mesh, bones, weights) {
    const { points, normals } = mesh, shifted = points.slice();
    weights.forEach((weight, number) => {
      const { points: which, by } = mesh.morphs[number];
      if (weight) which.forEach((point, row) => { for (let at = 0; at < 3; at++) shifted[3 * point + at] += weight * by[3 * row + at]; });
    });
    mesh.placed ??= new Float32Array(points.length);
    mesh.facing ??= new Float32Array(points.length);
    mesh.bones.forEach((bone, point) => {
      const m = bones[bone], at = 3 * point;
      for (let row = 0; row < 3; row++) {
        const [a, b, c, d] = [m[4 * row], m[4 * row + 1], m[4 * row + 2], m[4 * row + 3]];
        mesh.placed[at + row] = a * shifted[at] + b * shifted[at + 1] + c * shifted[at + 2] + d;
        mesh.facing[at + row] = a * normals[at] + b * normals[at + 1] + c * normals[at + 2];
      }
    });
  }
})();
