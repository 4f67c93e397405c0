import type {Search} from '../passes/loop.js';
import {F32, type FunctionBuilder, I32, type Local} from './assembler.js';
import type {LoopContext} from './cursor.js';
import {pushBase} from './place.js';
import {pushCount, pushRow} from './rowList.js';

/**
 * Generates the code of a search: it keeps the largest elements so far in order, with their indices, and inserts each element that is
 * larger than the last of them. Of equal elements, that with the lower index is first; NaN is not found.
 */
export function emitSearch(f: FunctionBuilder, search: Search, context: LoopContext): void {
  const {count, size, list, operand, target} = search;
  const found = context.addressOf(target.value);
  const indexOffset = found.offset + 4 * target.offset;
  const valueOffset = indexOffset + 4 * count;
  const last = 4 * (count - 1);
  const base = () => pushBase(f, found);
  for (let place = 0; place < count; place++) {
    base()
      .f32(size)
      .storeScalar('f32_store', indexOffset + 4 * place);
    base()
      .f32(-Infinity)
      .storeScalar('f32_store', valueOffset + 4 * place);
  }
  const [element, index, least, leastIndex] = [f.local(F32), f.local(F32), f.local(F32), f.local(F32)];
  const [counter, offset, place, goesOn] = [f.local(I32), f.local(I32), f.local(I32), f.local(I32)];
  f.f32(-Infinity).set(least).f32(size).set(leastIndex);
  const rows = list && context.addressOf(list);
  const from = context.addressOf(operand.value);
  const step = 4 * (operand.strides[0] ?? 0);
  f.i32(0).set(counter);
  pushBase(f, from)
    .i32(from.offset + 4 * operand.offset)
    .add()
    .set(offset);
  f.loopWhileBelow(
    counter,
    () => {
      if (rows === undefined) f.i32(size);
      else pushCount(f, rows);
    },
    () => {
      f.get(offset).loadScalar('f32_load', 0).set(element);
      if (rows === undefined) f.get(counter).scalar('f32_convert_i32_u');
      else pushRow(f, rows, counter);
      f.set(index);
      isBefore(
        f,
        element,
        index,
        () => f.get(least),
        () => f.get(leastIndex),
      );
      f.ifTrue(() => {
        base().i32(last).add().set(place);
        const previous = (offset: number) => f.get(place).i32(-4).add().loadScalar('f32_load', offset);
        f.loopWhile(
          () => {
            f.i32(0).set(goesOn);
            base().get(place).scalar('i32_lt_u');
            f.ifTrue(() => {
              isBefore(
                f,
                element,
                index,
                () => previous(valueOffset),
                () => previous(indexOffset),
              );
              f.set(goesOn);
            });
            f.get(goesOn);
          },
          () => {
            for (const part of [valueOffset, indexOffset]) {
              f.get(place);
              previous(part);
              f.storeScalar('f32_store', part);
            }
            f.get(place).i32(-4).add().set(place);
          },
        );
        f.get(place).get(element).storeScalar('f32_store', valueOffset);
        f.get(place).get(index).storeScalar('f32_store', indexOffset);
        base()
          .loadScalar('f32_load', valueOffset + last)
          .set(least);
        base()
          .loadScalar('f32_load', indexOffset + last)
          .set(leastIndex);
      });
      f.get(offset).i32(step).add().set(offset);
      f.get(counter).i32(1).add().set(counter);
    },
  );
}

/** Pushes whether an element is to be found before another: it is larger, or equal and has a lower index. */
function isBefore(
  f: FunctionBuilder,
  element: Local,
  index: Local,
  other: () => void,
  otherIndex: () => void,
): void {
  f.get(element);
  other();
  f.scalar('f32_gt').get(element);
  other();
  f.scalar('f32_eq').get(index);
  otherIndex();
  f.scalar('f32_lt').scalar('i32_and').scalar('i32_or');
}
