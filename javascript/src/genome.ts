/**
 * A genome: one unsigned number of 256 bits, read as 16 loci of 4 genes of 4 bits.
 *
 * In 64 hex digits locus 0 is the first four. The first digit of a locus is the expressed gene,
 * the others are recessive. A genome is a `bigint` everywhere; this module reads, builds and
 * writes it. The species decides what an allele looks like.
 */

import { asText, digitsOf } from "./bytes.js";
import { AvatarchainError, quoted } from "./errors.js";

export const LOCI = 16;
export const GENES = 4;
export const ALLELES = 16;

const HEX_DIGITS = LOCI * GENES;
const BASES = 2 * HEX_DIGITS;
const LETTERS = "ACGT";

/** The allele number 0 … 15 in `slot` 0 … 3 (0 is expressed) of `locus` 0 … 15. */
export function gene(genome: bigint, locus: number, slot: number): number {
  return Number((genome >> BigInt(252 - 16 * locus - 4 * slot)) & 15n);
}

/** All 64 allele numbers: 16 lists, one for each locus, of 4 genes, the expressed one first. */
export function genes(genome: bigint): number[][] {
  const digits = digitsOf(genome);
  return Array.from({ length: LOCI }, (_, locus) =>
    Array.from(digits.slice(GENES * locus, GENES * locus + GENES), (digit) => parseInt(digit, 16)),
  );
}

/** The 16 expressed allele numbers 0 … 15, in the order of the loci. */
export function expressed(genome: bigint): number[] {
  const digits = digitsOf(genome);
  const alleles: number[] = [];
  for (let at = 0; at < HEX_DIGITS; at += GENES) {
    const code = digits.charCodeAt(at);
    alleles.push(code < 58 ? code - 48 : code - 87);
  }
  return alleles;
}

/** The genome of 64 allele numbers 0 … 15, locus by locus, the expressed gene first. */
export function genomeFromGenes(alleles: readonly number[]): bigint {
  if (alleles?.length !== HEX_DIGITS) {
    throw malformed(`expected ${HEX_DIGITS} genes, got ${alleles?.length ?? 0}`);
  }
  alleles.forEach((allele, n) => {
    if (!Number.isInteger(allele) || allele < 0 || allele >= ALLELES) {
      throw malformed(`gene ${n + 1} is ${allele}, not one of 0 to 15`, n + 1);
    }
  });
  return BigInt(`0x${alleles.map((allele) => allele.toString(16)).join("")}`);
}

/** The genome as DNA: 128 capital letters A, C, G, T. */
export function toDna(genome: bigint): string {
  let dna = "";
  for (const digit of digitsOf(genome)) {
    const bits = parseInt(digit, 16);
    dna += LETTERS.charAt(bits >> 2) + LETTERS.charAt(bits & 3);
  }
  return dna;
}

/**
 * Read a genome: 64 hex digits with or without 0x, or 128 letters of DNA, in either case.
 *
 * Throws MalformedGenome with the position of the first wrong character, counted from 1.
 */
export function parseGenome(given: string): bigint {
  const text = asText(given);
  const offset = /^0x/i.test(text) ? 2 : 0;
  const body = [...text.slice(offset)];
  const looksLikeDna =
    body.length > (HEX_DIGITS + BASES) / 2 ||
    (body.length !== HEX_DIGITS && /^[acgt]*$/i.test(text));
  return looksLikeDna && !offset
    ? read(body, offset, BASES, "DNA", "letters", LETTERS, LETTERS)
    : read(body, offset, HEX_DIGITS, "hex", "digits", "0-9 a-f", "0123456789ABCDEF");
}

function read(
  body: readonly string[],
  offset: number,
  length: number,
  spelling: string,
  units: string,
  alphabet: string,
  values: string,
): bigint {
  const base = BigInt(values.length);
  let genome = 0n;
  for (const [n, letter] of body.entries()) {
    const value = /[0-9a-z]/i.test(letter) ? values.indexOf(letter.toUpperCase()) : -1;
    if (value < 0) {
      const position = n + 1 + offset;
      throw malformed(
        `${quoted(letter)} at position ${position} is not one of ${alphabet}`,
        position,
      );
    }
    if (n >= length) break;
    genome = genome * base + BigInt(value);
  }
  if (body.length !== length) {
    const position = Math.min(body.length, length) + 1 + offset;
    const words =
      body.length > length
        ? `the first too many is at position ${position}`
        : `position ${position} is missing`;
    const reason = `expected ${length} ${units} of ${spelling}, got ${body.length} (${words})`;
    throw malformed(reason, position);
  }
  return genome;
}

function malformed(reason: string, position?: number): AvatarchainError {
  const advice = "write 0x and 64 hex digits, or 128 letters A C G T";
  return new AvatarchainError("MalformedGenome", `not a genome: ${reason}; ${advice}`, position);
}
