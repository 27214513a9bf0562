/** Exact fractions of whole numbers, 0 or more, in lowest terms. */

export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export function fraction(numerator: bigint | number, denominator: bigint | number = 1n): Fraction {
  const [over, under] = [BigInt(numerator), BigInt(denominator)];
  let [divisor, rest] = [over, under];
  while (rest) [divisor, rest] = [rest, divisor % rest];
  return { numerator: over / divisor, denominator: under / divisor };
}

export function sum(...terms: readonly Fraction[]): Fraction {
  return terms.reduce(
    (a, b) =>
      fraction(
        a.numerator * b.denominator + b.numerator * a.denominator,
        a.denominator * b.denominator,
      ),
    fraction(0),
  );
}

export function product(...factors: readonly Fraction[]): Fraction {
  return factors.reduce(
    (a, b) => fraction(a.numerator * b.numerator, a.denominator * b.denominator),
    fraction(1),
  );
}

/** The number nearest to a fraction whose parts are at most 2**53. */
export function fractionNumber({ numerator, denominator }: Fraction): number {
  return Number(numerator) / Number(denominator);
}
