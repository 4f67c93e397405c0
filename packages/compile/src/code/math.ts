import {type FunctionBuilder, type Local, V128} from './assembler.js';
import {addProduct, multiplyAdd, subtractProduct} from './multiplyAdd.js';

/** The functions of a vector that take more than a few instructions. */
export const mathFunctions = ['exp', 'log', 'tanh', 'sigmoid', 'softplus', 'elu'] as const;

export type MathFunction = (typeof mathFunctions)[number];

export function isMathFunction(fn: string): fn is MathFunction {
  return (mathFunctions as readonly string[]).includes(fn);
}

/**
 * Pushes a function of the vector in a local. The code is part of the loop that it is for, not a function that the loop calls: a
 * call would load every constant anew, and end the overlap of one vector with the next.
 */
export function emitMath(f: FunctionBuilder, name: MathFunction, x: Local): FunctionBuilder {
  writers[name](f, x);
  return f;
}

/** Pops a vector, and returns a new local that holds it. */
function hold(f: FunctionBuilder): Local {
  const local = f.local(V128);
  f.set(local);
  return local;
}

/** c₀ xⁿ + … + cₙ by Horner's rule. */
function polynomial(f: FunctionBuilder, x: Local, coefficients: readonly number[]): void {
  f.splat(coefficients[0]!);
  for (const coefficient of coefficients.slice(1))
    multiplyAdd(
      f,
      () => f.get(x),
      () => f.splat(coefficient),
    );
}

/** log₂ e, and ln 2 as the sum of two parts, which has more digits than one number in single precision. */
const LOG2E = Math.LOG2E;
const LN2_HIGH = 0.693359375;
const LN2_LOW = -2.1219444e-4;

/** Below this eˣ is not a normal number in single precision; 0 is returned instead. */
const EXP_LOW = -87.3365;

/** The exponent of the largest power of 2 in single precision. */
const LARGEST_EXPONENT = 127;

/** 1.5 · 2²³: the sum of it and a small number x ends, in its lowest bits, with the integer nearest to x. */
const ROUNDING = 12_582_912;

/** The bits of 1 in single precision. */
const ONE = 0x3f800000;

/** The bits of √½ in single precision. */
const SQRT_HALF = 0x3f3504f3;

const SMALLEST_NORMAL = 1.17549435e-38;

const lanes = (f: FunctionBuilder, value: number) => f.lanes([value, value, value, value]);

