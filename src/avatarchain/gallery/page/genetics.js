// The rules of the game, as docs/formats.md and docs/species.md give them: keccak256,
// identity, inheritance, what a species' bytes say, and how a genome is drawn with them.
// Nothing here knows the page.
"use strict";

const genetics = (() => {
  // --- keccak256 (Ethereum's: padding 0x01), on 64-bit lanes as pairs of 32 bits --------
  const ROTATIONS = [];
  const LANES = [];
  const CONSTANTS = [];
  {
    let x = 1, y = 0;
    for (let t = 0; t < 24; t++) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      LANES.push(x + 5 * y);
      ROTATIONS.push(((t + 1) * (t + 2) / 2) % 64);
    }
    let register = 1;
    for (let round = 0; round < 24; round++) {
      let low = 0, high = 0;
      for (let j = 0; j < 7; j++) {
        const bit = (1 << j) - 1;
        if (register & 1) { if (bit < 32) low |= 1 << bit; else high |= 1 << (bit - 32); }
        register = register & 128 ? (register << 1 ^ 0x171) : register << 1;
      }
      CONSTANTS.push([low, high]);
    }
  }

  function permute(low, high) {
    const columnLow = new Int32Array(5), columnHigh = new Int32Array(5);
    const rowLow = new Int32Array(5), rowHigh = new Int32Array(5);
    for (let round = 0; round < 24; round++) {
      for (let x = 0; x < 5; x++) {
        columnLow[x] = low[x] ^ low[x + 5] ^ low[x + 10] ^ low[x + 15] ^ low[x + 20];
        columnHigh[x] = high[x] ^ high[x + 5] ^ high[x + 10] ^ high[x + 15] ^ high[x + 20];
      }
      for (let x = 0; x < 5; x++) {
        const one = (x + 1) % 5, four = (x + 4) % 5;
        const l = columnLow[four] ^ (columnLow[one] << 1 | columnHigh[one] >>> 31);
        const h = columnHigh[four] ^ (columnHigh[one] << 1 | columnLow[one] >>> 31);
        for (let y = x; y < 25; y += 5) { low[y] ^= l; high[y] ^= h; }
      }
      let heldLow = low[1], heldHigh = high[1];
      for (let t = 0; t < 24; t++) {
        const at = LANES[t], turn = ROTATIONS[t];
        const nextLow = low[at], nextHigh = high[at];
        const [a, b] = turn < 32 ? [heldLow, heldHigh] : [heldHigh, heldLow];
        const n = turn % 32;
        low[at] = n ? a << n | b >>> (32 - n) : a;
        high[at] = n ? b << n | a >>> (32 - n) : b;
        heldLow = nextLow; heldHigh = nextHigh;
      }
      for (let y = 0; y < 25; y += 5) {
        for (let x = 0; x < 5; x++) { rowLow[x] = low[y + x]; rowHigh[x] = high[y + x]; }
        for (let x = 0; x < 5; x++) {
          low[y + x] ^= ~rowLow[(x + 1) % 5] & rowLow[(x + 2) % 5];
          high[y + x] ^= ~rowHigh[(x + 1) % 5] & rowHigh[(x + 2) % 5];
        }
      }
      low[0] ^= CONSTANTS[round][0]; high[0] ^= CONSTANTS[round][1];
    }
  }

  const RATE = 136;
  function keccak256(bytes) {
    const padded = new Uint8Array((Math.floor(bytes.length / RATE) + 1) * RATE);
    padded.set(bytes);
    padded[bytes.length] ^= 1;
    padded[padded.length - 1] ^= 128;
    const view = new DataView(padded.buffer);
    const low = new Int32Array(25), high = new Int32Array(25);
    for (let at = 0; at < padded.length; at += RATE) {
      for (let lane = 0; lane < RATE / 8; lane++) {
        low[lane] ^= view.getInt32(at + 8 * lane, true);
        high[lane] ^= view.getInt32(at + 8 * lane + 4, true);
      }
      permute(low, high);
    }
    const out = new DataView(new ArrayBuffer(32));
    for (let lane = 0; lane < 4; lane++) {
      out.setInt32(8 * lane, low[lane], true);
      out.setInt32(8 * lane + 4, high[lane], true);
    }
    return new Uint8Array(out.buffer);
  }

  // --- bytes, hex, numbers ----------------------------------------------------------------
  const fromHex = (text) =>
    Uint8Array.from(text.slice(2).match(/../g) || [], (pair) => parseInt(pair, 16));
  const toHex = (bytes) => "0x" + Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const word = (number) => fromHex("0x" + number.toString(16).padStart(64, "0"));
  const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

  const identity = (speciesId, genome) => toHex(keccak256(joined(fromHex(speciesId), fromHex(genome))));

  const speciesId = (rules, art) => toHex(keccak256(joined(keccak256(rules), keccak256(art))));

  // --- a genome: 16 loci of 4 digits, the first of each expressed --------------------------
  const genes = (genome) =>
    genome.slice(2).match(/.{4}/g).map((lane) => [...lane].map((digit) => parseInt(digit, 16)));
  const dna = (genome) =>
    [...genome.slice(2)].map((d) => "ACGT"[parseInt(d, 16) >> 2] + "ACGT"[parseInt(d, 16) & 3]).join("");

  // --- inheritance: the dozen operations of the contract ---------------------------------
  function offspring(motherGenome, fatherGenome, blockHash, mother, father) {
    const seed = keccak256(joined(fromHex(blockHash), fromHex(mother), fromHex(father)));
    const [r, q] = [0n, 1n].map((n) => BigInt(toHex(keccak256(joined(seed, word(n))))));
    const lanes = BigInt("0x" + "0001".repeat(16)), all = (1n << 256n) - 1n;
    const shuffle = (g, s) => {
      for (const k of [0n, 1n, 2n]) {
        const m = ((s >> 2n * k) & (s >> 2n * k + 1n) & lanes) * 15n << 4n * k;
        const d = (g ^ (g >> 4n)) & m;
        g = g ^ d ^ (d << 4n);
      }
      return g;
    };
    let take = 0n;
    for (const j of [0n, 1n, 2n, 3n]) take |= ((r >> 12n + j) & lanes) * 15n << 4n * j;
    let child = shuffle(BigInt(motherGenome), r) & take
      | shuffle(BigInt(fatherGenome), r >> 6n) & (all ^ take);
    if ((q & 7n) === 0n) child ^= ((q >> 9n) & 15n) << 4n * ((q >> 3n) & 63n);
    return toHex(word(child));
  }

  // --- a species, from the bytes that its id is the hash of ------------------------------
  function unpack(rulesBytes, art) {
    const text = (bytes) => new TextDecoder().decode(bytes);
    const weights = JSON.parse(text(rulesBytes)).weights;
    if (art[0] === 123) return unpackImages(JSON.parse(text(art)), weights);
    const number = (at, size) => {
      let value = 0;
      for (let k = 0; k < size; k++) value = value * 256 + art[at + k];
      return value;
    };
    const count = art[6], background = art[7], painted = art.subarray(24, 24 + count);
    const hidesAt = 24 + count, directory = hidesAt + 512;
    const total = 4 + 16 + 512 + 16 * count, heap = directory + 6 * total;
    const fragment = (k) => {
      const start = heap + number(directory + 6 * k, 3);
      return text(art.subarray(start, start + number(directory + 6 * k + 3, 3)));
    };
    const loci = Array.from({ length: 16 }, (_, n) => ({
      name: fragment(4 + n),
      kind: ["silent", "colour", "shape"][art[8 + n]],
      second: null,
      forms: [],
      alleles: Array.from({ length: 16 }, (_, a) => {
        const style = fragment(4 + 16 + 256 + 16 * n + a);
        return {
          name: fragment(4 + 16 + 16 * n + a),
          weight: weights[n][a],
          hides: number(hidesAt + 2 * (16 * n + a), 2),
          style,
          fill: (/fill:(#[0-9a-f]{6})/.exec(style) || [])[1],
        };
      }),
    }));
    const layers = Array.from(painted, (locus, n) => ({
      locus,
      drawings: Array.from({ length: 16 }, (_, a) => fragment(4 + 16 + 512 + 16 * n + a)),
    }));
    return { loci, layers, style: fragment(3), background };
  }

  function unpackImages(art, weights) {
    const loci = art.loci.map((locus, n) => ({
      ...locus,
      alleles: locus.alleles.map((name, a) => ({ name, weight: weights[n][a], hides: locus.hides[a] })),
    }));
    return { loci, layers: [], style: "", background: art.background };
  }

  // For each locus the share of founders that express a form, by its name.
  function shares(species) {
    species.shares ??= species.loci.map((locus) => {
      const found = new Map();
      const add = (name, share) => found.set(name, (found.get(name) || 0) + share);
      const second = species.loci[locus.second];
      if (!second) locus.alleles.forEach((one) => add(one.name, one.weight / 65536));
      else locus.forms.forEach((name, at) =>
        add(name, locus.alleles[at >> 4].weight * second.alleles[at & 15].weight / 65536 ** 2));
      return found;
    });
    return species.shares;
  }

  // What a genome shows: the form of each locus, its chance in a founder, whether it is seen.
  function express(species, genome) {
    const shown = genes(genome).map((lane) => lane[0]);
    let hidden = 0;
    species.loci.forEach((locus, n) => { hidden |= locus.alleles[shown[n]].hides; });
    return species.loci.map((locus, n) => {
      const allele = locus.alleles[shown[n]];
      const alone = locus.second === null || locus.second === undefined;
      const name = alone ? allele.name : locus.forms[16 * shown[n] + shown[locus.second]];
      return {
        locus: locus.name,
        kind: locus.kind,
        allele: shown[n],
        name,
        chance: shares(species)[n].get(name),
        hidden: Boolean(hidden >> n & 1),
      };
    });
  }

  // How surprising this look is among founders, in bits: `list` counts the same (docs/list.md).
  const rarity = (traits) => traits
    .filter((one) => one.kind !== "silent" && one.kind !== "digit" && !one.hidden)
    .reduce((sum, one) => sum + Math.round(1000 * Math.log2(1 / one.chance)), 0) / 1000;

  const HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" fill="none" '
    + 'fill-rule="evenodd" stroke-linecap="round" stroke-linejoin="round"><style>';
  function paint(species, genome) {
    const traits = express(species, genome);
    const styles = species.loci.map((locus, n) =>
      locus.kind === "colour" ? locus.alleles[traits[n].allele].style : "");
    const pieces = species.layers.map(({ locus, drawings }) =>
      traits[locus].hidden ? "" : drawings[traits[locus].allele]);
    return HEAD + species.style + styles.join("") + "</style>" + pieces.join("") + "</svg>";
  }

  return { keccak256, toHex, fromHex, fromBase64, identity, speciesId, genes, dna, offspring,
    unpack, express, rarity, paint };
})();
