import {allowRelaxedSimd, repetitions} from '@ntmjs/test-support';
import fc from 'fast-check';
import {describe, expect, test, vi} from 'vitest';
import {runLoop} from '../fixtures/interpreter.js';
import type {Access, ScalarFunction, Value} from '../graph/graph.js';
import {DYNAMIC, type Expression, type Loop, type Reduction, type Store} from '../passes/loop.js';
import {assemble, FunctionBuilder, I32} from './assembler.js';
import {emitLoop} from './emitLoop.js';
import {storedBytes} from './storedSums.js';

/** The contents of memory between values, and of targets before they are written. */
const UNTOUCHED = 4096;

/** A value in memory: its first element, its base, and whether stores are added to it. */
interface Located {
  readonly value: Value;
  readonly start: number;
  readonly base: number | undefined;
  readonly accumulates: boolean;
}

interface Case {
  readonly loop: Loop;
  readonly located: readonly Located[];
  readonly count: number;
}

/** The two bases, in elements from the beginning of the memory. */
const BASES = [64, 128] as const;

allowRelaxedSimd();

function check(given: Case): void {
  for (const fuses of [false, true]) checkCode(given, fuses);
}

/** Runs a loop as code and by the interpreter, and expects both memories to be equal. */
function checkCode({loop, located, count}: Case, fuses: boolean): void {
  const pages =
    1 + Math.ceil((4 * Math.max(...located.map(({start, value}) => start + value.size))) / 65_536);
  const memory = new WebAssembly.Memory({initial: pages});
  const numbers = new Float32Array(memory.buffer).fill(UNTOUCHED);
  const byId = new Map(located.map((entry) => [entry.value.id, entry]));
  const read = new Set(loadsOf(loop).map(({value}) => value.id));
  for (const {value, start} of located) {
    if (!read.has(value.id)) continue;
    for (let index = 0; index < value.size; index++)
      numbers[start + index] = ((index * 7 + value.id * 3) % 5) - 2;
  }
  const expected = Float64Array.from(numbers);
  const locate = ({id}: Value) => byId.get(id)!;
  runLoop(
    loop,
    {
      read: (value, index) =>
        value.role.kind === 'constant' ? value.role.data[0]! : expected[locate(value).start + index]!,
      write: (value, index, number) => {
        expected[locate(value).start + index] = number;
      },
    },
    (value) => locate(value).accumulates,
    count,
  );
  const f = new FunctionBuilder([I32, I32, I32], [], fuses);
  emitLoop(f, loop, {
    addressOf: (value) => {
      const {start, base} = locate(value);
      return base === undefined ? {offset: 4 * start} : {base, offset: 4 * (start - BASES[base]!)};
    },
    accumulates: (value) => locate(value).accumulates,
    count: 2,
  });
  const bytes = assemble([{name: 'run', builder: f}], 1);
  const module = new WebAssembly.Module(bytes as BufferSource);
  const {run} = new WebAssembly.Instance(module, {env: {memory}}).exports as {
    run(first: number, second: number, count: number): void;
  };
  run(4 * BASES[0], 4 * BASES[1], count);
  const wrong = numbers.findIndex((number, index) => number !== expected[index]);
  if (wrong >= 0) {
    const owner = located.find(({start, value}) => start <= wrong && wrong < start + value.size);
    expect.fail(
      `element ${wrong} (of value ${owner?.value.id}) is ${numbers[wrong]}, not ${expected[wrong]}`,
    );
  }
}

function loadsOf({stores, reductions}: Loop): Access[] {
  const visit = (expression: Expression): Access[] =>
    expression.kind === 'load' ? [expression.access] : expression.operands.flatMap(visit);
  return [...stores, ...reductions].flatMap(({expression}) => visit(expression));
}

/** The elements by which an access advances along a dimension; negative from the end. */
type Advance = 0 | 1 | -1 | 2 | -2;

