import type {Access} from '../graph/graph.js';
import type {Listing} from '../passes/loop.js';
import {type ActiveRows, RowFlag} from './activeRows.js';
import {F32, type FunctionBuilder, I32, type Local} from './assembler.js';
import type {LoopContext} from './cursor.js';
import {type Address, pushBase} from './place.js';
import {ELEMENT, pushCount, pushRow, storeRow} from './rowList.js';

/** Generates the code of a listing: each index is added to the list unless it is there already, and its row becomes active. */
export function emitListing(f: FunctionBuilder, listing: Listing, context: LoopContext): void {
  const {operands, shapes, target} = listing;
  const list = context.addressOf(target.value);
  const active = context.active!;
  const row = f.local(F32);
  const setCount = (pushCount: () => void) => {
    pushBase(f, list);
    pushCount();
    f.storeScalar('i32_store', list.offset);
  };
  setCount(() => f.i32(0));
  for (const [operand, access] of operands.entries())
    eachElement(f, access, shapes[operand]!, context.addressOf(access.value), (pushElement) => {
      pushElement();
      f.set(row);
      addRow(f, row, list, active);
    });
  // A list is never empty: in a row that no index hits, nothing changes.
  pushCount(f, list).scalar('i32_eqz');
  f.ifTrue(() => {
    f.f32(0).set(row);
    addRow(f, row, list, active);
  });
}

/** Generates code for each element that an access reads; along the last dimension it is a loop. */
function eachElement(
  f: FunctionBuilder,
  {offset, strides}: Access,
  dims: readonly number[],
  address: Address,
  body: (pushElement: () => void) => void,
): void {
  const outer = dims.slice(0, -1);
  const starts = outer.reduce(
    (all, dim, axis) =>
      all.flatMap((start) => Array.from({length: dim}, (_, index) => start + index * strides[axis]!)),
    [offset],
  );
  const [counter, from] = [f.local(I32), f.local(I32)];
  const stride = ELEMENT * (strides.at(-1) ?? 0);
  for (const start of starts) {
    f.i32(0).set(counter);
    pushBase(f, address).set(from);
    const next = () => {
      body(() => f.get(from).loadScalar('f32_load', address.offset + ELEMENT * start));
      f.get(from).i32(stride).add().set(from);
      f.get(counter).i32(1).add().set(counter);
    };
    f.loopWhileBelow(counter, () => f.i32(dims.at(-1) ?? 1), next);
  }
}

/** Adds a row to a list, unless it is there, and makes it active. What is no row, such as NaN, is not listed. */
function addRow(f: FunctionBuilder, row: Local, list: Address, active: ActiveRows): void {
  const [place, isNew] = [f.local(I32), f.local(I32)];
  f.get(row).f32(0).scalar('f32_ge').get(row).f32(active.rows).scalar('f32_lt').scalar('i32_and').set(isNew);
  f.i32(0).set(place);
  f.loopWhile(
    () => {
      f.get(isNew).get(place);
      pushCount(f, list).scalar('i32_lt_u').scalar('i32_and');
    },
    () => {
      pushRow(f, list, place).get(row).scalar('f32_ne').set(isNew);
      f.get(place).i32(1).add().set(place);
    },
  );
  f.get(isNew).ifTrue(() => {
    append(f, list, () => f.get(row));
    activate(f, row, active);
  });
}

/** Adds what `pushValue` pushes to a list. */
function append(f: FunctionBuilder, list: Address, pushValue: () => void): void {
  const count = f.local(I32);
  pushCount(f, list).set(count);
  storeRow(f, list, count, pushValue);
  pushBase(f, list).get(count).i32(1).add().storeScalar('i32_store', list.offset);
}

/** Makes a row active; if it was one of the unchanged rows, the next unchanged one takes its place. */
function activate(f: FunctionBuilder, row: Local, {rows, list, flags, next}: ActiveRows): void {
  const [flag, before, candidate] = [f.local(I32), f.local(I32), f.local(I32)];
  const flagOf = (index: Local) => f.get(index).i32(ELEMENT).multiply();
  f.get(row).scalar('i32_trunc_f32_u').i32(ELEMENT).multiply().set(flag);
  f.get(flag).loadScalar('i32_load', flags).set(before);
  f.get(flag).i32(RowFlag.CHANGED).storeScalar('i32_store', flags);
  f.get(before).scalar('i32_eqz');
  f.ifTrue(() => append(f, {offset: list}, () => f.get(row)));
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
      append(f, {offset: list}, () => f.get(candidate).scalar('f32_convert_i32_u'));
      flagOf(candidate).i32(RowFlag.FRESH).storeScalar('i32_store', flags);
      f.get(candidate).i32(1).add().set(candidate);
    });
    f.i32(0).get(candidate).storeScalar('i32_store', next);
  });
}
