import fc from 'fast-check';
import {expect, test} from 'vitest';
import {LIST_START, type Value} from '../graph/graph.js';
import type {Listing} from '../passes/loop.js';
import {type ActiveRows, RowFlag} from './activeRows.js';
import {assemble, FunctionBuilder} from './assembler.js';
import {emitListing} from './emitListing.js';

const value = (id: number, size: number): Value => ({id, size, role: {kind: 'computed'}});

/** Two vectors of indices: three in a row, and a matrix of two by two, read transposed. */
const [first, second] = [value(0, 3), value(1, 6)];

/** The memory: the vectors, the list of a step, and what is known of the rows. */
function layoutOf(rows: number, fresh: number) {
  let end = 16;
  const take = (size: number) => {
    end += 4 * size;
    return end - 4 * size;
  };
  const addresses = new Map([
    [first.id, take(first.size)],
    [second.id, take(second.size)],
  ]);
  const list = value(2, LIST_START + 7);
  addresses.set(list.id, take(list.size));
  const active: ActiveRows = {rows, fresh, list: take(LIST_START + rows), flags: take(rows), next: take(1)};
  return {addresses, list, active};
}

function run(rows: number, fresh: number) {
  const {addresses, list, active} = layoutOf(rows, fresh);
  const listing: Listing = {
    kind: 'list',
    operands: [
      {value: first, offset: 0, strides: [1]},
      {value: second, offset: 1, strides: [1, 2]},
    ],
    shapes: [[3], [2, 2]],
    target: {value: list, offset: 0, strides: [1]},
  };
  const builder = new FunctionBuilder([]);
  const addressOf = ({id}: Value) => ({offset: addresses.get(id)!});
  emitListing(builder, listing, {addressOf, accumulates: () => false, active});
  const memory = new WebAssembly.Memory({initial: 1});
  const module = new WebAssembly.Module(assemble([{name: 'run', builder}], 1) as BufferSource);
  const exported = new WebAssembly.Instance(module, {env: {memory}}).exports as {run(): void};
  const [numbers, integers] = [new Float32Array(memory.buffer), new Int32Array(memory.buffer)];
  const read = (address: number) => {
    const start = address / 4;
    return [...numbers.subarray(start + LIST_START, start + LIST_START + integers[start]!)];
  };
  integers[active.list / 4] = fresh;
  for (let row = 0; row < fresh; row++) {
    numbers[active.list / 4 + LIST_START + row] = row;
    integers[active.flags / 4 + row] = RowFlag.FRESH;
  }
  integers[active.next / 4] = fresh;
  return {
    list(indices: readonly number[]): number[] {
      numbers.set(indices.slice(0, 3), addresses.get(first.id)! / 4);
      const [a, b, c, d] = indices.slice(3) as [number, number, number, number];
      numbers.set([a, c, b, d], addresses.get(second.id)! / 4 + 1);
      exported.run();
      return read(addresses.get(list.id)!);
    },
    active: () => read(active.list),
  };
}

test('each row is listed once, and active rows are those that were ever listed and the first of the others', () => {
  const index = fc.oneof(fc.nat(11), fc.constantFrom(-1, 12, Number.NaN, Number.POSITIVE_INFINITY));
  const step = fc.array(index, {minLength: 7, maxLength: 7});
  fc.assert(
    fc.property(fc.integer({min: 1, max: 12}), fc.nat(4), fc.array(step), (rows, most, steps) => {
      const fresh = Math.min(rows, most);
      const {list, active} = run(rows, fresh);
      const listed = new Set<number>();
      for (const indices of steps) {
        const valid = [...new Set(indices.filter((row) => row >= 0 && row < rows))];
        const expected = valid.length > 0 ? valid : [0];
        expect(list(indices)).toEqual(expected);
        for (const row of expected) listed.add(row);
        const others = Array.from({length: rows}, (_, row) => row).filter((row) => !listed.has(row));
        expect(active().toSorted((one, other) => one - other)).toEqual(
          [...listed, ...others.slice(0, fresh)].toSorted((one, other) => one - other),
        );
      }
    }),
  );
});