/** Strides of an access that reads every element at most once, except along dimensions of stride 0, and the size it needs. */
function access(
  dims: readonly number[],
  order: readonly number[],
  advances: readonly Advance[],
  gap: number,
) {
  const strides = dims.map(() => 0);
  let stride = 1;
  let offset = gap;
  for (const axis of [...order].reverse()) {
    const advance = advances[axis]!;
    if (advance === 0) continue;
    strides[axis] = advance * stride;
    if (advance < 0) offset += -advance * stride * (dims[axis]! - 1);
    stride *= dims[axis]! * Math.abs(advance);
  }
  return {strides, offset, size: gap + stride};
}

const EXACT: readonly [ScalarFunction, number][] = [
  ['add', 2],
  ['sub', 2],
  ['mul', 2],
  ['min', 2],
  ['max', 2],
  ['neg', 1],
  ['abs', 1],
  ['square', 1],
  ['relu', 1],
  ['copy', 1],
  ['less', 2],
  ['equal', 2],
  ['select', 3],
];

const anySize = fc.oneof(
  fc.constantFrom(1, 2, 3, 4, 5, 7, 8, 9, 12, 31, 32, 33, 36, 64, 67),
  fc.integer({min: 1, max: 40}),
);

const anyAdvances = (targets: boolean) =>
  fc.array(
    targets
      ? fc.oneof({weight: 8, arbitrary: fc.constant(1 as Advance)}, fc.constantFrom<Advance>(-1, 2, -2))
      : fc.oneof(
          {weight: 5, arbitrary: fc.constantFrom<Advance>(0, 1)},
          fc.constantFrom<Advance>(0, 1, -1, 2, -2),
        ),
    {minLength: 4, maxLength: 4},
  );

const inOrder = [0, 1, 2, 3];
const anyOrder = fc.oneof(
  {weight: 3, arbitrary: fc.constant(inOrder)},
  fc.shuffledSubarray(inOrder, {minLength: 4, maxLength: 4}),
);

const anyAccess = (targets: boolean) =>
  fc.record({
    order: anyOrder,
    advances: anyAdvances(targets),
    gap: fc.integer({min: 0, max: 5}),
    base: fc.constantFrom(undefined, undefined, 0, 1),
    accumulates: fc.oneof({weight: 3, arbitrary: fc.constant(false)}, fc.constant(true)),
    whichExpression: fc.nat(20),
    fn: fc.constantFrom<'sum' | 'max'>('sum', 'sum', 'max'),
  });

const anyApply = fc.record({
  fn: fc.constantFrom(...EXACT),
  operands: fc.array(fc.nat(20), {minLength: 3, maxLength: 3}),
});

