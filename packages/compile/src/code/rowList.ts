import {LIST_START} from '../graph/graph.js';
import type {FunctionBuilder, Local} from './assembler.js';
import {type Address, pushBase} from './place.js';

/** The size of an element in bytes. */
export const ELEMENT = 4;

/** Pushes the number of rows in a list, an integer. */
export function pushCount(f: FunctionBuilder, list: Address): FunctionBuilder {
  return pushBase(f, list).loadScalar('i32_load', list.offset);
}

/** Pushes the row at a place of a list, a float. */
export function pushRow(f: FunctionBuilder, list: Address, place: Local): FunctionBuilder {
  return pushElement(f, list, place).loadScalar('f32_load', firstRow(list));
}

/** Stores the row that `pushValue` pushes, a float, at a place of a list. */
export function storeRow(f: FunctionBuilder, list: Address, place: Local, pushValue: () => void): void {
  pushElement(f, list, place);
  pushValue();
  f.storeScalar('f32_store', firstRow(list));
}

function firstRow({offset}: Address): number {
  return offset + ELEMENT * LIST_START;
}

function pushElement(f: FunctionBuilder, list: Address, place: Local): FunctionBuilder {
  return pushBase(f, list).get(place).i32(ELEMENT).multiply().add();
}
