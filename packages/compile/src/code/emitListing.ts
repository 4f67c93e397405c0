import {type Access, LIST_START} from '../graph/graph.js';
import type {Listing} from '../passes/loop.js';
import {type ActiveRows, RowFlag} from './activeRows.js';
import {F32, type FunctionBuilder, I32, type Local} from './assembler.js';
import type {LoopContext} from './cursor.js';

/** The size of an element of a list in bytes. */
const ELEMENT = 4;

/** Generates the code of a listing: each index is added to the list unless it is there already, and its row becomes active. */
export function emitListing(f: FunctionBuilder, listing: Listing, context: LoopContext): void {
  const {operands, shapes, target} = listing;
  const {offset, base} = context.addressOf(target.value);
  const count = f.local(I32);
  f.i32(0).set(count);
  const list = () => (base === undefined ? f.i32(0) : f.get(base));
  const row = f.local(F32);
  for (const [operand, access] of operands.entries()) {
    for (const element of elementsOf(access, shapes[operand]!)) {
      const from = context.addressOf(access.value);
      if (from.base === undefined) f.i32(0);
      else f.get(from.base);
      f.loadScalar('f32_load', from.offset + ELEMENT * element).set(row);
      addRow(row);
    }
  }
  // A list is never empty: in a row that no index hits, nothing changes.
  f.get(count).scalar('i32_eqz');
  f.ifTrue(() => {
    f.f32(0).set(row);
    addRow(row);
  });
  list().get(count).storeScalar('i32_store', offset);

  function addRow(row: Local): void {
    const rows = context.active!.rows;
    const [place, isNew] = [f.local(I32), f.local(I32)];
    // What is no row, such as NaN, is not listed.
    f.get(row).f32(0).scalar('f32_ge').get(row).f32(rows).scalar('f32_lt').scalar('i32_and').set(isNew);
    f.i32(0).set(place);
    const at = (index: Local) => list().get(index).i32(ELEMENT).multiply().add();
    const start = offset + ELEMENT * LIST_START;
    f.loopWhile(
      () => f.get(isNew).get(place).get(count).scalar('i32_lt_u').scalar('i32_and'),
      () => {
        at(place).loadScalar('f32_load', start).get(row).scalar('f32_ne').set(isNew);
        f.get(place).i32(1).add().set(place);
      },
    );
    f.get(isNew).ifTrue(() => {
      at(count).get(row).storeScalar('f32_store', start);
      f.get(count).i32(1).add().set(count);
      activate(f, row, context.active!);
    });
  }
}

/** Makes a row active; if it was one of the unchanged rows, the next unchanged one takes its place. */
function activate(f: FunctionBuilder, row: Local, {rows, list, flags, next}: ActiveRows): void {
  const [flag, before, candidate] = [f.local(I32), f.local(I32), f.local(I32)];
  const flagOf = (index: Local) => f.get(index).i32(ELEMENT).multiply();
  const append = (pushRow: () => void) => {
    const count = f.local(I32);
    f.i32(0).loadScalar('i32_load', list).set(count);
    f.get(count).i32(ELEMENT).multiply();
    pushRow();
    f.storeScalar('f32_store', list + ELEMENT * LIST_START);
    f.i32(0).get(count).i32(1).add().storeScalar('i32_store', list);
  };
  f.get(row).scalar('i32_trunc_f32_u').i32(ELEMENT).multiply().set(flag);
  f.get(flag).loadScalar('i32_load', flags).set(before);
  f.get(flag).i32(RowFlag.CHANGED).storeScalar('i32_store', flags);
  f.get(before).scalar('i32_eqz');
  f.ifTrue(() => append(() => f.get(row)));
  f.get(before).i32(RowFlag.FRESH).scalar('i32_eq');
  f.ifTrue(() => {
    f.i32(0).loadScalar('i32_load', next).set(candidate);
    const isRow = () => f.get(candidate).i32(rows).scalar('i32_lt_u');
    const isActive = f.local(I32);
    f.loopWhile(
      () => {
        f.i32(0).set(isActive);
        isRow();
        f.ifTrue(() => flagOf(candidate).loadScalar('i32_load', flags).set(isActive));
        f.get(isActive);
      },
      () => f.get(candidate).i32(1).add().set(candidate),
    );
    isRow();
    f.ifTrue(() => {
      append(() => f.get(candidate).scalar('f32_convert_i32_u'));
      flagOf(candidate).i32(RowFlag.FRESH).storeScalar('i32_store', flags);
      f.get(candidate).i32(1).add().set(candidate);
    });
    f.i32(0).get(candidate).storeScalar('i32_store', next);
  });
}

/** The offsets of the elements that an access reads. */
function elementsOf({offset, strides}: Access, dims: readonly number[]): number[] {
  return dims.reduce(
    (all, dim, axis) =>
      all.flatMap((start) => Array.from({length: dim}, (_, index) => start + index * strides[axis]!)),
    [offset],
  );
}