/** Any loop. A loop with reductions has at least one reduced dimension. */
const anyCase: fc.Arbitrary<Case> = fc
  .record({
    sizes: fc.array(anySize, {minLength: 0, maxLength: 3}),
    reducedFlags: fc.array(fc.boolean(), {minLength: 4, maxLength: 4}),
    reducing: fc.boolean(),
    dynamic: fc.oneof({weight: 5, arbitrary: fc.constant(0)}, fc.integer({min: 1, max: 9})),
    loads: fc.array(anyAccess(false), {minLength: 1, maxLength: 4}),
    applies: fc.array(anyApply, {minLength: 0, maxLength: 3}),
    stores: fc.array(anyAccess(true), {minLength: 0, maxLength: 2}),
    reductions: fc.array(anyAccess(true), {minLength: 1, maxLength: 3}),
    uniform: fc.boolean(),
  })
  .map(({sizes, reducedFlags, reducing, dynamic, ...parts}) => {
    const fixed: number[] = [];
    for (const size of sizes)
      if (fixed.reduce((product, dim) => product * dim, size) <= 3000) fixed.push(size);
    const hasDynamic = reducing && dynamic > 0;
    const dims = hasDynamic ? [...fixed, dynamic] : fixed;
    const reduced = dims.map((_, axis) => reducing && (reducedFlags[axis]! || axis === dims.length - 1));
    const located: Located[] = [];
    let end = 200;
    const put = (size: number, base: number | undefined, accumulates: boolean): Value => {
      const value: Value = {id: located.length, size, role: {kind: 'computed'}};
      // Eight untouched elements between values detect writes beyond a value.
      located.push({value, start: end, base, accumulates});
      end += size + 8;
      return value;
    };
    const over = (count: number, order: readonly number[]) => order.filter((axis) => axis < count);
    const expressions: Expression[] = parts.loads.map(({order, advances, gap, base}, id) => {
      const {strides, offset, size} = access(dims, over(dims.length, order), advances, gap);
      return {kind: 'load', id, access: {value: put(size, base, false), offset, strides}};
    });
    if (parts.uniform) {
      const role = {kind: 'constant', data: Float32Array.of(3)} as const;
      const value: Value = {id: 1000, size: 1, role};
      expressions.push({
        kind: 'load',
        id: expressions.length,
        access: {value, offset: 0, strides: dims.map(() => 0)},
      });
    }
    for (const {
      fn: [fn, arity],
      operands,
    } of parts.applies) {
      const chosen = operands.slice(0, arity).map((index) => expressions[index % expressions.length]!);
      expressions.push({kind: 'apply', id: expressions.length, fn, operands: chosen});
    }
    const target = (
      over_: readonly number[],
      {order, advances, gap, base, accumulates}: (typeof parts.stores)[0],
    ): Access => {
      const {strides, offset, size} = access(over_, over(over_.length, order), advances, gap);
      return {value: put(size + 2, base, accumulates), offset, strides};
    };
    const pick = (index: number) => expressions.at(-1 - (index % Math.min(3, expressions.length)))!;
    const stores = parts.stores.map(
      (store): Store => ({
        expression: pick(store.whichExpression),
        target: target(dims, store),
      }),
    );
    const kept = dims.filter((_, axis) => !reduced[axis]);
    const isReducing = reduced.includes(true);
    const reductions = (isReducing ? parts.reductions : []).map(
      (reduction): Reduction => ({
        fn: reduction.fn,
        expression: pick(reduction.whichExpression),
        target: target(kept, {...reduction, accumulates: reduction.accumulates && reduction.fn === 'sum'}),
      }),
    );
    const shown = hasDynamic && isReducing ? [...dims.slice(0, -1), DYNAMIC] : dims;
    return {loop: {dims: shown, reduced, stores, reductions}, located, count: dynamic};
  })
  .filter(({loop}) => loop.stores.length + loop.reductions.length > 0);

function value(id: number, size: number): Value {
  return {id, size, role: {kind: 'computed'}};
}

