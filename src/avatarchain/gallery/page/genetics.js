// Built from javascript/src by `npm run bundle`; do not edit. The rules of the game for the
// pages. It contains parts of @noble/hashes:
/*
The MIT License (MIT)

Copyright (c) 2022 Paul Miller

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the “Software”), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED “AS IS”, WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.
*/
"use strict";
"use strict";
var genetics = (() => {
  var __defProp = Object.defineProperty;
  var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
  var __getOwnPropNames = Object.getOwnPropertyNames;
  var __hasOwnProp = Object.prototype.hasOwnProperty;
  var __export = (target, all) => {
    for (var name in all)
      __defProp(target, name, { get: all[name], enumerable: true });
  };
  var __copyProps = (to, from, except, desc) => {
    if (from && typeof from === "object" || typeof from === "function") {
      for (let key of __getOwnPropNames(from))
        if (!__hasOwnProp.call(to, key) && key !== except)
          __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
    }
    return to;
  };
  var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

  // src/page.ts
  var page_exports = {};
  __export(page_exports, {
    birthSeed: () => birthSeed,
    fromBase64: () => fromBase64,
    genes: () => genes,
    identity: () => identity,
    offspring: () => offspring,
    rarity: () => rarity,
    readSpecies: () => readSpecies,
    shares: () => shares,
    svg: () => svg,
    toDna: () => toDna,
    toHex: () => toHex,
    traitList: () => traitList
  });

  // node_modules/@noble/hashes/_u64.js
  var U32_MASK64 = /* @__PURE__ */ (() => BigInt(2 ** 32 - 1))();
  var _32n = /* @__PURE__ */ BigInt(32);
  function fromBig(n, le = false) {
    if (le)
      return { h: Number(n & U32_MASK64), l: Number(n >> _32n & U32_MASK64) };
    return { h: Number(n >> _32n & U32_MASK64) | 0, l: Number(n & U32_MASK64) | 0 };
  }
  function split(lst, le = false) {
    const len = lst.length;
    let Ah = new Uint32Array(len);
    let Al = new Uint32Array(len);
    for (let i = 0; i < len; i++) {
      const { h, l } = fromBig(lst[i], le);
      [Ah[i], Al[i]] = [h, l];
    }
    return [Ah, Al];
  }

  // node_modules/@noble/hashes/utils.js
  function isBytes(a) {
    return a instanceof Uint8Array || ArrayBuffer.isView(a) && a.constructor.name === "Uint8Array" && "BYTES_PER_ELEMENT" in a && a.BYTES_PER_ELEMENT === 1;
  }
  var atitle = (title) => title ? `"${title}" ` : "";
  function anumber(n, title = "") {
    if (typeof n !== "number")
      throw new TypeError(atitle(title) + "expected number, got " + typeof n);
    if (!Number.isSafeInteger(n) || n < 0)
      throw new RangeError(atitle(title) + "expected integer >= 0, got " + n);
    return n;
  }
  function abool(value, title = "") {
    if (typeof value !== "boolean")
      throw new TypeError(atitle(title) + "expected boolean, got type=" + typeof value);
    return value;
  }
  function abytes(value, length, title = "") {
    if (isBytes(value) && (length === void 0 || value.length === length))
      return value;
    if (length !== void 0)
      anumber(length, "length");
    const bytes = isBytes(value);
    const ofLen = length !== void 0 ? ` of length ${length}` : "";
    const got = bytes ? `length=${value.length}` : `type=${typeof value}`;
    const message = atitle(title) + "expected Uint8Array" + ofLen + ", got " + got;
    if (!bytes)
      throw new TypeError(message);
    throw new RangeError(message);
  }
  var aobject = (value, label) => {
    if (value === null || typeof value !== "object" || Array.isArray(value))
      throw new TypeError((label === "object" ? "" : `"${label}" `) + "expected object, got type=" + typeof value);
  };
  var aopts = (value, label) => {
    aobject(value, label);
    const proto = Object.getPrototypeOf(value);
    if (proto !== Object.prototype && proto !== null)
      throw new TypeError(`"${label}" expected plain object`);
    if (Object.hasOwn(value, "__proto__"))
      throw new TypeError(`"${label}.__proto__" is not allowed`);
  };
  function aexists(instance, checkFinished = true) {
    if (instance.destroyed)
      throw new Error("hash was destroyed");
    if (checkFinished && instance.finished)
      throw new Error("digest() was already called");
  }
  function aoutput(out, instance) {
    abytes(out, void 0, "output");
    const min = instance.outputLen;
    if (!(out.length >= min)) {
      throw new RangeError('"output" expected length >= ' + min);
    }
  }
  function u32(arr) {
    return new Uint32Array(arr.buffer, arr.byteOffset, Math.floor(arr.byteLength / 4));
  }
  function clean(...arrays) {
    for (let i = 0; i < arrays.length; i++) {
      arrays[i].fill(0);
    }
  }
  var isLE = /* @__PURE__ */ (() => new Uint8Array(new Uint32Array([287454020]).buffer)[0] === 68)();
  function byteSwap(word2) {
    return word2 << 24 & 4278190080 | word2 << 8 & 16711680 | word2 >>> 8 & 65280 | word2 >>> 24 & 255;
  }
  function byteSwap32(arr) {
    for (let i = 0; i < arr.length; i++) {
      arr[i] = byteSwap(arr[i]);
    }
    return arr;
  }
  var swap32IfBE = isLE ? (u) => u : byteSwap32;
  var hasHexBuiltin = /* @__PURE__ */ (() => (
    // @ts-ignore
    typeof Uint8Array.from([]).toHex === "function" && typeof Uint8Array.fromHex === "function"
  ))();
  var hexes = /* @__PURE__ */ Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
  function bytesToHex(bytes) {
    abytes(bytes);
    if (hasHexBuiltin)
      return bytes.toHex();
    let hex = "";
    for (let i = 0; i < bytes.length; i++) {
      hex += hexes[bytes[i]];
    }
    return hex;
  }
  function asciiToBase16(ch) {
    return ch >= 48 && ch <= 57 ? ch - 48 : ch >= 65 && ch <= 70 ? ch - (65 - 10) : ch >= 97 && ch <= 102 ? ch - (97 - 10) : void 0;
  }
  function hexToBytes(hex) {
    if (typeof hex !== "string")
      throw new TypeError("hex string expected, got " + typeof hex);
    if (hasHexBuiltin) {
      try {
        return Uint8Array.fromHex(hex);
      } catch (error) {
        if (error instanceof SyntaxError)
          throw new RangeError(error.message);
        throw error;
      }
    }
    const hl = hex.length;
    const al = hl / 2;
    if (hl % 2)
      throw new RangeError("hex string expected, got unpadded hex of length " + hl);
    const array = new Uint8Array(al);
    for (let ai = 0, hi = 0; ai < al; ai++, hi += 2) {
      const n1 = asciiToBase16(hex.charCodeAt(hi));
      const n2 = asciiToBase16(hex.charCodeAt(hi + 1));
      if (n1 === void 0 || n2 === void 0) {
        const char = hex[hi] + hex[hi + 1];
        throw new RangeError('hex string expected, got non-hex character "' + char + '" at index ' + hi);
      }
      array[ai] = n1 * 16 + n2;
    }
    return array;
  }
  function concatBytes(...arrays) {
    let sum = 0;
    for (let i = 0; i < arrays.length; i++) {
      const a = arrays[i];
      abytes(a);
      sum += a.length;
    }
    const res = new Uint8Array(sum);
    for (let i = 0, pad = 0; i < arrays.length; i++) {
      const a = arrays[i];
      res.set(a, pad);
      pad += a.length;
    }
    return res;
  }
  function checkOpts(defaults, opts, title = "opts") {
    aopts(defaults, "defaults");
    if (opts !== void 0)
      aopts(opts, title);
    const merged = Object.assign(/* @__PURE__ */ Object.create(null), defaults, opts);
    return merged;
  }
  function createHasher(hashCons, info = {}) {
    if (typeof hashCons !== "function")
      throw new TypeError('"hashCons" expected function, got type=' + typeof hashCons);
    info = checkOpts({}, info, "info");
    const hashC = (msg, opts) => hashCons(opts).update(msg).digest();
    const tmp = hashCons(void 0);
    hashC.outputLen = tmp.outputLen;
    hashC.blockLen = tmp.blockLen;
    hashC.canXOF = tmp.canXOF;
    hashC.create = (opts) => hashCons(opts);
    Object.assign(hashC, info);
    return Object.freeze(hashC);
  }

  // node_modules/@noble/hashes/sha3.js
  var _0n = BigInt(0);
  var _1n = BigInt(1);
  var _2n = BigInt(2);
  var _7n = BigInt(7);
  var _256n = BigInt(256);
  var _0x71n = BigInt(113);
  var SHA3_PI = [];
  var SHA3_ROTL = [];
  var _SHA3_IOTA = [];
  for (let round = 0, R = _1n, x = 1, y = 0; round < 24; round++) {
    [x, y] = [y, (2 * x + 3 * y) % 5];
    SHA3_PI.push(2 * (5 * y + x));
    SHA3_ROTL.push((round + 1) * (round + 2) / 2 % 64);
    let t = _0n;
    for (let j = 0; j < 7; j++) {
      R = (R << _1n ^ (R >> _7n) * _0x71n) % _256n;
      if (R & _2n)
        t ^= _1n << (_1n << BigInt(j)) - _1n;
    }
    _SHA3_IOTA.push(t);
  }
  var IOTAS = split(_SHA3_IOTA, true);
  var SHA3_IOTA_H = IOTAS[0];
  var SHA3_IOTA_L = IOTAS[1];
  var rotlSH = (h, l, s) => h << s | l >>> 32 - s;
  var rotlSL = (h, l, s) => l << s | h >>> 32 - s;
  var rotlBH = (h, l, s) => l << s - 32 | h >>> 64 - s;
  var rotlBL = (h, l, s) => h << s - 32 | l >>> 64 - s;
  var rotlH = (h, l, s) => s > 32 ? rotlBH(h, l, s) : rotlSH(h, l, s);
  var rotlL = (h, l, s) => s > 32 ? rotlBL(h, l, s) : rotlSL(h, l, s);
  var B = new Uint32Array(5 * 2);
  function keccakP(s, rounds = 24) {
    if (!(s instanceof Uint32Array))
      throw new TypeError('"s" expected Uint32Array(50), got type=' + typeof s);
    if (s.length !== 50)
      throw new RangeError('"s" expected Uint32Array(50), got length=' + s.length);
    anumber(rounds, "rounds");
    if (rounds < 1 || rounds > 24)
      throw new Error('"rounds" expected integer 1..24');
    for (let round = 24 - rounds; round < 24; round++) {
      for (let x = 0; x < 10; x++)
        B[x] = s[x] ^ s[x + 10] ^ s[x + 20] ^ s[x + 30] ^ s[x + 40];
      for (let x = 0; x < 10; x += 2) {
        const idx1 = (x + 8) % 10;
        const idx0 = (x + 2) % 10;
        const B0 = B[idx0];
        const B1 = B[idx0 + 1];
        const Th = rotlH(B0, B1, 1) ^ B[idx1];
        const Tl = rotlL(B0, B1, 1) ^ B[idx1 + 1];
        for (let y = 0; y < 50; y += 10) {
          s[x + y] ^= Th;
          s[x + y + 1] ^= Tl;
        }
      }
      let curH = s[2];
      let curL = s[3];
      for (let t = 0; t < 24; t++) {
        const shift = SHA3_ROTL[t];
        const Th = rotlH(curH, curL, shift);
        const Tl = rotlL(curH, curL, shift);
        const PI = SHA3_PI[t];
        curH = s[PI];
        curL = s[PI + 1];
        s[PI] = Th;
        s[PI + 1] = Tl;
      }
      for (let y = 0; y < 50; y += 10) {
        const b0 = s[y], b1 = s[y + 1], b2 = s[y + 2], b3 = s[y + 3];
        s[y] ^= ~s[y + 2] & s[y + 4];
        s[y + 1] ^= ~s[y + 3] & s[y + 5];
        s[y + 2] ^= ~s[y + 4] & s[y + 6];
        s[y + 3] ^= ~s[y + 5] & s[y + 7];
        s[y + 4] ^= ~s[y + 6] & s[y + 8];
        s[y + 5] ^= ~s[y + 7] & s[y + 9];
        s[y + 6] ^= ~s[y + 8] & b0;
        s[y + 7] ^= ~s[y + 9] & b1;
        s[y + 8] ^= ~b0 & b2;
        s[y + 9] ^= ~b1 & b3;
      }
      s[0] ^= SHA3_IOTA_H[round];
      s[1] ^= SHA3_IOTA_L[round];
    }
    clean(B);
  }
  var Keccak = class _Keccak {
    state;
    pos = 0;
    posOut = 0;
    finished = false;
    state32;
    destroyed = false;
    blockLen;
    suffix;
    outputLen;
    canXOF;
    enableXOF = false;
    rounds;
    // NOTE: we accept arguments in bytes instead of bits here.
    constructor(blockLen, suffix, outputLen, enableXOF = false, rounds = 24) {
      anumber(blockLen, "blockLen");
      anumber(suffix, "suffix");
      anumber(rounds, "rounds");
      abool(enableXOF, "enableXOF");
      this.blockLen = blockLen;
      this.suffix = suffix;
      this.outputLen = outputLen;
      this.enableXOF = enableXOF;
      this.canXOF = enableXOF;
      this.rounds = rounds;
      anumber(outputLen, "outputLen");
      if (!(0 < blockLen && blockLen < 200))
        throw new Error('"blockLen" must be 1..199');
      this.state = new Uint8Array(200);
      this.state32 = u32(this.state);
    }
    clone() {
      return this._cloneInto();
    }
    keccak() {
      swap32IfBE(this.state32);
      keccakP(this.state32, this.rounds);
      swap32IfBE(this.state32);
      this.posOut = 0;
      this.pos = 0;
    }
    update(data) {
      aexists(this);
      abytes(data);
      const { blockLen, state, state32 } = this;
      const len = data.length;
      const canUseU32 = blockLen % 4 === 0 && data.byteOffset % 4 === 0;
      const blockLen32 = blockLen / 4;
      const data32 = canUseU32 && len >= blockLen ? u32(data) : void 0;
      for (let pos = 0; pos < len; ) {
        if (data32 !== void 0 && this.pos === 0 && pos % 4 === 0 && len - pos >= blockLen) {
          for (let i = 0, o = pos / 4; i < blockLen32; i++)
            state32[i] ^= data32[o + i];
          pos += blockLen;
          this.pos = blockLen;
          this.keccak();
          continue;
        }
        const take = Math.min(blockLen - this.pos, len - pos);
        for (let i = 0; i < take; i++)
          state[this.pos++] ^= data[pos++];
        if (this.pos === blockLen)
          this.keccak();
      }
      return this;
    }
    finish() {
      if (this.finished)
        return;
      this.finished = true;
      const { state, suffix, pos, blockLen } = this;
      state[pos] ^= suffix;
      if ((suffix & 128) !== 0 && pos === blockLen - 1)
        this.keccak();
      state[blockLen - 1] ^= 128;
      this.keccak();
    }
    writeInto(out) {
      aexists(this, false);
      abytes(out);
      this.finish();
      const bufferOut = this.state;
      const { blockLen } = this;
      for (let pos = 0, len = out.length; pos < len; ) {
        if (this.posOut >= blockLen)
          this.keccak();
        const take = Math.min(blockLen - this.posOut, len - pos);
        out.set(bufferOut.subarray(this.posOut, this.posOut + take), pos);
        this.posOut += take;
        pos += take;
      }
      return out;
    }
    xofInto(out) {
      if (!this.enableXOF)
        throw new Error("XOF is not enabled");
      return this.writeInto(out);
    }
    xof(bytes) {
      anumber(bytes);
      return this.xofInto(new Uint8Array(bytes));
    }
    digestInto(out) {
      aoutput(out, this);
      if (this.finished)
        throw new Error("digest() was already called");
      this.writeInto(out.length === this.outputLen ? out : out.subarray(0, this.outputLen));
      this.destroy();
    }
    digest() {
      const out = new Uint8Array(this.outputLen);
      this.digestInto(out);
      return out;
    }
    destroy() {
      this.destroyed = true;
      clean(this.state);
    }
    _cloneInto(to) {
      const { blockLen, suffix, outputLen, rounds, enableXOF } = this;
      to ||= new _Keccak(blockLen, suffix, outputLen, enableXOF, rounds);
      to.blockLen = blockLen;
      to.state32.set(this.state32);
      to.pos = this.pos;
      to.posOut = this.posOut;
      to.finished = this.finished;
      to.rounds = rounds;
      to.suffix = suffix;
      to.outputLen = outputLen;
      to.enableXOF = enableXOF;
      to.canXOF = this.canXOF;
      to.destroyed = this.destroyed;
      return to;
    }
  };
  var genKeccak = (suffix, blockLen, outputLen, info = {}) => createHasher(() => new Keccak(blockLen, suffix, outputLen), info);
  var keccak_256 = /* @__PURE__ */ genKeccak(1, 136, 32);

  // src/bytes.ts
  var DIGITS = 64;
  function toHex(value) {
    return `0x${typeof value === "bigint" ? digitsOf(value) : bytesToHex(value)}`;
  }
  function fromHex(text) {
    if (text.slice(0, 2) !== "0x") throw new RangeError(`expected 0x and hex digits, got ${text}`);
    return hexToBytes(text.slice(2));
  }
  function asBytes(value) {
    return typeof value === "string" ? fromHex(value) : value;
  }
  function toNumber(bytes) {
    return BigInt(`0x${bytesToHex(bytes)}`);
  }
  function word(value) {
    return hexToBytes(digitsOf(value));
  }
  function digitsOf(value) {
    const digits = value.toString(16).padStart(DIGITS, "0");
    if (value < 0n || digits.length > DIGITS) {
      throw new RangeError(`${value} is not a number from 0 to 2**256 - 1`);
    }
    return digits;
  }

  // src/errors.ts
  var AvatarchainError = class extends Error {
    kind;
    position;
    constructor(kind, sentence, position) {
      super(sentence);
      this.name = "AvatarchainError";
      this.kind = kind;
      this.position = position;
    }
  };
  var ESCAPES = {
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "	": "\\t"
  };
  function quoted(text) {
    const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
    let body = "";
    for (const letter of text) {
      if (letter === mark) body += `\\${mark}`;
      else if (ESCAPES[letter]) body += ESCAPES[letter];
      else if (letter !== " " && /[\p{C}\p{Z}]/u.test(letter))
        body += escaped(letter.codePointAt(0) ?? 0);
      else body += letter;
    }
    return mark + body + mark;
  }
  function escaped(code) {
    const [mark, digits] = code < 256 ? ["x", 2] : code < 65536 ? ["u", 4] : ["U", 8];
    return `\\${mark}${code.toString(16).padStart(Number(digits), "0")}`;
  }

  // src/genome.ts
  var LOCI = 16;
  var GENES = 4;
  var ALLELES = 16;
  var HEX_DIGITS = LOCI * GENES;
  var BASES = 2 * HEX_DIGITS;
  var LETTERS = "ACGT";
  function genes(genome) {
    const digits = digitsOf(genome);
    return Array.from(
      { length: LOCI },
      (_, locus) => Array.from(digits.slice(GENES * locus, GENES * locus + GENES), (digit) => parseInt(digit, 16))
    );
  }
  function expressed(genome) {
    const digits = digitsOf(genome);
    const alleles = [];
    for (let at = 0; at < HEX_DIGITS; at += GENES) {
      const code = digits.charCodeAt(at);
      alleles.push(code < 58 ? code - 48 : code - 87);
    }
    return alleles;
  }
  function toDna(genome) {
    let dna = "";
    for (const digit of digitsOf(genome)) {
      const bits = parseInt(digit, 16);
      dna += LETTERS.charAt(bits >> 2) + LETTERS.charAt(bits & 3);
    }
    return dna;
  }

  // src/drawing.ts
  var COLOUR = / (?:fill|stroke)="#([0-9a-f]{6})"/g;
  var ROOM = 6;
  function cutDrawing(text, references, fixed) {
    const texts = [];
    const colours = [];
    let at = 0;
    for (const match of text.matchAll(COLOUR)) {
      const place = match.index + match[0].length - ROOM - 1;
      const colour = references.get(place);
      if (colour === void 0) {
        if (!fixed.has(match[1] ?? "")) throw new Error(`#${match[1]} is no fixed colour`);
      } else {
        texts.push(text.slice(at, place));
        colours.push(colour);
        at = place + ROOM;
      }
    }
    if (colours.length !== references.size) throw new Error("a reference leads to no colour");
    return { texts: [...texts, text.slice(at)], colours };
  }

  // src/seeds.ts
  var SEED_BYTES = 32;
  function checkedSeed(value, unit = "bytes") {
    const bytes = asBytes(value);
    if (bytes.length !== SEED_BYTES) {
      throw malformed(`expected ${SEED_BYTES} ${unit}, got ${bytes.length}`);
    }
    return bytes;
  }
  function malformed(reason, position) {
    return new AvatarchainError("MalformedSeed", `not a seed: ${reason}`, position);
  }

  // src/founders.ts
  function cumulate(weights) {
    if (weights.length !== LOCI) throw new RangeError(`expected ${LOCI} rows of weights`);
    return weights.map((row) => {
      let total = 0;
      return row.map((weight) => total += weight);
    });
  }

  // src/loci.ts
  function plainForm(name) {
    return { name, fill: "", shade: "", hides: 0 };
  }
  function readAlleles(kind, forms, weights) {
    return weights.map((weight, allele) => ({
      ...forms[allele] ?? plainForm(allele.toString(kind === "silent" ? 10 : ALLELES)),
      weight
    }));
  }
  function readWeights(rules) {
    const weights = rules?.weights;
    const whole = (row) => Array.isArray(row) && row.length === ALLELES && row.every((weight) => Number.isInteger(weight));
    if (!Array.isArray(weights) || weights.length !== LOCI || !weights.every(whole)) {
      throw new Error("its rules have no 16 lists of 16 weights");
    }
    return weights;
  }

  // src/compiled.ts
  var MAGIC = [..."AVART"].map((letter) => letter.charCodeAt(0)).concat(2);
  var KINDS = ["silent", "colour", "shape", "digit"];
  var NONE = 255;
  var TABLES = 40;
  var ENTRY = 8;
  var TEXTS = 8;
  var UTF8 = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  function readDrawn(art) {
    const wrong = MAGIC.some((byte, at2) => art[at2] !== byte);
    if (wrong) throw new Error("not the art of a species, or of another version");
    const view = new DataView(art.buffer, art.byteOffset, art.byteLength);
    const background = view.getUint8(7);
    const painted = [...art.subarray(TABLES, TABLES + view.getUint8(6))];
    const kinds = Array.from({ length: LOCI }, (_, locus) => kindOf(view.getUint8(8 + locus)));
    const seconds = Array.from({ length: LOCI }, (_, locus) => secondOf(view.getUint8(24 + locus)));
    const sizes = kinds.map(
      (kind, locus) => kind === "silent" || kind === "digit" ? 0 : seconds[locus] === null ? ALLELES : ALLELES ** 2
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const drawn = painted.reduce((sum, locus) => sum + (sizes[locus] ?? 0), 0);
    let at = TABLES + painted.length;
    const hides = Array.from({ length: total }, (_, form2) => view.getUint16(at + 2 * form2));
    at += 2 * total;
    const fills = kinds.map((kind, locus) => {
      if (kind !== "colour") return [];
      const start = at;
      at += 12 * (sizes[locus] ?? 0);
      return (UTF8.decode(art.subarray(start, at)).match(/.{6}/gs) ?? []).map(
        (digits) => `#${digits}`
      );
    });
    const fragments = readFragments(view, at, TEXTS + 2 * LOCI + total + drawn);
    const text = (number) => fragments[number]?.text ?? "";
    const [rules, name, version, description, creator, license, source, fixed] = Array.from(
      { length: TEXTS },
      (_, number) => text(number)
    );
    const weights = readWeights(JSON.parse(rules));
    let form = 0;
    const loci = kinds.map((kind, number) => {
      const forms = Array.from({ length: sizes[number] ?? 0 }, (_, k) => {
        const name2 = text(TEXTS + 2 * LOCI + form);
        const [fill = "", shade = ""] = (fills[number] ?? []).slice(2 * k, 2 * k + 2);
        return { name: name2, fill, shade, hides: hides[form++] ?? 0 };
      });
      const second = seconds[number] ?? null;
      return {
        name: kind === "silent" ? `silent-${number}` : text(TEXTS + number),
        title: text(TEXTS + LOCI + number),
        kind,
        second,
        alleles: readAlleles(kind, second === null ? forms : [], weights[number] ?? []),
        forms
      };
    });
    const colours = new Set(fixed.split(" ").map((colour) => colour.slice(-6)));
    const layers = readLayers(fragments.slice(-drawn || fragments.length), painted, sizes, colours);
    return {
      ...{ name, version, description, creator, license, source, loci, layers },
      background: background === NONE ? null : background,
      cumulative: cumulate(weights),
      images: null
    };
  }
  function kindOf(number) {
    const kind = KINDS[number];
    if (kind === void 0) throw new Error(`${number} is no kind of a locus`);
    return kind;
  }
  function secondOf(number) {
    if (number !== NONE && number >= LOCI) throw new Error(`there is no locus ${number}`);
    return number === NONE ? null : number;
  }
  function readLayers(fragments, painted, sizes, fixed) {
    const cut = /* @__PURE__ */ new Map();
    let at = 0;
    return painted.map((locus) => {
      const rows = fragments.slice(at, at + (sizes[locus] ?? 0));
      at += rows.length;
      const drawings = rows.map(({ key, text, references }) => {
        const drawing = cut.get(key) ?? cutDrawing(text, references, fixed);
        cut.set(key, drawing);
        return drawing;
      });
      return { locus, drawings };
    });
  }
  function readFragments(view, directory, count) {
    const heap = directory + ENTRY * count;
    const read = /* @__PURE__ */ new Map();
    let left = view.byteLength - heap;
    return Array.from({ length: count }, (_, number) => {
      const entry = directory + ENTRY * number;
      const offset = view.getUint32(entry) >>> 8;
      const length = view.getUint32(entry + 2) & 16777215;
      const references = view.getUint16(entry + 6);
      const key = `${offset} ${length} ${references}`;
      let fragment = read.get(key);
      if (!fragment) {
        fragment = readFragment(view, key, heap + offset, length, references);
        left -= 4 * references + length;
        if (left < 0) throw new Error("its fragments overlap");
        read.set(key, fragment);
      }
      return fragment;
    });
  }
  function readFragment(view, key, at, length, number) {
    const start = at + 4 * number;
    if (start + length > view.byteLength) throw new Error("it is cut off");
    const references = /* @__PURE__ */ new Map();
    for (let place = at; place < start; place += 4) {
      references.set(view.getUint32(place) >>> 8, view.getUint8(place + 3));
    }
    const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length);
    return { key, text: UTF8.decode(bytes), references };
  }

  // src/imaged.ts
  function readImaged(art) {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(art);
    const { rules, side, layers, loci, ...about } = JSON.parse(text);
    const { name, version, description, creator, license, source, background } = about;
    const weights = readWeights(rules);
    return {
      ...{ name, version, description, creator, license, source, background },
      loci: loci.map((locus, number) => readLocus(locus, weights[number] ?? [])),
      layers: [],
      cumulative: cumulate(weights),
      images: { side, layers }
    };
  }
  function readLocus(locus, weights) {
    const { name, title, kind, second } = locus;
    const named = locus.alleles.map((allele, n) => ({
      ...plainForm(allele),
      hides: locus.hides[n] ?? 0
    }));
    const isTold = kind !== "silent" && kind !== "digit";
    const forms = second === null ? named : locus.forms.map(plainForm);
    const alleles = readAlleles(kind, named, weights);
    return { name, title, kind, second, alleles, forms: isTold ? forms : [] };
  }

  // src/species.ts
  function readSpecies(art, name = "species") {
    try {
      const contents = art[0] === "{".charCodeAt(0) ? readImaged(art) : readDrawn(art);
      return { ...contents, id: toHex(keccak_256(art)) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const sentence = `the species pack ${quoted(name)} cannot be used: damaged: ${reason}`;
      throw new AvatarchainError("FaultyPack", sentence);
    }
  }
  function titleOf(locus) {
    return locus.title || locus.name;
  }

  // src/expression.ts
  function express(species, genome) {
    const alleles = expressed(genome);
    let hidden = 0;
    const forms = species.loci.map((locus, number) => {
      const form = formNumber(locus, alleles, number);
      hidden |= locus.forms[form]?.hides ?? 0;
      return form;
    });
    return { forms, hidden };
  }
  function formNumber(locus, alleles, number) {
    const first = alleles[number] ?? 0;
    return locus.second === null ? first : ALLELES * first + (alleles[locus.second] ?? 0);
  }
  function traitList(species, genome) {
    const { forms, hidden } = express(species, genome);
    return species.loci.flatMap((locus, number) => {
      const form = forms[number] ?? 0;
      const shown = locus.forms[form];
      if (shown === void 0) return [];
      const isHidden = Boolean(hidden >> number & 1);
      return [{ locus: number, title: titleOf(locus), name: shown.name, form, hidden: isHidden }];
    });
  }

  // src/heredity.ts
  var LANES = 0x0001000100010001000100010001000100010001000100010001000100010001n;
  var ALL = (1n << 256n) - 1n;
  var ZERO = new Uint8Array(32);
  var ONE = Uint8Array.from(ZERO, (_, at) => at === 31 ? 1 : 0);
  function birthSeed(mixHash, mother, father) {
    const drawn = checkedSeed(mixHash, "bytes of a block's mixHash");
    return keccak_256(concatBytes(drawn, word(mother), word(father)));
  }
  function offspring(mother, father, seed) {
    const data = checkedSeed(seed);
    const [r, q] = [ZERO, ONE].map((n) => toNumber(keccak_256(concatBytes(data, n))));
    return inherit(mother, father, r ?? 0n, q ?? 0n);
  }
  function inherit(mother, father, r, q) {
    let take = 0n;
    for (let digit = 0n; digit < GENES; digit++) {
      take |= (r >> 12n + digit & LANES) * 15n << 4n * digit;
    }
    let child = shuffle(mother, r) & take | shuffle(father, r >> 6n) & (ALL ^ take);
    if ((q & 7n) === 0n) child ^= (q >> 9n & 15n) << 4n * (q >> 3n & 63n);
    return child;
  }
  function shuffle(genome, r) {
    for (let step = 0n; step < GENES - 1; step++) {
      const lanes = (r >> 2n * step & r >> 2n * step + 1n & LANES) * 15n << 4n * step;
      const difference = (genome ^ genome >> 4n) & lanes;
      genome ^= difference ^ difference << 4n;
    }
    return genome;
  }

  // src/identity.ts
  function identity(speciesId, genome) {
    return toNumber(keccak_256(concatBytes(asBytes(speciesId), word(genome))));
  }

  // src/rarity.ts
  var SHARES = /* @__PURE__ */ new WeakMap();
  var SURPRISES = /* @__PURE__ */ new WeakMap();
  function shares(species) {
    return once(SHARES, species, () => species.loci.map((locus) => sharesOf(species, locus)));
  }
  function surprises(species) {
    return once(
      SURPRISES,
      species,
      () => shares(species).map((row) => row.map((share) => Math.round(1e3 * Math.log2(1 / share))))
    );
  }
  function rarity(species, genome) {
    const { forms, hidden } = express(species, genome);
    return surprises(species).reduce(
      (sum, row, locus) => sum + (hidden >> locus & 1 ? 0 : row[forms[locus] ?? 0] ?? 0),
      0
    );
  }
  function sharesOf(species, locus) {
    const seconds = locus.second === null ? [] : species.loci[locus.second]?.alleles ?? [];
    const weights = locus.alleles.flatMap(
      ({ weight }) => seconds.length ? seconds.map((digit) => weight * digit.weight) : [weight]
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const named = /* @__PURE__ */ new Map();
    locus.forms.forEach(({ name }, form) => {
      named.set(name, (named.get(name) ?? 0) + (weights[form] ?? 0));
    });
    return locus.forms.map(({ name }) => (named.get(name) ?? 0) / total);
  }
  function once(cache, species, make) {
    const made = cache.get(species) ?? make();
    cache.set(species, made);
    return made;
  }

  // src/svg.ts
  var HEAD = '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512" fill="none" fill-rule="evenodd" stroke-linecap="round" stroke-linejoin="round">';
  var TAIL = "</svg>";
  function svg(species, genome, { background = true } = {}) {
    if (species.images) {
      const sentence = `the species ${quoted(species.name)} is made of PNG layers and has no SVG`;
      throw new AvatarchainError("NoDrawing", sentence);
    }
    const { forms, hidden } = express(species, genome);
    const left = background || species.background === null ? hidden : hidden | 1 << species.background;
    const colour = (number) => {
      const form = species.loci[number >> 1]?.forms[forms[number >> 1] ?? 0];
      return ((number & 1 ? form?.shade : form?.fill) ?? "").slice(1);
    };
    let text = HEAD;
    for (const { locus, drawings } of species.layers) {
      const drawing = left >> locus & 1 ? void 0 : drawings[forms[locus] ?? 0];
      drawing?.texts.forEach((piece, n) => {
        text += piece;
        const number = drawing.colours[n];
        if (number !== void 0) text += colour(number);
      });
    }
    return text + TAIL;
  }

  // src/page.ts
  function fromBase64(text) {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }
  return __toCommonJS(page_exports);
})();