const writers: Record<MathFunction, (f: FunctionBuilder, x: Local) => void> = {
  /**
   * eˣ = 2ⁿ eʳ with |r| ≤ ln 2 / 2, and eʳ by the polynomial of Cephes' expf (Moshier 1992). Above 127½ ln 2, n is constant
   * and r grows until the product is infinite.
   */
  exp(f, x) {
    f.get(x);
    multiplyAdd(
      f,
      () => f.splat(LOG2E),
      () => f.splat(ROUNDING),
    );
    const rounded = hold(f.splat(ROUNDING + LARGEST_EXPONENT).simd('f32x4.pmin'));
    const n = hold(f.get(rounded).splat(ROUNDING).simd('f32x4.sub'));
    f.get(x);
    for (const part of [LN2_HIGH, LN2_LOW])
      subtractProduct(
        f,
        () => f.get(n),
        () => f.splat(part),
      );
    const r = hold(f);
    polynomial(
      f,
      r,
      [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
    );
    f.get(r).simd('f32x4.mul');
    multiplyAdd(
      f,
      () => f.get(r),
      () => f.get(r),
    );
    f.splat(1).simd('f32x4.add');
    f.get(rounded).i32(23).simd('i32x4.shl');
    lanes(f, ONE).simd('i32x4.add').simd('f32x4.mul');
    f.get(x).splat(EXP_LOW).simd('f32x4.lt').simd('v128.andnot');
  },

  /**
   * The logarithm of normal numbers, and of what is 0, infinite, negative or NaN. Positive numbers below the smallest normal one are
   * treated as that number.
   */
  log(f, x) {
    const positive = hold(f.get(x).splat(SMALLEST_NORMAL).simd('f32x4.pmax'));
    logOfNormal(f, positive);
    // ln 0 = −∞, ln ∞ = ∞, and the logarithm of negative numbers and NaN is NaN, which all ones are.
    const finite = hold(f);
    f.get(finite).get(x).get(x).splat(Infinity).simd('f32x4.lt').simd('v128.bitselect');
    f.get(x).splat(0).simd('f32x4.eq').splat(-Infinity).simd('v128.and').simd('f32x4.add');
    f.get(x).splat(0).simd('f32x4.lt').simd('v128.or');
  },

  /** tanh x = 1 − 2 / (e²ˣ + 1); near 0, where that loses digits, the polynomial of Cephes' tanhf (Moshier 1992). */
  tanh(f, x) {
    const a = hold(f.get(x).simd('f32x4.abs'));
    const twice = hold(f.get(a).get(a).simd('f32x4.add'));
    f.splat(1).splat(2);
    writers.exp(f, twice);
    f.splat(1).simd('f32x4.add').simd('f32x4.div').simd('f32x4.sub');
    const far = hold(f.get(x).splat(-0).simd('v128.and').simd('v128.or'));
    const z = hold(f.get(x).get(x).simd('f32x4.mul'));
    polynomial(
      f,
      z,
      [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1],
    );
    f.get(z).simd('f32x4.mul');
    multiplyAdd(
      f,
      () => f.get(x),
      () => f.get(x),
    );
    f.get(far).get(a).splat(0.625).simd('f32x4.lt').simd('v128.bitselect');
  },

  /** 1 / (1 + e⁻ˣ) */
  sigmoid(f, x) {
    const negative = hold(f.get(x).simd('f32x4.neg'));
    f.splat(1);
    writers.exp(f, negative);
    f.splat(1).simd('f32x4.add').simd('f32x4.div');
  },

  /** max(x, 0) + ln(1 + e) with e = e^−|x|, where the logarithm is computed as ln(u) e / (u − 1) with u = 1 + e, to lose no digits. */
  softplus(f, x) {
    const negative = hold(f.get(x).simd('f32x4.abs').simd('f32x4.neg'));
    writers.exp(f, negative);
    const e = hold(f);
    const u = hold(f.get(e).splat(1).simd('f32x4.add'));
    f.get(e);
    logOfNormal(f, u);
    f.get(e).simd('f32x4.mul').get(u).splat(1).simd('f32x4.sub').simd('f32x4.div');
    f.get(u).splat(1).simd('f32x4.eq').simd('v128.bitselect');
    f.get(x).splat(0).simd('f32x4.pmax').simd('f32x4.add');
  },

  /** x for x ≥ 0, else eˣ − 1. */
  elu(f, x) {
    f.get(x);
    writers.exp(f, x);
    f.splat(1).simd('f32x4.sub');
    f.get(x).splat(0).simd('f32x4.ge').simd('v128.bitselect');
  },
};

/**
 * Pushes ln x = e ln 2 + ln m with m in √½ … √2 for normal positive numbers x, and ln m by the polynomial of Cephes' logf (Moshier
 * 1992). Of NaN the result is not NaN.
 */
function logOfNormal(f: FunctionBuilder, x: Local): void {
  f.get(x);
  lanes(f, SQRT_HALF).simd('i32x4.sub');
  const exponent = hold(f.i32(23).simd('i32x4.shr_s'));
  const e = hold(f.get(exponent).simd('f32x4.convert_i32x4_s'));
  f.get(x).get(exponent).i32(23).simd('i32x4.shl').simd('i32x4.sub');
  const m = hold(f.splat(1).simd('f32x4.sub'));
  const z = hold(f.get(m).get(m).simd('f32x4.mul'));
  polynomial(
    f,
    m,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
      2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  f.get(m).simd('f32x4.mul').get(z).simd('f32x4.mul');
  addProduct(
    f,
    () => f.get(e),
    () => f.splat(LN2_LOW),
  );
  subtractProduct(
    f,
    () => f.get(z),
    () => f.splat(0.5),
  );
  f.get(m).simd('f32x4.add');
  addProduct(
    f,
    () => f.get(e),
    () => f.splat(LN2_HIGH),
  );
}