describe('emitLoop', () => {
  test('computes any loop, and writes nothing else', () => {
    fc.assert(fc.property(anyCase, fc.boolean(), checkCode), {numRuns: repetitions(1200)});
  });

  describe('fuses a product with what it is added to, or subtracted from', () => {
    const dims = [9];
    const load = (id: number): Expression => ({
      ...{kind: 'load', id},
      access: {value: value(id, 9), offset: 0, strides: [1]},
    });
    const apply = (id: number, fn: ScalarFunction, ...operands: Expression[]): Expression => ({
      ...{kind: 'apply', id, fn, operands},
    });
    const [a, b, c] = [load(0), load(1), load(2)];
    const product = apply(3, 'mul', a, b);

    test.each([
      ['a b + c', [apply(4, 'add', product, c)], 1],
      ['c + a b', [apply(4, 'add', c, product)], 1],
      ['c + a a', [apply(4, 'add', c, apply(5, 'square', a))], 1],
      ['c − a b', [apply(4, 'sub', c, product)], 1],
      ['a b − c, which no instruction computes', [apply(4, 'sub', product, c)], 0],
      ['a b + c and a b, which is needed alone too', [apply(4, 'add', product, c), product], 0],
      ['a b + c b', [apply(4, 'add', product, apply(5, 'mul', c, b))], 1],
    ] as const)('%s', (_, expressions, fused) => {
      const stores = expressions.map(
        (expression, index): Store => ({
          expression,
          target: {value: value(10 + index, 9), offset: 0, strides: [1]},
        }),
      );
      const loop = {dims, reduced: [false], stores, reductions: []};
      const values = [...loadsOf(loop), ...stores.map(({target}) => target)].map((each) => each.value);
      const located = [...new Map(values.map((each) => [each.id, each])).values()].map((each, index) => ({
        ...{value: each, start: 200 + 20 * index, base: undefined, accumulates: false},
      }));
      check({loop, located, count: 0});
      const f = new FunctionBuilder([], [], true);
      const names = vi.spyOn(f, 'simd');
      emitLoop(f, loop, {addressOf: () => ({offset: 0}), accumulates: () => false});
      const called = names.mock.calls.map(([name]) => name);
      // Three vectors, of which the last overlaps the one before.
      const relaxed = called.filter((name) => name.startsWith('f32x4.relaxed'));
      expect(relaxed).toHaveLength(3 * fused);
    });
  });

  test.each([1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 35, 63, 64, 65, 67])(
    'a product of a matrix and a vector of %i, plain and transposed',
    (size) => {
      for (const transposed of [false, true]) {
        for (const accumulates of [false, true]) {
          const [rows, columns] = [11, size];
          const matrix = {value: value(0, rows * columns), offset: 0};
          const dims = transposed ? [columns, rows] : [rows, columns];
          const strides = transposed ? [1, columns] : [columns, 1];
          const load = (id: number, access: Access): Expression => ({kind: 'load', id, access});
          const operands = [
            load(0, {...matrix, strides}),
            load(1, {value: value(1, dims[1]!), offset: 0, strides: [0, 1]}),
          ];
          check({
            loop: {
              dims,
              reduced: [false, true],
              stores: [],
              reductions: [
                {
                  fn: 'sum',
                  expression: {kind: 'apply', id: 2, fn: 'mul', operands},
                  target: {value: value(2, dims[0]!), offset: 0, strides: [1]},
                },
              ],
            },
            located: [
              {value: value(0, rows * columns), start: 200, base: undefined, accumulates: false},
              {value: value(1, dims[1]!), start: 4000, base: 0, accumulates: false},
              {value: value(2, dims[0]!), start: 5000, base: 1, accumulates},
            ],
            count: 0,
          });
        }
      }
    },
  );

  test.each([1, 4, 7, 20, 33, 64, 100, 128, 130])(
    'functions that are long chains of instructions, of %i elements of two values',
    (size) => {
      for (const reduced of [false, true]) {
        const vector = (id: number) => ({value: value(id, size), offset: 0, strides: [1]});
        // elu of what is not negative is exact.
        const elu = (id: number): Expression => {
          const load: Expression = {kind: 'load', id, access: vector(id)};
          const operands: Expression[] = [{kind: 'apply', id: id + 2, fn: 'abs', operands: [load]}];
          return {kind: 'apply', id: id + 4, fn: 'elu', operands};
        };
        const functions = [elu(0), elu(1)];
        const sum = (expression: Expression, index: number): Reduction => {
          const fn = index === 0 ? 'sum' : 'max';
          return {fn, expression, target: {value: value(4 + index, 1), offset: 0, strides: []}};
        };
        check({
          loop: {
            dims: [size],
            reduced: [reduced],
            stores: functions.map((expression, index) => ({expression, target: vector(2 + index)})),
            reductions: reduced ? functions.map(sum) : [],
          },
          located: [size, size, size, size, 1, 1].map((size, id) => ({
            ...{value: value(id, size), start: 200 + 200 * id, base: undefined, accumulates: false},
          })),
          count: 0,
        });
      }
    },
  );

  test('reads a value from its end, at any address', () => {
    for (const base of [undefined, 0]) {
      const reversed = {value: value(0, 40), offset: 39, strides: [-1]};
      const store = {
        expression: {kind: 'load', id: 0, access: reversed} as const,
        target: {value: value(1, 40), offset: 0, strides: [1]},
      };
      check({
        loop: {dims: [40], reduced: [false], stores: [store], reductions: []},
        located: [
          {value: value(0, 40), start: 160, base, accumulates: false},
          {value: value(1, 40), start: 300, base: undefined, accumulates: false},
        ],
        count: 0,
      });
    }
  });

  /** The sums, or the maxima, of a matrix's rows, or of its columns if it is `transposed`, which is `size` wide. */
  function sumsOf(
    transposed: boolean,
    size: number,
    numberAt: (index: number) => number,
    fn: 'sum' | 'max' = 'sum',
  ): Float32Array {
    const rows = 9;
    const matrix = {
      value: value(0, rows * size),
      offset: 0,
      strides: transposed ? [1, rows] : [size, 1],
    };
    const loop: Loop = {
      dims: [rows, size],
      reduced: [false, true],
      stores: [],
      reductions: [
        {
          fn,
          expression: {kind: 'load', id: 0, access: matrix},
          target: {value: value(1, rows), offset: 0, strides: [1]},
        },
      ],
    };
    const memory = new WebAssembly.Memory({initial: 4});
    const numbers = new Float32Array(memory.buffer);
    for (let index = 0; index < rows * size; index++)
      numbers[rows + index] = numberAt(transposed ? Math.floor(index / rows) : index % size);
    const f = new FunctionBuilder([]);
    emitLoop(f, loop, {addressOf: ({id}) => ({offset: id === 0 ? 4 * rows : 0}), accumulates: () => false});
    const bytes = assemble([{name: 'run', builder: f}], 4);
    const {exports} = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), {
      env: {memory},
    });
    (exports as {run(): void}).run();
    return numbers.slice(0, rows);
  }

  test.each([false, true])('adds products of matrices of any size, accumulating %s', (accumulates) => {
    for (const [rows, columns, terms] of [1, 4, 5, 7].flatMap((rows) =>
      [4, 8, 11, 16].flatMap((columns) => [1, 3, 20].map((terms) => [rows, columns, terms] as const)),
    )) {
      const [left, right, sums] = [rows * terms, columns * terms, rows * columns];
      const load = (id: number, size: number, strides: number[]): Expression => ({
        ...{kind: 'load', id, access: {value: value(id, size), offset: 0, strides}},
      });
      const operands = [load(0, left, [1, 0, rows]), load(1, right, [0, 1, columns])];
      const loop: Loop = {
        dims: [rows, columns, DYNAMIC],
        reduced: [false, false, true],
        stores: [],
        reductions: [
          {
            fn: 'sum',
            expression: {kind: 'apply', id: 2, fn: 'mul', operands},
            target: {value: value(2, sums), offset: 0, strides: [columns, 1]},
          },
        ],
      };
      check({
        loop,
        located: [
          {value: value(0, left), start: 200, base: undefined, accumulates: false},
          {value: value(1, right), start: 400, base: undefined, accumulates: false},
          {value: value(2, sums), start: 800, base: undefined, accumulates},
        ],
        count: terms,
      });
    }
  });

  describe('sums of the rows of a large matrix', () => {
    const bytesOf = (
      columns: number,
      terms: number,
      numberAt: (index: number) => number,
      stored: boolean,
    ) => {
      const load = (id: number, size: number, strides: number[]): Expression => ({
        ...{kind: 'load', id, access: {value: value(id, size), offset: 0, strides}},
      });
      const operands = [load(0, columns * terms, [1, columns]), load(1, terms, [0, 1])];
      const expression: Expression = {kind: 'apply', id: 2, fn: 'mul', operands};
      const target = {value: value(2, columns), offset: 0, strides: [1]};
      const loop: Loop = {
        ...{dims: [columns, terms], reduced: [false, true], stores: []},
        reductions: [{fn: 'sum', expression, target}],
      };
      const starts = [0, columns * terms, columns * terms + terms];
      const end = starts[2]! + columns;
      const memory = new WebAssembly.Memory({initial: Math.ceil((4 * end + storedBytes(loop)) / 65_536) + 1});
      const numbers = new Float32Array(memory.buffer);
      for (const index of numbers.keys()) numbers[index] = numberAt(index);
      const f = new FunctionBuilder([]);
      emitLoop(f, loop, {
        addressOf: ({id}) => ({offset: 4 * starts[id]!}),
        accumulates: () => false,
        ...(stored && {storedSums: 4 * end}),
      });
      const bytes = assemble([{name: 'run', builder: f}], 1);
      const {exports} = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), {
        env: {memory},
      });
      (exports as {run(): void}).run();
      return {
        sums: new Uint8Array(memory.buffer, 4 * starts[2]!, 4 * columns),
        storesSums: storedBytes(loop) > 0,
        overrun: numbers.findIndex(
          (number, index) => index >= end + storedBytes(loop) / 4 && number !== Math.fround(numberAt(index)),
        ),
      };
    };

    test.each([
      [260, 256],
      [272, 255],
      [276, 263],
      [264, 329],
      [736, 91],
    ])('[%i columns, %i rows] are those of a small one, to the last bit', (columns, terms) => {
      const numberAt = (index: number) => Math.sin(index * index);
      const {sums, storesSums, overrun} = bytesOf(columns, terms, numberAt, true);
      expect(storesSums).toBe(true);
      expect(sums).toEqual(bytesOf(columns, terms, numberAt, false).sums);
      expect(overrun).toBe(-1);
      expect(new Set(new Float32Array(sums.slice().buffer)).size).toBeGreaterThan(columns / 2);
    });

    test.each([
      ['a matrix that the cache holds', 252, 256],
      ['columns that are not whole vectors', 270, 256],
      ['sums without parts', 5000, 15],
    ])('need no memory for %s', (_, columns, terms) => {
      expect(bytesOf(columns, terms, () => 1, true).storesSums).toBe(false);
    });
  });

  test.each(['min', 'max'] as const)('%s with a constant is that with a value', (fn) => {
    const special = [Number.NaN, 0, -0, 2, -2, 3, -3, Infinity, -Infinity];
    for (const other of special) {
      const results = [true, false].map((isConstant) => {
        const role = isConstant
          ? ({kind: 'constant', data: Float32Array.of(other)} as const)
          : ({kind: 'computed'} as const);
        const load = (id: number, value: Value, stride: number): Expression => ({
          ...{kind: 'load', id, access: {value, offset: 0, strides: [stride]}},
        });
        const operands = [load(0, value(0, special.length), 1), load(1, {id: 1, size: 1, role}, 0)];
        const target = {value: value(2, special.length), offset: 0, strides: [1]};
        const loop: Loop = {
          ...{dims: [special.length], reduced: [false], reductions: []},
          stores: [{expression: {kind: 'apply', id: 2, fn, operands}, target}],
        };
        const memory = new WebAssembly.Memory({initial: 1});
        const numbers = new Float32Array(memory.buffer);
        numbers.set([...special, 0, 0, 0, other]);
        const f = new FunctionBuilder([]);
        const starts = [0, special.length + 3, 20];
        emitLoop(f, loop, {addressOf: ({id}) => ({offset: 4 * starts[id]!}), accumulates: () => false});
        const bytes = assemble([{name: 'run', builder: f}], 1);
        const {exports} = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), {
          env: {memory},
        });
        (exports as {run(): void}).run();
        return [...numbers.subarray(20, 20 + special.length)];
      });
      expect(results[0]).toEqual(results[1]);
      expect(results[0]).toEqual(special.map((number) => Math[fn](number, other)));
    }
  });

  describe.each([false, true])('long sums, of columns %s', (transposed) => {
    test('round as often as those of a few terms', () => {
      const tenth = Math.fround(0.1);
      for (const sum of sumsOf(transposed, 4001, () => tenth))
        expect(Math.abs(sum / (4001 * tenth) - 1)).toBeLessThan(4e-7);
    });

    test('are infinite if a term is, and NaN if one is', () => {
      for (const special of [Infinity, Number.NaN])
        expect([...sumsOf(transposed, 200, (index) => (index === 3 ? special : 1))]).toEqual(
          new Array(9).fill(special),
        );
    });

    test('and maxima are NaN if a term is, wherever it is', () => {
      for (const size of [3, 30]) {
        for (let place = 0; place < size; place++) {
          const numberAt = (index: number) => (index === place ? Number.NaN : index - 1);
          expect([...sumsOf(transposed, size, numberAt, 'max')]).toEqual(new Array(9).fill(Number.NaN));
        }
        expect([...sumsOf(transposed, size, (index) => 1 - index, 'max')]).toEqual(new Array(9).fill(1));
      }
    });
  });
});
