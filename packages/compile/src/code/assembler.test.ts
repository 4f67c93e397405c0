import {describe, expect, test} from 'vitest';
import {assemble, FunctionBuilder, I32, V128} from './assembler.js';

function valid(bytes: Uint8Array): boolean {
  return WebAssembly.validate(bytes as BufferSource);
}

function run<T>(bytes: Uint8Array, memory = new WebAssembly.Memory({initial: 1})): T {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), {env: {memory}})
    .exports as T;
}

describe('assemble', () => {
  test('a module without functions is valid', () => {
    expect(valid(assemble([], 1))).toBe(true);
  });

  test('a function may be empty and unnamed', () => {
    const bytes = assemble(
      [{builder: new FunctionBuilder([])}, {name: 'nothing', builder: new FunctionBuilder([])}],
      1,
    );
    expect(Object.keys(run<object>(bytes))).toEqual(['nothing']);
  });

  test('a function that leaves a value on the stack is invalid', () => {
    expect(valid(assemble([{builder: new FunctionBuilder([]).i32(1)}], 1))).toBe(false);
  });

  test('a memory that is too small cannot be linked', () => {
    const bytes = assemble([], 3);
    expect(() => run(bytes, new WebAssembly.Memory({initial: 2}))).toThrow(WebAssembly.LinkError);
    run(bytes, new WebAssembly.Memory({initial: 3}));
  });

  test('a memory that threads share is linked, and no other', () => {
    const bytes = assemble([], {sharedPages: 2});
    run(bytes, new WebAssembly.Memory({initial: 2, maximum: 2, shared: true}));
    for (const other of [{maximum: 2}, {maximum: 3, shared: true}])
      expect(() => run(bytes, new WebAssembly.Memory({initial: 2, ...other}))).toThrow(WebAssembly.LinkError);
  });

  test('names are encoded in UTF-8', () => {
    const bytes = assemble([{name: 'größer', builder: new FunctionBuilder([])}], 1);
    expect(Object.keys(run<object>(bytes))).toEqual(['größer']);
  });

  test('many functions, parameters and locals', () => {
    const functions = Array.from({length: 200}, (_, index) => {
      const builder = new FunctionBuilder(new Array<number>(index).fill(I32), [I32]);
      const local = Array.from({length: 200}, () => builder.local(I32)).at(-1)!;
      return {name: `f${index}`, builder: builder.i32(index).set(local).get(local)};
    });
    const exported = run<Record<string, () => number>>(assemble(functions, 1));
    expect(exported.f199!()).toBe(199);
  });
});

describe('FunctionBuilder', () => {
  const integers = [
    0,
    1,
    -1,
    63,
    64,
    -64,
    -65,
    127,
    128,
    -128,
    -129,
    8191,
    8192,
    -8192,
    -8193,
    2 ** 20,
    -(2 ** 27),
    2 ** 31 - 1,
    -(2 ** 31),
  ];
  test.each(integers)('the integer %i', (value) => {
    const bytes = assemble([{name: 'f', builder: new FunctionBuilder([], [I32]).i32(value)}], 1);
    expect(run<{f(): number}>(bytes).f()).toBe(value);
  });

  test.each([0, 1, 63, 64, 127, 128, 16_383, 16_384, 65_532, 2 ** 21, 2 ** 28, 2 ** 32 - 4])(
    'the offset %i',
    (offset) => {
      const f = new FunctionBuilder([I32, I32]);
      const vector = f.local(V128);
      f.get(0).load('v128.load32_splat', offset).set(vector).get(1).get(vector).storeLane(0);
      const bytes = assemble([{name: 'f', builder: f}], 1);
      expect(valid(bytes)).toBe(true);
      const memory = new WebAssembly.Memory({initial: 65});
      const numbers = new Float32Array(memory.buffer);
      const exported = run<{f(from: number, to: number): void}>(bytes, memory);
      if (offset > 4 * numbers.length - 4) {
        expect(() => exported.f(0, 8)).toThrow(WebAssembly.RuntimeError);
        return;
      }
      if (offset % 4 !== 0) return;
      numbers[offset / 4] = 7;
      exported.f(0, 8);
      expect(numbers[2]).toBe(7);
    },
  );

  test('shuffle picks lanes of both vectors', () => {
    const f = new FunctionBuilder([]);
    const vector = f.local(V128);
    f.i32(0).load('v128.load', 0).i32(0).load('v128.load', 16).shuffle(3, 4, 0, 7).set(vector);
    f.i32(0).get(vector).store(32);
    const memory = new WebAssembly.Memory({initial: 1});
    const numbers = new Float32Array(memory.buffer);
    numbers.set([0, 1, 2, 3, 4, 5, 6, 7]);
    run<{f(): void}>(assemble([{name: 'f', builder: f}], 1), memory).f();
    expect([...numbers.slice(8, 12)]).toEqual([3, 4, 0, 7]);
  });

  test('a loop runs while its local is below the limit, at least once', () => {
    const f = new FunctionBuilder([I32], [I32]);
    const rounds = f.local(I32);
    f.loopWhileBelow(
      rounds,
      () => f.get(0),
      () => f.get(rounds).i32(1).add().set(rounds),
    );
    f.get(rounds);
    const exported = run<{f(limit: number): number}>(assemble([{name: 'f', builder: f}], 1));
    expect([0, 1, 2, 1000].map((limit) => exported.f(limit))).toEqual([1, 1, 2, 1000]);
  });
});
