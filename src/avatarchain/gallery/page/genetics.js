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
    AvatarchainError: () => AvatarchainError,
    asFile: () => asFile,
    birthSeed: () => birthSeed,
    concatBytes: () => concatBytes,
    founder: () => founder,
    fractionNumber: () => fractionNumber,
    fromBase64: () => fromBase64,
    fromHex: () => fromHex,
    fromUtf8: () => fromUtf8,
    genes: () => genes,
    identity: () => identity,
    itemSeed: () => itemSeed,
    odds: () => odds,
    oddsOfPlaces: () => oddsOfPlaces,
    offspring: () => offspring,
    parseCaip19: () => parseCaip19,
    parseGenome: () => parseGenome,
    play: () => play,
    quoted: () => quoted,
    rarity: () => rarity,
    readRig: () => readRig,
    readSpecies: () => readSpecies,
    seedFromText: () => seedFromText,
    shares: () => shares2,
    svg: () => svg,
    toCaip19: () => toCaip19,
    toDna: () => toDna,
    toHex: () => toHex,
    toUtf8: () => toUtf8,
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
  var fromNumH = (n) => n / 2 ** 32 | 0;
  var fromNumL = (n) => n >>> 0;
  var rotrSH = (h, l, s) => h >>> s | l << 32 - s;
  var rotrSL = (h, l, s) => h << 32 - s | l >>> s;
  var rotrBH = (h, l, s) => h << 64 - s | l >>> s - 32;
  var rotrBL = (h, l, s) => h >>> s - 32 | l << 64 - s;
  var rotr32H = (_h, l) => l;
  var rotr32L = (h, _l) => h;
  function add(Ah, Al, Bh, Bl) {
    const l = (Al >>> 0) + (Bl >>> 0);
    return { h: Ah + Bh + (l / 2 ** 32 | 0) | 0, l: l | 0 };
  }
  var add3L = (Al, Bl, Cl) => (Al >>> 0) + (Bl >>> 0) + (Cl >>> 0);
  var add3H = (low, Ah, Bh, Ch) => Ah + Bh + Ch + (low / 2 ** 32 | 0) | 0;

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
  function copyBytes(bytes) {
    return Uint8Array.from(abytes(bytes));
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
  var swap8IfBE = isLE ? (n) => n : (n) => byteSwap(n) >>> 0;
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
    let sum2 = 0;
    for (let i = 0; i < arrays.length; i++) {
      const a = arrays[i];
      abytes(a);
      sum2 += a.length;
    }
    const res = new Uint8Array(sum2);
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
  function asText(value) {
    return typeof value === "string" ? value : "";
  }
  function asFile(value) {
    return value instanceof Uint8Array ? value : new Uint8Array();
  }
  function fromUtf8(bytes) {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  }
  function toUtf8(text) {
    return new TextEncoder().encode(text);
  }
  function toNumber(bytes) {
    return BigInt(`0x${bytesToHex(bytes)}`);
  }
  function word(value) {
    return hexToBytes(digitsOf(value));
  }
  function numberBytes(value, size) {
    const bytes = word(BigInt(value));
    if (bytes.subarray(0, bytes.length - size).some(Boolean)) {
      throw new RangeError(`${value} does not fit in ${size} bytes`);
    }
    return bytes.slice(bytes.length - size);
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
  function quoted(text) {
    const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
    const special = new RegExp(`[\\\\${mark}]|(?! )[\\p{C}\\p{Z}]`, "gu");
    const body = text.replace(special, (letter) => {
      if (letter === mark) return `\\${mark}`;
      if (/[\\\n\r\t]/.test(letter)) return JSON.stringify(letter).slice(1, -1);
      return escaped(letter.codePointAt(0));
    });
    return mark + body + mark;
  }
  function escaped(code) {
    const digits = code < 256 ? 2 : code < 65536 ? 4 : 8;
    return `\\${" xu U"[digits >> 1]}${code.toString(16).padStart(digits, "0")}`;
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
  function parseGenome(given) {
    const text = asText(given);
    const offset = /^0x/i.test(text) ? 2 : 0;
    const body = [...text.slice(offset)];
    const looksLikeDna = body.length > (HEX_DIGITS + BASES) / 2 || body.length !== HEX_DIGITS && /^[acgt]*$/i.test(text);
    return looksLikeDna && !offset ? read(body, offset, BASES, "DNA", "letters", LETTERS, LETTERS) : read(body, offset, HEX_DIGITS, "hex", "digits", "0-9 a-f", "0123456789ABCDEF");
  }
  function read(body, offset, length, spelling, units, alphabet, values) {
    const base = BigInt(values.length);
    let genome = 0n;
    for (const [n, letter] of body.entries()) {
      const value = /[0-9a-z]/i.test(letter) ? values.indexOf(letter.toUpperCase()) : -1;
      if (value < 0) {
        const position = n + 1 + offset;
        throw malformed(
          `${quoted(letter)} at position ${position} is not one of ${alphabet}`,
          position
        );
      }
      if (n >= length) break;
      genome = genome * base + BigInt(value);
    }
    if (body.length !== length) {
      const position = Math.min(body.length, length) + 1 + offset;
      const words = body.length > length ? `the first too many is at position ${position}` : `position ${position} is missing`;
      const reason = `expected ${length} ${units} of ${spelling}, got ${body.length} (${words})`;
      throw malformed(reason, position);
    }
    return genome;
  }
  function malformed(reason, position) {
    const advice = "write 0x and 64 hex digits, or 128 letters A C G T";
    return new AvatarchainError("MalformedGenome", `not a genome: ${reason}; ${advice}`, position);
  }

  // src/species.ts
  function titleOf(locus) {
    return locus.title || locus.name;
  }

  // src/expression.ts
  function express(species, genome) {
    const alleles = expressed(genome);
    let hidden = 0;
    const forms = species.loci.map((locus, number2) => {
      const form = formNumber(locus, alleles, number2);
      hidden |= locus.forms[form]?.hides ?? 0;
      return form;
    });
    return { forms, hidden };
  }
  function formNumber(locus, alleles, number2) {
    const first = alleles[number2] ?? 0;
    return locus.second === null ? first : ALLELES * first + (alleles[locus.second] ?? 0);
  }
  function traitList(species, genome) {
    const { forms, hidden } = express(species, genome);
    return species.loci.flatMap((locus, number2) => {
      const form = forms[number2] ?? 0;
      const shown = locus.forms[form];
      if (shown === void 0) return [];
      const isHidden = Boolean(hidden >> number2 & 1);
      return [{ locus: number2, title: titleOf(locus), name: shown.name, form, hidden: isHidden }];
    });
  }

  // node_modules/@noble/hashes/_blake.js
  var BSIGMA = /* @__PURE__ */ Uint8Array.from([
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    14,
    10,
    4,
    8,
    9,
    15,
    13,
    6,
    1,
    12,
    0,
    2,
    11,
    7,
    5,
    3,
    11,
    8,
    12,
    0,
    5,
    2,
    15,
    13,
    10,
    14,
    3,
    6,
    7,
    1,
    9,
    4,
    7,
    9,
    3,
    1,
    13,
    12,
    11,
    14,
    2,
    6,
    5,
    10,
    4,
    0,
    15,
    8,
    9,
    0,
    5,
    7,
    2,
    4,
    10,
    15,
    14,
    1,
    11,
    12,
    6,
    8,
    3,
    13,
    2,
    12,
    6,
    10,
    0,
    11,
    8,
    3,
    4,
    13,
    7,
    5,
    15,
    14,
    1,
    9,
    12,
    5,
    1,
    15,
    14,
    13,
    4,
    10,
    0,
    7,
    6,
    3,
    9,
    2,
    8,
    11,
    13,
    11,
    7,
    14,
    12,
    1,
    3,
    9,
    5,
    0,
    15,
    4,
    8,
    6,
    2,
    10,
    6,
    15,
    14,
    9,
    11,
    3,
    0,
    8,
    12,
    2,
    13,
    7,
    1,
    4,
    10,
    5,
    10,
    2,
    8,
    4,
    7,
    6,
    1,
    5,
    15,
    11,
    9,
    14,
    3,
    12,
    13,
    0,
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    14,
    10,
    4,
    8,
    9,
    15,
    13,
    6,
    1,
    12,
    0,
    2,
    11,
    7,
    5,
    3,
    // Blake1, unused in others
    11,
    8,
    12,
    0,
    5,
    2,
    15,
    13,
    10,
    14,
    3,
    6,
    7,
    1,
    9,
    4,
    7,
    9,
    3,
    1,
    13,
    12,
    11,
    14,
    2,
    6,
    5,
    10,
    4,
    0,
    15,
    8,
    9,
    0,
    5,
    7,
    2,
    4,
    10,
    15,
    14,
    1,
    11,
    12,
    6,
    8,
    3,
    13,
    2,
    12,
    6,
    10,
    0,
    11,
    8,
    3,
    4,
    13,
    7,
    5,
    15,
    14,
    1,
    9
  ]);

  // node_modules/@noble/hashes/blake2.js
  var B2B_IV = /* @__PURE__ */ Uint32Array.from([
    4089235720,
    1779033703,
    2227873595,
    3144134277,
    4271175723,
    1013904242,
    1595750129,
    2773480762,
    2917565137,
    1359893119,
    725511199,
    2600822924,
    4215389547,
    528734635,
    327033209,
    1541459225
  ]);
  var BBUF = /* @__PURE__ */ new Uint32Array(32);
  function G1b(a, b, c, d, msg, x) {
    const Xl = msg[x], Xh = msg[x + 1];
    let Al = BBUF[2 * a], Ah = BBUF[2 * a + 1];
    let Bl = BBUF[2 * b], Bh = BBUF[2 * b + 1];
    let Cl = BBUF[2 * c], Ch = BBUF[2 * c + 1];
    let Dl = BBUF[2 * d], Dh = BBUF[2 * d + 1];
    const ll = add3L(Al, Bl, Xl);
    Ah = add3H(ll, Ah, Bh, Xh);
    Al = ll | 0;
    let xh = Dh ^ Ah, xl = Dl ^ Al;
    Dh = rotr32H(xh, xl);
    Dl = rotr32L(xh, xl);
    ({ h: Ch, l: Cl } = add(Ch, Cl, Dh, Dl));
    xh = Bh ^ Ch;
    xl = Bl ^ Cl;
    Bh = rotrSH(xh, xl, 24);
    Bl = rotrSL(xh, xl, 24);
    BBUF[2 * a] = Al;
    BBUF[2 * a + 1] = Ah;
    BBUF[2 * b] = Bl;
    BBUF[2 * b + 1] = Bh;
    BBUF[2 * c] = Cl;
    BBUF[2 * c + 1] = Ch;
    BBUF[2 * d] = Dl;
    BBUF[2 * d + 1] = Dh;
  }
  function G2b(a, b, c, d, msg, x) {
    const Xl = msg[x], Xh = msg[x + 1];
    let Al = BBUF[2 * a], Ah = BBUF[2 * a + 1];
    let Bl = BBUF[2 * b], Bh = BBUF[2 * b + 1];
    let Cl = BBUF[2 * c], Ch = BBUF[2 * c + 1];
    let Dl = BBUF[2 * d], Dh = BBUF[2 * d + 1];
    const ll = add3L(Al, Bl, Xl);
    Ah = add3H(ll, Ah, Bh, Xh);
    Al = ll | 0;
    let xh = Dh ^ Ah, xl = Dl ^ Al;
    Dh = rotrSH(xh, xl, 16);
    Dl = rotrSL(xh, xl, 16);
    ({ h: Ch, l: Cl } = add(Ch, Cl, Dh, Dl));
    xh = Bh ^ Ch;
    xl = Bl ^ Cl;
    Bh = rotrBH(xh, xl, 63);
    Bl = rotrBL(xh, xl, 63);
    BBUF[2 * a] = Al;
    BBUF[2 * a + 1] = Ah;
    BBUF[2 * b] = Bl;
    BBUF[2 * b + 1] = Bh;
    BBUF[2 * c] = Cl;
    BBUF[2 * c + 1] = Ch;
    BBUF[2 * d] = Dl;
    BBUF[2 * d + 1] = Dh;
  }
  function checkBlake2Opts(outputLen, opts = {}, keyLen, saltLen, persLen) {
    anumber(keyLen);
    if (outputLen <= 0 || outputLen > keyLen)
      throw new Error('"dkLen" must be 1..' + keyLen + ", got " + outputLen);
    const { key, salt, personalization } = opts;
    if (key !== void 0 && (key.length < 1 || key.length > keyLen))
      throw new Error('"key" expected to be undefined or of length=1..' + keyLen);
    if (salt !== void 0)
      abytes(salt, saltLen, "salt");
    if (personalization !== void 0)
      abytes(personalization, persLen, "personalization");
  }
  var _BLAKE2 = class {
    buffer;
    buffer32;
    finished = false;
    destroyed = false;
    length = 0;
    pos = 0;
    blockLen;
    outputLen;
    canXOF = false;
    constructor(blockLen, outputLen) {
      anumber(blockLen);
      anumber(outputLen);
      this.blockLen = blockLen;
      this.outputLen = outputLen;
      this.buffer = new Uint8Array(blockLen);
      this.buffer32 = u32(this.buffer);
    }
    update(data) {
      aexists(this);
      abytes(data);
      const { blockLen, buffer, buffer32 } = this;
      const len = data.length;
      const offset = data.byteOffset;
      const buf = data.buffer;
      for (let pos = 0; pos < len; ) {
        if (this.pos === blockLen) {
          swap32IfBE(buffer32);
          this.compress(buffer32, 0, false);
          swap32IfBE(buffer32);
          this.pos = 0;
        }
        const take = Math.min(blockLen - this.pos, len - pos);
        const dataOffset = offset + pos;
        if (take === blockLen && !(dataOffset % 4) && pos + take < len) {
          const data32 = new Uint32Array(buf, dataOffset, Math.floor((len - pos) / 4));
          swap32IfBE(data32);
          for (let pos32 = 0; pos + blockLen < len; pos32 += buffer32.length, pos += blockLen) {
            this.length += blockLen;
            this.compress(data32, pos32, false);
          }
          swap32IfBE(data32);
          continue;
        }
        buffer.set(pos === 0 && take === len ? data : data.subarray(pos, pos + take), this.pos);
        this.pos += take;
        this.length += take;
        pos += take;
      }
      return this;
    }
    digestInto(out) {
      aexists(this);
      aoutput(out, this);
      if (out.byteOffset & 3)
        throw new RangeError('"output" expected 4-byte aligned byteOffset, got ' + out.byteOffset);
      const { pos, buffer32 } = this;
      this.finished = true;
      this.buffer.fill(0, pos);
      swap32IfBE(buffer32);
      this.compress(buffer32, 0, true);
      swap32IfBE(buffer32);
      const state = this.get();
      const out32 = out === this.buffer ? buffer32 : u32(out);
      const full = Math.floor(this.outputLen / 4);
      for (let i = 0; i < full; i++)
        out32[i] = swap8IfBE(state[i]);
      const tail = this.outputLen % 4;
      if (!tail)
        return;
      const off = full * 4;
      const word2 = state[full];
      for (let i = 0; i < tail; i++)
        out[off + i] = word2 >>> 8 * i;
    }
    digest() {
      const { buffer, outputLen } = this;
      this.digestInto(buffer);
      const res = buffer.slice(0, outputLen);
      this.destroy();
      return res;
    }
    _cloneInto(to) {
      const { buffer, length, finished, destroyed, outputLen, pos } = this;
      to ||= new this.constructor({ dkLen: outputLen });
      to.set(...this.get());
      to.buffer.set(buffer);
      to.destroyed = destroyed;
      to.finished = finished;
      to.length = length;
      to.pos = pos;
      to.outputLen = outputLen;
      return to;
    }
    clone() {
      return this._cloneInto();
    }
  };
  var _BLAKE2b = class extends _BLAKE2 {
    // Same IV words as SHA-512 / BLAKE2b, encoded as LE u32 low/high halves.
    v0l = B2B_IV[0] | 0;
    v0h = B2B_IV[1] | 0;
    v1l = B2B_IV[2] | 0;
    v1h = B2B_IV[3] | 0;
    v2l = B2B_IV[4] | 0;
    v2h = B2B_IV[5] | 0;
    v3l = B2B_IV[6] | 0;
    v3h = B2B_IV[7] | 0;
    v4l = B2B_IV[8] | 0;
    v4h = B2B_IV[9] | 0;
    v5l = B2B_IV[10] | 0;
    v5h = B2B_IV[11] | 0;
    v6l = B2B_IV[12] | 0;
    v6h = B2B_IV[13] | 0;
    v7l = B2B_IV[14] | 0;
    v7h = B2B_IV[15] | 0;
    constructor(opts = {}) {
      opts = checkOpts({}, opts);
      const olen = opts.dkLen === void 0 ? 64 : opts.dkLen;
      super(128, olen);
      checkBlake2Opts(olen, opts, 64, 16, 16);
      let { key, personalization, salt } = opts;
      let keyLength = 0;
      if (key !== void 0) {
        abytes(key, void 0, "key");
        keyLength = key.length;
      }
      this.v0l ^= this.outputLen | keyLength << 8 | 1 << 16 | 1 << 24;
      if (salt !== void 0) {
        abytes(salt, void 0, "salt");
        const slt = u32(copyBytes(salt));
        this.v4l ^= swap8IfBE(slt[0]);
        this.v4h ^= swap8IfBE(slt[1]);
        this.v5l ^= swap8IfBE(slt[2]);
        this.v5h ^= swap8IfBE(slt[3]);
      }
      if (personalization !== void 0) {
        abytes(personalization, void 0, "personalization");
        const pers = u32(copyBytes(personalization));
        this.v6l ^= swap8IfBE(pers[0]);
        this.v6h ^= swap8IfBE(pers[1]);
        this.v7l ^= swap8IfBE(pers[2]);
        this.v7h ^= swap8IfBE(pers[3]);
      }
      if (key !== void 0) {
        const tmp = new Uint8Array(this.blockLen);
        tmp.set(key);
        this.update(tmp);
        clean(tmp);
      }
    }
    // prettier-ignore
    get() {
      let { v0l, v0h, v1l, v1h, v2l, v2h, v3l, v3h, v4l, v4h, v5l, v5h, v6l, v6h, v7l, v7h } = this;
      return [v0l, v0h, v1l, v1h, v2l, v2h, v3l, v3h, v4l, v4h, v5l, v5h, v6l, v6h, v7l, v7h];
    }
    // prettier-ignore
    set(v0l, v0h, v1l, v1h, v2l, v2h, v3l, v3h, v4l, v4h, v5l, v5h, v6l, v6h, v7l, v7h) {
      this.v0l = v0l | 0;
      this.v0h = v0h | 0;
      this.v1l = v1l | 0;
      this.v1h = v1h | 0;
      this.v2l = v2l | 0;
      this.v2h = v2h | 0;
      this.v3l = v3l | 0;
      this.v3h = v3h | 0;
      this.v4l = v4l | 0;
      this.v4h = v4h | 0;
      this.v5l = v5l | 0;
      this.v5h = v5h | 0;
      this.v6l = v6l | 0;
      this.v6h = v6h | 0;
      this.v7l = v7l | 0;
      this.v7h = v7h | 0;
    }
    compress(msg, offset, isLast) {
      const { v0l, v0h, v1l, v1h, v2l, v2h, v3l, v3h, v4l, v4h, v5l, v5h, v6l, v6h, v7l, v7h } = this;
      {
        BBUF[0] = v0l;
        BBUF[1] = v0h;
        BBUF[2] = v1l;
        BBUF[3] = v1h;
        BBUF[4] = v2l;
        BBUF[5] = v2h;
        BBUF[6] = v3l;
        BBUF[7] = v3h;
        BBUF[8] = v4l;
        BBUF[9] = v4h;
        BBUF[10] = v5l;
        BBUF[11] = v5h;
        BBUF[12] = v6l;
        BBUF[13] = v6h;
        BBUF[14] = v7l;
        BBUF[15] = v7h;
      }
      BBUF.set(B2B_IV, 16);
      const l = fromNumL(this.length);
      const h = fromNumH(this.length);
      BBUF[24] = B2B_IV[8] ^ l;
      BBUF[25] = B2B_IV[9] ^ h;
      if (isLast) {
        BBUF[28] = ~BBUF[28];
        BBUF[29] = ~BBUF[29];
      }
      let j = 0;
      const s = BSIGMA;
      for (let i = 0; i < 12; i++) {
        G1b(0, 4, 8, 12, msg, offset + 2 * s[j++]);
        G2b(0, 4, 8, 12, msg, offset + 2 * s[j++]);
        G1b(1, 5, 9, 13, msg, offset + 2 * s[j++]);
        G2b(1, 5, 9, 13, msg, offset + 2 * s[j++]);
        G1b(2, 6, 10, 14, msg, offset + 2 * s[j++]);
        G2b(2, 6, 10, 14, msg, offset + 2 * s[j++]);
        G1b(3, 7, 11, 15, msg, offset + 2 * s[j++]);
        G2b(3, 7, 11, 15, msg, offset + 2 * s[j++]);
        G1b(0, 5, 10, 15, msg, offset + 2 * s[j++]);
        G2b(0, 5, 10, 15, msg, offset + 2 * s[j++]);
        G1b(1, 6, 11, 12, msg, offset + 2 * s[j++]);
        G2b(1, 6, 11, 12, msg, offset + 2 * s[j++]);
        G1b(2, 7, 8, 13, msg, offset + 2 * s[j++]);
        G2b(2, 7, 8, 13, msg, offset + 2 * s[j++]);
        G1b(3, 4, 9, 14, msg, offset + 2 * s[j++]);
        G2b(3, 4, 9, 14, msg, offset + 2 * s[j++]);
      }
      this.v0l ^= BBUF[0] ^ BBUF[16];
      this.v0h ^= BBUF[1] ^ BBUF[17];
      this.v1l ^= BBUF[2] ^ BBUF[18];
      this.v1h ^= BBUF[3] ^ BBUF[19];
      this.v2l ^= BBUF[4] ^ BBUF[20];
      this.v2h ^= BBUF[5] ^ BBUF[21];
      this.v3l ^= BBUF[6] ^ BBUF[22];
      this.v3h ^= BBUF[7] ^ BBUF[23];
      this.v4l ^= BBUF[8] ^ BBUF[24];
      this.v4h ^= BBUF[9] ^ BBUF[25];
      this.v5l ^= BBUF[10] ^ BBUF[26];
      this.v5h ^= BBUF[11] ^ BBUF[27];
      this.v6l ^= BBUF[12] ^ BBUF[28];
      this.v6h ^= BBUF[13] ^ BBUF[29];
      this.v7l ^= BBUF[14] ^ BBUF[30];
      this.v7h ^= BBUF[15] ^ BBUF[31];
      clean(BBUF);
    }
    destroy() {
      this.destroyed = true;
      clean(this.buffer32);
      this.set(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }
  };
  var blake2b = /* @__PURE__ */ createHasher((opts) => new _BLAKE2b(opts));

  // src/assigned.ts
  var ASSIGNED = "0 oo 2 6 4 7 1 1 1 k 1 b1 1 12 2 1e 2 3 1 1j 8 r 4 6 b 7i 1 1o 2 2t e 1n 2 1d 2 f 1 s 2 1 1 b 5 v 1 2 6 6k 1 8 2 2 2 m 1 7 1 1 3 4 2 9 2 2 2 4 8 1 4 2 1 5 2 p 2 3 1 6 4 2 2 m 1 7 1 2 1 2 1 2 2 1 1 5 4 2 2 3 3 1 7 4 1 1 7 h a 3 1 9 1 3 1 m 1 7 1 2 1 5 2 a 1 3 1 3 2 1 f 4 2 c 7 7 1 3 1 8 2 2 2 m 1 7 1 2 1 5 2 9 2 2 2 3 7 3 4 2 1 5 2 i a 2 1 6 3 3 1 4 3 2 1 1 1 2 3 2 3 3 3 c 4 5 3 3 1 4 2 1 6 1 e l 5 d 1 3 1 n 1 g 2 9 1 3 1 4 7 2 1 3 2 1 2 4 2 a 7 m 1 3 1 n 1 a 1 5 2 9 1 3 1 4 7 2 6 2 1 4 2 a 1 3 c d 1 3 1 1f 1 3 1 6 4 g 2 q 1 3 1 i 3 o 1 9 1 1 2 7 3 1 4 6 1 1 1 8 6 a 2 3 c 1m 4 t 11 2 1 1 1 5 1 o 1 1 1 n 2 5 1 1 1 7 1 a 2 4 w 20 1 10 4 13 1 10 1 f 1 d 11 5i 1 1 5 1 2 ah 1 4 2 7 1 1 1 4 2 15 1 4 2 x 1 4 2 7 1 1 1 4 2 f 1 1l 1 4 2 1v 2 w 3 q 6 2e 2 6 2 il 3 2h 7 m 9 o 9 k c d 1 3 1 2 c 2m 2 a 6 a 6 q 6 2h 7 17 5 1y a v 1 c 4 c 4 1 3 16 2 5 b 18 4 q 6 b 3 1q 2 1t 1 t 2 b 6 a 6 e 2 v 1d 25 3 1b 1 38 8 1o 3 f 3 1o 7 17 2 b 8 17 5 eu 2 6 2 12 2 6 2 8 1 1 1 1 1 1 1 v 2 1h 1 f 1 e 2 6 1 j 2 3 1 9 1 2t 1 c 2 r 1 d 3 x f x f 3w 4 if p b l 1ec 2 w 1 9p 5 19 1 1 5 1 2 1k 7 2 e o 9 7 1 7 1 7 1 7 1 7 1 7 1 7 1 7 1 3i y q 1 2h c 5y q c 4 1s 1 2e 2 2v 5 17 1 2m 1 2c c 1b 1 mlp 3 1j 9 9o k 54 8 5n 5 2 1 1 1 5 o 1n 3 a 6 1k 8 1y 8 c 6 38 b u 3 26 1 b 4 x 1 1j 9 e 2 a 2 2v o s a 6 2 6 2 6 9 7 1 7 1 1o 4 3i 2 a 6 8mc c n 4 1d 1l0 57y 2 2y 12 7 c 5 5 q 1 5 1 1 1 2 1 2 1 3h g cd 2 1i 7 1 w 16 6 1f 1 j 1 4 4 5 1 3r 2 1 1 5a 3 6 2 6 2 6 2 3 3 7 1 7 a 5 2 c 1 q 1 j 1 2 1 f 2 e y 3f 5 3 4 19 3 2g 1 d 3 1 1b 1a 3m t 3 1d f s 4 10 9 u 5 17 5 u 1 11 4 e 16 4e 2 a 6 10 4 10 4 14 8 1g b c 1 f 1 7 1 2 1 b 1 f 1 7 1 2 1v 8n 9 m a 8 o 6 1 16 1 9 1x 6 2 1 1 18 1 2 3 1 2 n 1 20 8 9 1c j 1 2 5 x 3 r 5 1 1s 1k 4 k 2 1e 1 2 5 8 1 3 1 t 2 3 4 a 7 9 7 1s w 13 4 c 9 1i 3 t 2 r 5 q 7 4 c 7 28 21 1j 1f d 1f 7 1a 8 a 86 v 1 16 1 3 2 2 23 17 8 16 m q 12 s k n 9 26 4 10 9 1w a 1 2 p 7 a 6 1h 1 i 8 13 9 2o 1 k b i 1 1b 1q 7 1 1 1 4 1 f 1 b 6 1n 5 a 6 4 1 8 2 2 2 m 1 7 1 2 1 5 1 a 2 2 2 3 2 1 6 1 5 7 2 7 3 5 3v 2k 1 5 u 20 8 a 4m 1i 2 12 y 1x b a 6 d j 1m 6 a 1i r 2 f 4 n 55 1o 2s 2b c 8 2 1 2 8 1 2 1 u 1 2 2 c 9 a 1y 8 2 1a 2 b r 20 8 2b d 21 7 a 6u 9 1 19 1 e a t 3 w 2 m 1 e 21 7 1 2 1 18 3 1 1 2 1 9 8 a 6 6 1 2 1 11 1 2 1 6 7 a 8m p 7 h 1 15 3 s 2e 1 f 1e d pn 2u 33 1 5 b 5g 218 2r d uu 33e g7 6nt ft 7 v 1 a 4 29 1 a 6 u 2 6 a 1y a a 1 7 1 l 5 j j4 2j 2t 23 4 1l 7 h 1s 5 b 2 e 4qg 8 ye 16 9 6w7 4 1 7 1 2 1 83 f 1 t 3 2 1 e 4 8 b0 1s4 2z 5 d 3 9 7 a 2 8 3mk 1a 2 n 9 38 1o 6u a 13 2 5e l 1y 3e k c k c 2f 9 p 3r 2d 1 1z 1 2 2 1 2 2 2 4 1 c 1 1 1 7 1 1t 1 4 2 8 1 7 1 s 1 4 1 5 1 1 3 7 1 9g 2 84 2 ji f 5 1 f uo v 6 6 5x 7 1 h 2 7 1 2 1 5 5 1q x 1 34 19 3 e 2 a 4 2 8w v h 1m 5 1 cw 16 km 7 1 4 1 2 1 f 1 5h 2 g 15 24 4 a 4 2 lt 1w 24 1p 5e 4 1 r 1 2 1 1 2 1 1 a 1 4 1 1 1 1 6 1 4 1 1 1 1 1 1 3 1 2 1 1 2 1 1 1 1 1 1 1 1 1 1 2 1 1 2 4 1 7 1 4 1 4 1 1 1 a 1 h 5 3 1 5 1 h 1g 2 7i 18 4 2s c f 2 f 1 f 1 11 a 4u 1k t d 18 4 9 7 2 e 6 4a rc 4 h 3 d 3 3b 4 2n 6 c 4 1 f c 4 1k 8 a 6 14 8 u 2 2 26 9g c e 2 d 3 9 7 1a 1 7 8 e 4 9 7 9 7 43 1 1j 11 a sm wyo w 37e 6 66 2 4g2 e 5rl 2e7 f2 15u 3t7 5 38g f975 1 u 2o 3k 6o 1e6o 1eke 2 1eke";

  // src/unicode.ts
  var starts;
  function isAssigned(code) {
    starts ??= readStarts();
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = low + high >> 1;
      if ((starts[middle] ?? 0) <= code) low = middle + 1;
      else high = middle;
    }
    return low % 2 === 1;
  }
  function readStarts() {
    let code = 0;
    return ASSIGNED.split(" ").map((step) => code += parseInt(step, 36));
  }

  // src/seeds.ts
  var SEED_BYTES = 32;
  function tag(text) {
    return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  }
  function seedFromText(given) {
    const text = asText(given);
    if (!text) throw malformed2("the text is empty");
    let position = 0;
    for (const letter of text) {
      position += 1;
      const code = letter.codePointAt(0) ?? 0;
      const lone = code >= 55296 && code < 57344;
      if (lone || !isAssigned(code)) {
        const spelling = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
        const reason = lone ? "a lone surrogate" : "not assigned";
        throw malformed2(`${spelling} at position ${position} is ${reason} in Unicode 15.0`, position);
      }
    }
    const data = toUtf8(text.normalize("NFC"));
    return blake2b(data, { dkLen: 32, personalization: tag("avatarchain-seed") });
  }
  function itemSeed(master, number2) {
    const personalization = tag("avatarchain-item");
    return blake2b(numberBytes(number2, 8), { dkLen: 32, key: checkedSeed(master), personalization });
  }
  function checkedSeed(value, unit = "bytes") {
    const bytes = asBytes(value);
    if (bytes.length !== SEED_BYTES) {
      throw malformed2(`expected ${SEED_BYTES} ${unit}, got ${bytes.length}`);
    }
    return bytes;
  }
  function malformed2(reason, position) {
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
  function founder(seed, cumulative) {
    const data = checkedSeed(seed);
    const personalization = tag("avatarchain-gen0");
    let digits = "";
    for (const half of [0, 1]) {
      const salt = new Uint8Array(16);
      salt[15] = half;
      const block = blake2b(data, { dkLen: 64, personalization, salt });
      for (let at = 0; at < block.length; at += 2) {
        const draw = (block[at] ?? 0) << 8 | (block[at + 1] ?? 0);
        const locus = cumulative[Math.floor(digits.length / GENES)];
        digits += locus.findIndex((sum2) => sum2 > draw).toString(16);
      }
    }
    return BigInt(`0x${digits}`);
  }

  // src/fractions.ts
  function fraction(numerator, denominator = 1n) {
    const [over, under] = [BigInt(numerator), BigInt(denominator)];
    let [divisor, rest] = [over, under];
    while (rest) [divisor, rest] = [rest, divisor % rest];
    return { numerator: over / divisor, denominator: under / divisor };
  }
  function sum(...terms) {
    return terms.reduce(
      (a, b) => fraction(
        a.numerator * b.denominator + b.numerator * a.denominator,
        a.denominator * b.denominator
      ),
      fraction(0)
    );
  }
  function product(...factors) {
    return factors.reduce(
      (a, b) => fraction(a.numerator * b.numerator, a.denominator * b.denominator),
      fraction(1)
    );
  }
  function fractionNumber({ numerator, denominator }) {
    return Number(numerator) / Number(denominator);
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
    let text = HEAD;
    for (const { locus, drawings } of species.layers) {
      const drawing = left >> locus & 1 ? void 0 : drawings[forms[locus] ?? 0];
      if (drawing) text += colouredText(drawing, (number2) => colourOf(species, forms, number2));
    }
    return text + TAIL;
  }
  function colourOf(species, forms, number2) {
    const form = species.loci[number2 >> 1].forms[forms[number2 >> 1]];
    return number2 & 1 ? form.shade : form.fill;
  }
  function colouredText({ texts, colours }, colour) {
    return texts.reduce((text, piece, n) => {
      const number2 = colours[n];
      return text + piece + (number2 === void 0 ? "" : colour(number2).slice(1));
    }, "");
  }

  // src/living/checked.ts
  var Wrong = class extends Error {
  };
  var MOST_BONES = 64;
  var DEEPEST_BONE = 16;
  var MOST_CLIPS = 64;
  var MOST_KEYS = 200;
  var MOST_PLAYED = 1e3;
  var MOST_SECONDS = 60;
  var MOST_ROWS = 65536;
  var MOST_LETTERS = 16e6;
  var NEAR = 1e-9;
  var NAME = /^[A-Za-z0-9_-]{1,64}$/;
  var PATTERN = /^[^]{13}$/;
  var CHOSEN = "#[0-9a-f]{6}|\\{\\d{1,2}\\}";
  var COLOUR = new RegExp(`^(?:${CHOSEN})$`);
  var SHAPE = new RegExp(
    `^(?:<g transform="[a-zA-Z0-9 .,()-]*">){0,16}<(?:path|circle|ellipse|rect|polygon|polyline|line)(?: (?:fill|stroke)="(?:${CHOSEN}|\\{(?:ink|[ab]\\d{1,5}|r\\d{1,5}:(?:#[0-9a-f]{6}|\\d{1,2}))\\})"| (?:stroke-width|opacity|d|points|c?[xy]|[xy][12]|r[xy]?|width|height)="[a-zA-Z0-9 .,-]*")*/>(?:</g>)*$`
  );
  var CHANNELS = { x: 256, y: 256, turn: 90, grow: 0.5 };
  var OF_A_FACE = ["look.x", "look.y", "gaze.x", "gaze.y", "blink", "happy", "talk"];
  function checkRig(rig, species) {
    ensure(rig.rig === 1, "it is not the compiled form of a rig of version 1");
    ensure(rig.species === species.id, "it is one of another species");
    ensure(rig.name === species.name, "its name is not the species'");
    matches(rig.digest, /^0x[0-9a-f]{64}$/, "its digest");
    for (const key of ["turn", "gaze"]) {
      for (const way of list(rig[key], key, 2, 2)) number(way, key, 0, 64);
    }
    checkBones(list(rig.bones, "bones", 0, MOST_BONES));
    const names = rig.bones.map(([name]) => name);
    checkClips(fields(rig.clips, "clips", MOST_CLIPS), names);
    const texts = list(rig.texts, "texts", 0);
    checkTexts(texts, species);
    const layers = list(rig.layers, "layers", species.layers.length, species.layers.length);
    species.layers.forEach(({ drawings }, n) => {
      for (const form of list(layers[n], `layer ${n}`, drawings.length, drawings.length)) {
        if (form !== 0) checkForm(list(form, `layer ${n}`, 2, 2), names.length, texts.length);
      }
    });
    checkSkin(rig.skin, species);
  }
  function ensure(right, reason) {
    if (!right) throw new Wrong(reason);
  }
  function list(value, what, least, most = MOST_ROWS) {
    const right = Array.isArray(value) && least <= value.length && value.length <= most;
    ensure(right, `${what} must be a list of ${least} to ${most}`);
    return value;
  }
  function fields(value, what, most) {
    const right = typeof value === "object" && value !== null && !Array.isArray(value);
    const entries = right ? Object.entries(value) : [];
    ensure(right && entries.length <= most, `${what} must be an object of at most ${most} fields`);
    return entries;
  }
  function number(value, what, low, high) {
    const right = typeof value === "number" && low <= value && value <= high;
    ensure(right, `${what} must be a number from ${low} to ${high}`);
    return value;
  }
  function whole(value, what, low, high) {
    ensure(Number.isInteger(number(value, what, low, high)), `${what} must be a whole number`);
    return value;
  }
  function matches(value, form, what) {
    ensure(typeof value === "string" && form.test(value), `${what} is of another form`);
  }
  function checkBones(bones) {
    const depths = [];
    bones.forEach((row, n) => {
      const [name, parent, ...pivot] = list(row, "a bone", 4, 4);
      matches(name, NAME, "the name of a bone");
      const depth = 1 + (depths[whole(parent, `the parent of ${name}`, -1, n - 1)] ?? 0);
      ensure(depth <= DEEPEST_BONE, `${name} has more than ${DEEPEST_BONE} bones above it`);
      depths.push(depth);
      for (const part of pivot) number(part, `the pivot of ${name}`, -512, 1024);
    });
  }
  function checkClips(rows, bones) {
    const clips = /* @__PURE__ */ new Map();
    for (const [name, row] of rows) {
      matches(name, NAME, "the name of a clip");
      const [time, tracks, plays, scattered] = list(row, name, 4, 4);
      const seconds = number(time, `${name}: its seconds`, 0.1, MOST_SECONDS);
      let keys = 0;
      for (const [channel, track] of fields(tracks, `${name}: its tracks`, MOST_ROWS)) {
        const what = `${name}: ${channel.slice(0, 80)}`;
        keys += checkKeys(list(track, what, 2, MOST_KEYS), rangeOf(channel, bones), seconds, what);
      }
      const pairs = (value) => list(value, name, 0, 64).map((x) => list(x, name, 2, 2));
      clips.set(name, { seconds, keys, plays: pairs(plays), scattered: pairs(scattered) });
    }
    for (const [name, clip] of clips) {
      let total = clip.keys;
      const part = (other) => {
        const found = clips.get(other);
        ensure(
          found !== void 0 && !found.plays.length && !found.scattered.length,
          `${name} plays what is no clip, or plays others`
        );
        return found;
      };
      for (const [other, start] of clip.plays) {
        const { seconds, keys } = part(other);
        number(start, `${name}: a start`, 0, clip.seconds - seconds + NEAR);
        total += keys;
      }
      for (const [other, count] of clip.scattered) {
        const { seconds, keys } = part(other);
        const times = whole(count, `${name}: how often`, 1, 32);
        ensure(times * seconds <= clip.seconds, `${name} has no room for what it plays`);
        total += times * keys;
      }
      ensure(total <= MOST_PLAYED, `${name} plays more than ${MOST_PLAYED} keys`);
    }
  }
  function rangeOf(channel, bones) {
    if (OF_A_FACE.includes(channel)) return [channel.includes(".") ? -1 : 0, 1];
    const [bone = "", what = "", more] = channel.split(".");
    const most = Object.hasOwn(CHANNELS, what) ? CHANNELS[what] : void 0;
    ensure(
      bones.includes(bone) && more === void 0 && most !== void 0,
      "a track is of no channel"
    );
    return [-most, most];
  }
  function checkKeys(keys, [low, high], seconds, what) {
    let last = -1;
    for (const key of keys) {
      const [time, value] = list(key, what, 2, 2);
      ensure(number(time, what, 0, MOST_SECONDS) > last, `${what}: the times of keys must rise`);
      number(value, what, low, high);
      last = time;
    }
    const [first, end] = [keys[0], keys.at(-1)];
    const right = first[0] === 0 && Math.abs(last - seconds) <= NEAR && first[1] === 0 && end[1] === 0;
    ensure(right, `${what}: keys go from 0 to 0, and to the end of the clip`);
    return keys.length;
  }
  function checkTexts(texts, { loci }) {
    let letters = 0;
    for (const text of texts) {
      ensure(typeof text === "string", "a text is no text");
      letters += text.length;
      ensure(letters <= MOST_LETTERS, "its texts are too long");
      matches(text, SHAPE, "a text, which must be a shape of the drawing language,");
      ensure(
        text.split("<g ").length === text.split("</g>").length,
        "a text has groups that stay open"
      );
      checkColours(text, loci);
    }
  }
  function checkColours(text, loci) {
    for (const [, digits] of text.matchAll(/[{:](\d+)\}/g)) {
      ensure(loci[Number(digits) >> 1]?.kind === "colour", `there is no colour {${digits}}`);
    }
  }
  function checkForm([rows, last], bones, texts) {
    const [what, seat] = ["a piece", [-1, bones - 1]];
    if (typeof rows === "number") {
      whole(rows, what, ...seat);
      number(last, what, -1, 1);
      return;
    }
    const windows = list(last, "windows", 0);
    for (const row of list(rows, "pieces", 0)) {
      const [bone, depth, slide, travel, window, shapes] = list(row, what, 6, 6);
      whole(bone, what, ...seat);
      number(depth, what, -1, 1);
      ensure(slide === "" || SLIDES.includes(slide), `${what} slides in an unknown way`);
      number(travel, what, -1e4, 1e4);
      whole(window, what, -1, windows.length - 1);
      for (const shape of list(shapes, what, 0)) checkShape(shape, texts);
    }
    for (const shape of windows) checkShape(shape, texts);
  }
  function checkShape(shape, texts) {
    if (typeof shape === "number") whole(shape, "a shape", -texts, MOST_ROWS);
    else for (const part of list(shape, "a shape", 2)) whole(part, "a shape", 0, MOST_ROWS);
  }
  function checkSkin(skin, { loci, layers }) {
    const rows = new Map(fields(skin, "skin", MOST_ROWS));
    const patterns = list(rows.get("patterns"), "patterns", 0);
    for (const pattern of patterns) matches(pattern, PATTERN, "a pattern");
    for (const pair of [rows.get("bare"), ...list(rows.get("colours"), "colours", 0)]) {
      for (const colour of list(pair, "the colours of lids", 2, 2)) {
        matches(colour, COLOUR, "the colour of a lid");
        checkColours(colour, loci);
      }
    }
    for (const [number2, forms] of fields(
      rows.get("layers"),
      "the layers of the skin",
      layers.length
    )) {
      const layer = /^\d{1,3}$/.test(number2) ? layers[Number(number2)] : void 0;
      ensure(layer !== void 0, "the skin is of no layer");
      const size = layer.drawings.length;
      for (const boxes of list(forms, "the skin", size, size)) {
        for (const box of list(boxes, "the skin", 0)) whole(box, "the skin", 0, patterns.length - 1);
      }
    }
  }

  // src/living/rig.ts
  var SLIDES = ["gaze", "upper", "lower", "curved", "cheek", "rim", "jaw", "gape"];
  function readRig(compiled, species) {
    let rig = compiled;
    try {
      if (typeof compiled === "string") rig = JSON.parse(compiled);
    } catch {
      throw faulty(species, "it is no JSON");
    }
    try {
      checkRig(Object(rig), species);
    } catch (error) {
      if (error instanceof Wrong) throw faulty(species, error.message);
      throw error;
    }
    return rig;
  }
  function faulty({ name }, reason) {
    const sentence = `the rig of the species pack ${quoted(name)} cannot be used: ${reason}`;
    return new AvatarchainError("FaultyRig", sentence);
  }
  var Motion = class {
    seconds;
    parts;
    /** Throws UnknownClip. */
    constructor(rig, genome, name = "idle") {
      const clip = clipOf(rig, name);
      this.seconds = clip[0];
      const parts = Object.keys(clip[1]).length ? [[0, clip[1]]] : [];
      for (const [played, start] of clip[2]) parts.push([start, clipOf(rig, played)[1]]);
      for (const [played, count] of clip[3]) {
        const [seconds, tracks] = clipOf(rig, played);
        const room = this.seconds / count;
        shares(genome, played, count).forEach((share, number2) => {
          parts.push([hundredths(room * number2 + (room - seconds) * share), tracks]);
        });
      }
      this.parts = parts;
    }
    /** The pose at a time in seconds, which goes round at the end of the clip. */
    poseAt(time) {
      const at = time % this.seconds;
      const pose = {};
      for (const [start, tracks] of this.parts) {
        for (const [channel, keys] of Object.entries(tracks)) {
          const end = keys[keys.length - 1]?.[0] ?? 0;
          if (start < at && at < start + end)
            pose[channel] = (pose[channel] ?? 0) + valueAt(keys, at - start);
        }
      }
      for (const channel of ["blink", "happy", "talk"]) {
        const value = pose[channel];
        if (value !== void 0) pose[channel] = Math.min(1, Math.max(0, value));
      }
      return pose;
    }
  };
  function clipOf(rig, name) {
    const clip = Object.hasOwn(rig.clips, name) ? rig.clips[name] : void 0;
    if (clip) return clip;
    const known = Object.keys(rig.clips).join(", ");
    const sentence = `the species ${quoted(rig.name)} has no clip ${quoted(name)}; it has: ${known}`;
    throw new AvatarchainError("UnknownClip", sentence);
  }
  function shares(genome, name, count) {
    const data = concatBytes(word(genome), new TextEncoder().encode(name));
    const digest = blake2b(data, { dkLen: 64, personalization: tag("avatarchain-clip") });
    return Array.from({ length: count }, (_, k) => {
      return ((digest[2 * k] ?? 0) * 256 + (digest[2 * k + 1] ?? 0)) / 65536;
    });
  }
  function hundredths(number2) {
    return number2 * 8 % 4 === 1 ? Math.floor(number2 * 100) / 100 : Number(number2.toFixed(2));
  }
  function valueAt(keys, time) {
    for (let k = 1; k < keys.length; k += 1) {
      const [early, before] = keys[k - 1] ?? [0, 0];
      const [late, after2] = keys[k] ?? [0, 0];
      if (time <= late) {
        const share = (time - early) / (late - early);
        return before + (after2 - before) * share * share * (3 - 2 * share);
      }
    }
    return keys[keys.length - 1]?.[1] ?? 0;
  }
  var [SMALLEST, LARGEST] = [0.05, 4];
  var UNMOVED = [1, 0, 0, 1, 0, 0];
  function after(outer, inner) {
    const [a, b, c, d, e, f] = outer;
    const [u, v, w, x, y, z] = inner;
    return [
      a * u + c * v,
      b * u + d * v,
      a * w + c * x,
      b * w + d * x,
      a * y + c * z + e,
      b * y + d * z + f
    ];
  }
  function seatMatrix(rig, bone, depth, pose) {
    if (bone < 0) return UNMOVED;
    const look = (channel, turn) => turn * depth * (pose[channel] ?? 0);
    let matrix = [1, 0, 0, 1, look("look.x", rig.turn[0]), look("look.y", rig.turn[1])];
    for (let number2 = bone; number2 >= 0; number2 = rig.bones[number2]?.[1] ?? -1) {
      matrix = after(boneMatrix(rig, number2, pose), matrix);
    }
    return matrix;
  }
  function boneMatrix(rig, number2, pose) {
    const [name, , px, py] = rig.bones[number2] ?? ["", -1, 0, 0];
    const value = (what) => pose[`${name}.${what}`] ?? 0;
    const [x, y, turn, grow] = [value("x"), value("y"), value("turn"), value("grow")];
    if (!(x || y || turn || grow)) return UNMOVED;
    const size = Math.min(LARGEST, Math.max(SMALLEST, 1 + grow));
    const angle = turn * Math.PI / 180;
    const c = size * Math.cos(angle);
    const s = size * Math.sin(angle);
    return [c, s, -s, c, px + x - c * px + s * py, py + y - s * px - c * py];
  }

  // src/living/figure.ts
  var DEEPEST = 16;
  var MOST_LETTERS2 = 32e6;
  var TAG = /<g[^<>]*>|<\/g>|<[a-z]+ [^<>]*\/>/g;
  var COLOURS = / (?:fill|stroke|stroke-width|opacity)="[^"]*"/g;
  var INK = /(?:fill|stroke)="(#[0-9a-f]{6})"/g;
  var PATH = / d="([^"]*)"/;
  function figure(species, rig, genome, { background = true } = {}) {
    if (species.images) {
      const sentence = `the species ${quoted(species.name)} is made of PNG layers and has no SVG`;
      throw new AvatarchainError("NoDrawing", sentence);
    }
    const { forms, hidden } = express(species, genome);
    const colour = (number2) => colourOf(species, forms, number2);
    const pieces = [];
    const windows = [];
    const skin = [];
    const room = new Room(species);
    species.layers.forEach(({ locus, drawings }, number2) => {
      const form = forms[locus] ?? 0;
      const row = rig.layers[number2]?.[form];
      const ground = !background && locus === species.background;
      if (hidden >> locus & 1 || ground || !row) return;
      const boxes = rig.skin.layers[number2]?.[form];
      if (boxes) skin.push(boxes);
      const drawing = drawings[form];
      const text = drawing ? colouredText(drawing, colour) : "";
      addPieces(row, text, new Paints(rig, skin, text, colour, room), pieces, windows);
    });
    return { pieces, windows };
  }
  function addPieces(row, text, paints, pieces, windows) {
    const elements = elementsOf(text, paints.room);
    const [rows, openings] = row;
    if (typeof rows === "number") {
      const depth = Number(openings);
      const whole2 = elements.join("");
      pieces.push({ text: whole2, bone: rows, depth, slide: "", travel: 0, window: null });
      return;
    }
    const first = windows.length;
    for (const [bone, depth, slide, travel, window, shapes] of rows) {
      const drawn = shapes.map((shape) => paints.shape(shape, elements)).join("");
      const opening = window < 0 ? null : first + window;
      pieces.push({ text: drawn, bone, depth, slide, travel, window: opening });
    }
    for (const shape of openings) {
      windows.push(paints.shape(shape, elements).replace(COLOURS, ""));
    }
  }
  function elementsOf(text, room) {
    const groups = [];
    const elements = [];
    for (const [found] of text.matchAll(TAG)) {
      if (found === "</g>") groups.pop();
      else if (found.startsWith("<g")) {
        if (groups.push(found) > DEEPEST) throw room.fault("its drawings nest too deep");
      } else {
        const around = groups.filter((group) => group !== "<g>");
        elements.push(room.take(around.join("") + found + "</g>".repeat(around.length)));
      }
    }
    return elements;
  }
  var Room = class {
    constructor(species) {
      this.species = species;
    }
    species;
    left = MOST_LETTERS2;
    /** The text, if there is room. Throws FaultyRig. */
    take(text) {
      this.left -= text.length;
      if (this.left < 0) throw this.fault(`it draws more than ${MOST_LETTERS2} letters`);
      return text;
    }
    fault(reason) {
      return faulty(this.species, reason);
    }
  };
  var Paints = class {
    constructor(rig, skin, text, colour, room) {
      this.rig = rig;
      this.skin = skin;
      this.text = text;
      this.colour = colour;
      this.room = room;
    }
    rig;
    skin;
    text;
    colour;
    room;
    shape(shape, elements) {
      return this.room.take(this.spelled(shape, elements));
    }
    spelled(shape, elements) {
      if (typeof shape !== "number") {
        const [number2 = 0, ...subpaths] = shape;
        return (elements[number2] ?? "").replace(PATH, (_, data) => {
          const parts = data.match(/M[^M]*/g) ?? [];
          return ` d="${subpaths.map((part) => parts[part]).join("")}"`;
        });
      }
      if (shape >= 0) return elements[shape] ?? "";
      return (this.rig.texts[-1 - shape] ?? "").replace(
        /\{([^}]*)\}/g,
        (_, words) => this.named(words)
      );
    }
    named(words) {
      if (words === "ink") return this.ink();
      const [, side, box, line] = /^([abr])(\d+):?(.*)$/.exec(words) ?? [];
      if (side === void 0) return words.startsWith("#") ? words : this.colour(Number(words));
      const [below, above] = this.lids(Number(box));
      if (side !== "r") return side === "a" ? above : below;
      const drawn = this.named(line ?? "");
      return drawn === this.ink() ? drawn : above;
    }
    /** The darkest colour of the layer. */
    ink() {
      const light = (colour) => [1, 3, 5].reduce((sum2, k) => sum2 + parseInt(colour.slice(k, k + 2), 16), 0);
      const colours = [...this.text.matchAll(INK)].map(([, colour = ""]) => colour).sort();
      const darker = (a, b) => light(b) < light(a) ? b : a;
      return colours.reduce(darker, colours[0] ?? "#000000");
    }
    /** The colours of the lower and of the upper lid in a box: the commonest of the face there. */
    lids(box) {
      const { bare, colours, patterns } = this.rig.skin;
      const rows = this.skin.map((boxes) => patterns[boxes[box] ?? 0] ?? "");
      const seen = Array.from(rows[0] ?? "", (_, spot) => {
        return rows.map((row) => row[spot] ?? ".").reduce((a, b) => b === "." ? a : b);
      }).filter((letter2) => letter2 !== ".");
      const count = (letter2) => seen.filter((other) => other === letter2).length;
      if (seen.length === 0) return bare;
      const letter = seen.reduce((a, b) => count(b) > count(a) ? b : a);
      const [below, above] = colours[letter.charCodeAt(0) - "a".charCodeAt(0)] ?? bare;
      const spelled2 = (text) => text.replace(/\{(\d+)\}/, (_, n) => this.colour(+n));
      return [spelled2(below), spelled2(above)];
    }
  };
  var CHANNELS2 = {
    gaze: [],
    gape: [],
    upper: ["blink"],
    lower: ["blink"],
    curved: ["happy"],
    cheek: ["happy"],
    rim: ["blink", "happy"],
    jaw: ["talk"]
  };
  function placeOf(rig, piece, pose) {
    const seat = seatMatrix(rig, piece.bone, piece.depth, pose);
    const at = (channel) => pose[channel] ?? 0;
    const channels = piece.slide ? CHANNELS2[piece.slide] : [];
    const most = Math.max(0, ...channels.map(at));
    const opacity = channels.length === 0 ? 1 : piece.slide === "rim" ? Math.min(1, 8 * most) : most ? 1 : 0;
    return { seat, slide: slideMatrix(rig, piece, at), opacity };
  }
  function slideMatrix(rig, piece, at) {
    const moved = (x, y) => [1, 0, 0, 1, x, y];
    switch (piece.slide) {
      case "gaze":
        return moved(rig.gaze[0] * at("gaze.x"), rig.gaze[1] * at("gaze.y"));
      case "gape": {
        const [across, down] = [1 - 0.08 * at("talk"), 1 + 0.3 * at("talk")];
        return [across, 0, 0, down, 256 - across * 256, piece.travel * (1 - down)];
      }
      case "upper":
        return moved(0, piece.travel * (at("blink") - 1));
      case "lower":
        return moved(0, piece.travel * (1 - at("blink")));
      case "curved":
        return moved(0, piece.travel * (at("happy") - 1));
      case "cheek":
        return moved(0, piece.travel * (1 - at("happy")));
      case "jaw":
        return moved(0, piece.travel * (at("talk") - 1));
      default:
        return moved(0, 0);
    }
  }
  function figureSvg({ pieces, windows }, mark) {
    const clips = windows.map((text, n) => `<clipPath id="${mark}${n}">${text}</clipPath>`).join("");
    const body = pieces.map(({ text, slide, window }) => {
      const clip = window === null ? "" : ` clip-path="url(#${mark}${window})"`;
      const hidden = slide && CHANNELS2[slide].length ? ' opacity="0"' : "";
      return `<g><g${clip}><g${hidden}>${text}</g></g></g>`;
    });
    return HEAD + clips + body.join("") + TAIL;
  }

  // src/living/shown.ts
  var SVG = "http://www.w3.org/2000/svg";
  var ELEMENTS = "svg g clipPath path circle ellipse rect polygon polyline line".split(" ");
  var ATTRIBUTES = "width height viewBox fill fill-rule stroke stroke-width stroke-linecap stroke-linejoin opacity transform d cx cy r rx ry x y points x1 y1 x2 y2".split(" ");
  var SPECIAL = {
    xmlns: new RegExp(`^${SVG}$`),
    id: /^moving\d+-\d+$/,
    // the windows of a figure
    "clip-path": /^url\(#moving\d+-\d+\)$/
  };
  var VALUE = /^[\w #.,()-]*$/;
  function show(host, text, { name }) {
    const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    if (![root, ...Array.from(root.querySelectorAll("*"))].every(isShape)) {
      const sentence = `the species pack ${quoted(name)} cannot be used: damaged: its drawings are no shapes`;
      throw new AvatarchainError("FaultyPack", sentence);
    }
    host.replaceChildren(document.importNode(root, true));
  }
  function isShape({ namespaceURI, localName, attributes }) {
    const isRight = ({ name, value }) => Object.hasOwn(SPECIAL, name) ? SPECIAL[name].test(value) : ATTRIBUTES.includes(name) && VALUE.test(value) && !/url/i.test(value);
    return namespaceURI === SVG && ELEMENTS.includes(localName) && Array.from(attributes).every(isRight);
  }

  // src/living/play.ts
  var FOLLOW = 0.12;
  var CALM = "(prefers-reduced-motion: reduce)";
  var marks = 0;
  function play(host, species, rig, genome, { clip = "idle", background = true } = {}) {
    const motion = new Motion(rig, genome, clip);
    const drawn = figure(species, rig, genome, { background });
    if (matchMedia(CALM).matches) {
      show(host, svg(species, genome, { background }), species);
      return { look: () => void 0, stop: () => void 0 };
    }
    marks += 1;
    show(host, figureSvg(drawn, `moving${marks}-`), species);
    const seats = Array.from(host.firstElementChild?.children ?? []).filter(
      ({ tagName }) => tagName === "g"
    );
    const slides = seats.map((seat) => seat.firstElementChild?.firstElementChild);
    const [aim, seen] = [
      { x: 0, y: 0 },
      { x: 0, y: 0 }
    ];
    let frame = 0;
    const step = (now) => {
      if (!host.isConnected) return;
      seen.x += FOLLOW * (aim.x - seen.x);
      seen.y += FOLLOW * (aim.y - seen.y);
      const pose = turned(motion.poseAt(now / 1e3), seen.x, seen.y);
      drawn.pieces.forEach((piece, number2) => {
        const { seat, slide, opacity } = placeOf(rig, piece, pose);
        seats[number2]?.setAttribute("transform", spelled(seat));
        slides[number2]?.setAttribute("transform", spelled(slide));
        slides[number2]?.setAttribute("opacity", String(opacity));
      });
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return {
      look: (x, y) => Object.assign(aim, { x: within(x), y: within(y) }),
      stop: () => cancelAnimationFrame(frame)
    };
  }
  function turned(pose, x, y) {
    const add2 = (channel, share) => within((pose[channel] ?? 0) + share);
    return {
      ...pose,
      "look.x": add2("look.x", x),
      "look.y": add2("look.y", y),
      "gaze.x": add2("gaze.x", x),
      "gaze.y": add2("gaze.y", y)
    };
  }
  function within(value) {
    return Math.min(1, Math.max(-1, value));
  }
  function spelled(matrix) {
    return `matrix(${matrix.map((part) => Math.round(part * 1e4) / 1e4).join(" ")})`;
  }

  // src/identity.ts
  function identity(speciesId, genome) {
    return toNumber(keccak_256(concatBytes(asBytes(speciesId), word(genome))));
  }
  function malformedIdentity(text, hint = "") {
    const sentence = `${quoted(text)} is not an avatar's id: write 0x and at least four of its 64 hex digits, or eip155:<chain>/erc721:<contract>/<number>${hint}`;
    return new AvatarchainError("MalformedIdentity", sentence);
  }

  // src/notation.ts
  var CAIP19 = /^eip155:([0-9]{1,32})\/erc721:(0x[0-9a-fA-F]{40})\/([0-9]{1,78})$/;
  var WRONG_CASE = "; the checksum (the case of its letters) is wrong";
  function checksumAddress(address) {
    const body = address.slice(2).toLowerCase();
    const digest = toHex(keccak_256(toUtf8(body))).slice(2);
    const cased = Array.from(
      body,
      (letter, n) => parseInt(digest.charAt(n), 16) > 7 ? letter.toUpperCase() : letter
    );
    return `0x${cased.join("")}`;
  }
  function parseCaip19(given) {
    const text = asText(given);
    const match = CAIP19.exec(text);
    if (!match || BigInt(match[3]) >> 256n) throw malformedIdentity(text);
    const [chain, contract, id] = match.slice(1);
    if (!isCased(contract)) throw malformedIdentity(text, WRONG_CASE);
    return {
      chainId: BigInt(chain),
      contract: checksumAddress(contract),
      identity: BigInt(id)
    };
  }
  function toCaip19({ chainId, contract, identity: identity2 }) {
    return `eip155:${chainId}/erc721:${checksumAddress(contract)}/${identity2}`;
  }
  function isCased(address) {
    const digits = address.slice(2);
    const spellings = [digits.toLowerCase(), digits.toUpperCase(), checksumAddress(address).slice(2)];
    return spellings.includes(digits);
  }

  // src/odds.ts
  var RISES = [48, 12, 3, 1];
  var BIRTHS = 128;
  var MUTATES = /* @__PURE__ */ fraction(1, 512);
  function odds(mother, father) {
    return Array.from(
      { length: LOCI },
      (_, locus) => Array.from(
        { length: ALLELES },
        (_2, allele) => chance(mother, father, /* @__PURE__ */ new Map([[locus, [allele]]]))
      )
    );
  }
  function oddsOfPlaces(mother, father, first, second) {
    return Array.from(
      { length: ALLELES ** 2 },
      (_, place) => chance(mother, father, /* @__PURE__ */ new Map(), [{ first, second, places: [place] }])
    );
  }
  function chance(mother, father, accepted, together = []) {
    const parents = [genes(mother), genes(father)];
    const terms = [];
    for (const [locus, listed] of accepted) {
      const alleles = new Set(listed);
      const mutated = fraction(alleles.size, ALLELES);
      terms.push({ inherited: inheritedChance(parents, locus, alleles), mutated });
    }
    for (const pair of together) terms.push(joined(parents, pair));
    const loci = accepted.size + 2 * together.length;
    const unchanged = product(...terms.map((term) => term.inherited));
    const changed = terms.map(
      (term, hit) => product(term.mutated, ...terms.filter((_, n) => n !== hit).map((other) => other.inherited))
    );
    return sum(product(fraction(512 - loci, 512), unchanged), product(MUTATES, sum(...changed)));
  }
  function joined(parents, { first, second, places }) {
    const [high, low] = [first, second].map(
      (locus) => Array.from({ length: ALLELES }, (_, allele) => births(parents, locus, /* @__PURE__ */ new Set([allele])))
    );
    let inherited = 0;
    let mutated = 0;
    for (const place of new Set(places)) {
      const [a, b] = [high[place >> 4], low[place & 15]];
      inherited += a * b;
      mutated += a + b;
    }
    return {
      inherited: fraction(inherited, BIRTHS ** 2),
      mutated: fraction(mutated, BIRTHS * ALLELES)
    };
  }
  function inheritedChance(parents, locus, alleles) {
    return fraction(births(parents, locus, alleles), BIRTHS);
  }
  function births(parents, locus, alleles) {
    let count = 0;
    for (const parent of parents) {
      parent[locus].forEach((allele, slot) => {
        if (alleles.has(allele)) count += RISES[slot] ?? 0;
      });
    }
    return count;
  }

  // src/rarity.ts
  var SHARES = /* @__PURE__ */ new WeakMap();
  var SURPRISES = /* @__PURE__ */ new WeakMap();
  function shares2(species) {
    return once(SHARES, species, () => species.loci.map((locus) => sharesOf(species, locus)));
  }
  function surprises(species) {
    return once(
      SURPRISES,
      species,
      () => shares2(species).map((row) => row.map((share) => Math.round(1e3 * Math.log2(1 / share))))
    );
  }
  function rarity(species, genome) {
    const { forms, hidden } = express(species, genome);
    return surprises(species).reduce(
      (sum2, row, locus) => sum2 + (hidden >> locus & 1 ? 0 : row[forms[locus] ?? 0] ?? 0),
      0
    );
  }
  function sharesOf(species, locus) {
    const seconds = locus.second === null ? [] : species.loci[locus.second].alleles;
    const weights = locus.alleles.flatMap(
      ({ weight }) => seconds.length ? seconds.map((digit) => weight * digit.weight) : [weight]
    );
    const total = weights.reduce((sum2, weight) => sum2 + weight, 0);
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

  // src/loci.ts
  function fail(what) {
    throw new Error(`it has a wrong ${what}`);
  }
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
    const { weights } = rules;
    const whole2 = (row) => Array.isArray(row) && row.length === ALLELES && row.every((weight) => weight > 0 && Number.isInteger(weight)) && row.reduce((sum2, weight) => sum2 + weight, 0) === 65536;
    if (!Array.isArray(weights) || !weights.every(whole2)) fail("list of weights");
    return weights;
  }

  // src/drawing.ts
  var COLOUR2 = / (?:fill|stroke)="#([0-9a-f]{6})"/g;
  var ROOM = 6;
  function cutDrawing(text, references, fixed) {
    const texts = [];
    const colours = [];
    let at = 0;
    for (const match of text.matchAll(COLOUR2)) {
      const place = match.index + match[0].length - ROOM - 1;
      const colour = references.get(place);
      if (colour === void 0) {
        if (!fixed.has(match[1])) fail("colour");
      } else {
        texts.push(text.slice(at, place));
        colours.push(colour);
        at = place + ROOM;
      }
    }
    if (colours.length !== references.size) fail("reference");
    return { texts: [...texts, text.slice(at)], colours };
  }

  // src/compiled.ts
  var MAGIC = [..."AVART"].map((letter) => letter.charCodeAt(0)).concat(2);
  var KINDS = ["silent", "colour", "shape", "digit"];
  var NONE = 255;
  var TABLES = 40;
  var ENTRY = 8;
  var TEXTS = 8;
  function readDrawn(art) {
    const wrong = MAGIC.some((byte, at2) => art[at2] !== byte);
    if (wrong) fail("beginning");
    const view = new DataView(art.buffer, art.byteOffset, art.byteLength);
    const painted = [...art.subarray(TABLES, TABLES + view.getUint8(6))];
    const kinds = Array.from(
      { length: LOCI },
      (_, locus) => KINDS[view.getUint8(8 + locus)] ?? fail("kind")
    );
    const seconds = Array.from({ length: LOCI }, (_, locus) => locusOf(view.getUint8(24 + locus)));
    const sizes = kinds.map(
      (kind, locus) => kind === "silent" || kind === "digit" ? 0 : seconds[locus] === null ? ALLELES : ALLELES ** 2
    );
    const total = sizes.reduce((sum2, size) => sum2 + size, 0);
    const drawn = painted.reduce((sum2, locus) => sum2 + sizes[locus], 0);
    const tables = TABLES + painted.length;
    let at = tables + 2 * total;
    const fills = kinds.map((kind, locus) => {
      if (kind !== "colour") return void 0;
      const start = at;
      at += 12 * (sizes[locus] ?? 0);
      const digits = fromUtf8(art.subarray(start, at));
      if (/[^0-9a-f]/.test(digits)) fail("colour");
      return digits.match(/.{6}/g).map((colour) => `#${colour}`);
    });
    const fragments = readFragments(view, at, TEXTS + 2 * LOCI + total + drawn);
    const text = (number2) => fragments[number2].text;
    const [rules, name, version, description, creator, license, source, fixed] = Array.from(
      { length: TEXTS },
      (_, number2) => text(number2)
    );
    const weights = readWeights(JSON.parse(rules));
    let form = 0;
    const loci = kinds.map((kind, number2) => {
      const forms = Array.from({ length: sizes[number2] ?? 0 }, (_, k) => {
        const name2 = text(TEXTS + 2 * LOCI + form);
        const [fill = "", shade = ""] = fills[number2]?.slice(2 * k, 2 * k + 2) ?? [];
        return { name: name2, fill, shade, hides: view.getUint16(tables + 2 * form++) };
      });
      const second = seconds[number2] ?? null;
      return {
        name: kind === "silent" ? `silent-${number2}` : text(TEXTS + number2),
        title: text(TEXTS + LOCI + number2),
        kind,
        second,
        alleles: readAlleles(kind, second === null ? forms : [], weights[number2]),
        forms
      };
    });
    const colours = new Set(fixed.split(" ").map((colour) => colour.slice(-6)));
    const layers = readLayers(fragments.slice(-drawn || fragments.length), painted, loci, colours);
    return {
      ...{ name, version, description, creator, license, source, loci, layers },
      background: locusOf(view.getUint8(7)),
      cumulative: cumulate(weights),
      images: null
    };
  }
  function locusOf(number2) {
    if (number2 !== NONE && number2 >= LOCI) fail("locus");
    return number2 === NONE ? null : number2;
  }
  function readLayers(fragments, painted, loci, fixed) {
    const cut = /* @__PURE__ */ new Map();
    let at = 0;
    return painted.map((locus) => {
      const rows = fragments.slice(at, at + loci[locus].forms.length);
      at += rows.length;
      const drawings = rows.map(({ key, text, references }) => {
        const drawing = cut.get(key) ?? cutDrawing(text, references, fixed);
        if (drawing.colours.some((number2) => !loci[number2 >> 1]?.forms[0]?.fill)) {
          fail("reference");
        }
        cut.set(key, drawing);
        return drawing;
      });
      return { locus, drawings };
    });
  }
  function readFragments(view, directory, count) {
    const heap = directory + ENTRY * count;
    const read2 = /* @__PURE__ */ new Map();
    let left = view.byteLength - heap;
    return Array.from({ length: count }, (_, number2) => {
      const entry = directory + ENTRY * number2;
      const offset = view.getUint32(entry) >>> 8;
      const length = view.getUint32(entry + 2) & 16777215;
      const references = view.getUint16(entry + 6);
      const key = `${offset} ${length} ${references}`;
      let fragment = read2.get(key);
      if (!fragment) {
        fragment = readFragment(view, key, heap + offset, length, references);
        left -= 4 * references + length;
        if (left < 0) fail("overlap of fragments");
        read2.set(key, fragment);
      }
      return fragment;
    });
  }
  function readFragment(view, key, at, length, number2) {
    const start = at + 4 * number2;
    if (start + length > view.byteLength) fail("heap");
    const references = /* @__PURE__ */ new Map();
    for (let place = at; place < start; place += 4) {
      references.set(view.getUint32(place) >>> 8, view.getUint8(place + 3));
    }
    const bytes = new Uint8Array(view.buffer, view.byteOffset + start, length);
    return { key, text: fromUtf8(bytes), references };
  }

  // src/imaged.ts
  function readImaged(art) {
    const { rules, side, layers, loci, ...about } = JSON.parse(fromUtf8(art));
    const { name, version, description, creator, license, source, background } = about;
    const weights = readWeights(rules);
    return {
      ...{ name, version, description, creator, license, source, background },
      loci: loci.map((locus, number2) => readLocus(locus, weights[number2] ?? [])),
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

  // src/reading.ts
  function readSpecies(art, name = "species") {
    try {
      const contents = art[0] === "{".charCodeAt(0) ? readImaged(art) : readDrawn(art);
      return { ...contents, id: toHex(keccak_256(art)) };
    } catch (error) {
      const { message } = error;
      const sentence = `the species pack ${quoted(name)} cannot be used: damaged: ${message}`;
      throw new AvatarchainError("FaultyPack", sentence);
    }
  }

  // src/page.ts
  function fromBase64(text) {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  }
  return __toCommonJS(page_exports);
})();
