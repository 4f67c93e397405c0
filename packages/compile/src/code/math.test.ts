import {allowRelaxedSimd} from '@ntmjs/test-support';
import {beforeAll, describe, expect, test} from 'vitest';
import {applyFunction} from '../fixtures/interpreter.js';
import {assemble, FunctionBuilder, I32, type Local, V128} from './assembler.js';
import {emitMath, type MathFunction, mathFunctions} from './math.js';

const CAPACITY = 1 << 16;

allowRelaxedSimd();

/** A module that applies a function to the vector at an address. */
function load(name: MathFunction, fuses: boolean): (numbers: Float32Array) => Float32Array {
  const f = new FunctionBuilder([I32], [], fuses);
  const result: Local = f.local(V128);
  f.get(0).load('v128.load', 0).set(result);
  f.get(0);
  emitMath(f, name, result).store(0);
  const functions = [{name: 'run', builder: f}];
  const memory = new WebAssembly.Memory({initial: (4 * CAPACITY) / 65_536});
  const module = new WebAssembly.Module(assemble(functions, 1) as BufferSource);
  const {run} = new WebAssembly.Instance(module, {env: {memory}}).exports as {run(address: number): void};
  return (numbers) => {
    const view = new Float32Array(memory.buffer);
    view.fill(0).set(numbers);
    for (let index = 0; index < numbers.length; index += 4) run(4 * index);
    return view.slice(0, numbers.length);
  };
}

type Functions = Record<MathFunction, ReturnType<typeof load>>;

const functionsWith = (fuses: boolean) =>
  Object.fromEntries(mathFunctions.map((name) => [name, load(name, fuses)])) as Functions;

/** The functions under test. */
let compiled: Functions;

function of(name: MathFunction, x: number): number {
  return compiled[name](Float32Array.of(x))[0]!;
}

/** Evenly spaced numbers from low to high, and as many of both signs that approach 0. */
function dense(low: number, high: number): Float32Array {
  const even = Array.from({length: 20_000}, (_, index) => low + ((high - low) * index) / 19_999);
  const small = Array.from({length: 4000}, (_, index) => 10 ** (-37 * (index / 4000)));
  return Float32Array.from([...even, ...small, ...small.map((x) => -x)].filter((x) => low <= x && x <= high));
}

/** The largest relative or absolute error over numbers. */
function largestError(name: MathFunction, numbers: Float32Array, kind: 'relative' | 'absolute'): number {
  const results = compiled[name](numbers);
  let largest = 0;
  for (const [index, x] of numbers.entries()) {
    const exact = applyFunction(name, [x]);
    const error =
      Math.abs(results[index]! - exact) / (kind === 'relative' && exact !== 0 ? Math.abs(exact) : 1);
    if (!(error <= largest)) largest = error;
  }
  return largest;
}

describe.each([
  ['the functions of the module', false],
  ['the same, with fused products and sums', true],
])('%s', (_, fuses) => {
  beforeAll(() => {
    compiled = functionsWith(fuses);
  });

  // The bounds are slightly above the largest measured errors; half a unit in the last place is 6e-8.
  test.each([
    ['exp', 'relative', -87.3, 88.3, 1e-7],
    ['exp', 'relative', 88.3, 88.72, 2e-6],
    ['log', 'relative', 1.2e-38, 1e38, 8e-8],
    ['log', 'relative', 0.5, 2, 8e-8],
    ['tanh', 'relative', -100, 100, 1.5e-7],
    ['tanh', 'relative', -1, 1, 1.5e-7],
    ['sigmoid', 'relative', -87, 100, 1.5e-7],
    ['softplus', 'relative', -87, 100, 2e-7],
    ['softplus', 'relative', -3, 3, 2e-7],
    ['elu', 'absolute', -100, 100, 6e-8],
  ] as const)('%s has a %s error from %d to %d of less than %s', (name, kind, low, high, bound) => {
    expect(largestError(name, dense(low, high), kind)).toBeLessThan(Number(bound));
  });

  test.each(mathFunctions)('%s of NaN is NaN', (name) => {
    expect(of(name, Number.NaN)).toBeNaN();
  });

  test.each([
    ['exp', [0, -0, 1e-40, -1e-40, 1e-8, -1e-8], [1, 1, 1, 1, 1, 1]],
    [
      'exp',
      [-Infinity, -1000, -100, 88.73, 100, 1000, Infinity],
      [0, 0, 0, Infinity, Infinity, Infinity, Infinity],
    ],
    ['log', [0, -0, 1, Infinity], [-Infinity, -Infinity, 0, Infinity]],
    ['log', [-1, -1e-40, -Infinity], [Number.NaN, Number.NaN, Number.NaN]],
    ['tanh', [0, 1e-40, -1e-40, 1e-8, -1e-8], [0, 1e-40, -1e-40, 1e-8, -1e-8]],
    ['tanh', [10, 100, -100, Infinity, -Infinity], [1, 1, -1, 1, -1]],
    ['sigmoid', [0, -0, 1e-40, 100, Infinity, -Infinity, -100], [0.5, 0.5, 0.5, 1, 1, 0, 0]],
    ['softplus', [100, 1e30, Infinity, -100, -Infinity], [100, 1e30, Infinity, 0, 0]],
    ['elu', [0, 1e-40, 1e-8, 100, Infinity], [0, 1e-40, 1e-8, 100, Infinity]],
    ['elu', [-1e-40, -100, -Infinity], [0, -1, -1]],
  ] as const)('%s of %j', (name, arguments_, results) => {
    for (const [index, x] of arguments_.entries()) {
      const [actual, expected] = [of(name, x), Math.fround(results[index]!)];
      expect(
        actual === expected || (Number.isNaN(actual) && Number.isNaN(expected)),
        `${name}(${x}) = ${actual}`,
      ).toBe(true);
    }
  });

  test('subnormal numbers are treated as 0, or as the smallest normal number', () => {
    expect(of('exp', -87.34)).toBe(0);
    expect(of('log', 1e-40)).toBeCloseTo(Math.log(1.1754944e-38), 4);
  });

  test('tanh is odd', () => {
    const numbers = dense(-20, 20);
    const opposite = compiled.tanh(numbers.map((x) => -x));
    expect(opposite.map((y) => -y + 0)).toEqual(compiled.tanh(numbers).map((y) => y + 0));
  });

  test('lanes are computed independently', () => {
    for (const name of mathFunctions) {
      const numbers = Float32Array.of(-3, Infinity, 0.25, 40);
      expect([...compiled[name](numbers)]).toEqual([...numbers].map((x) => of(name, x)));
    }
  });
});
