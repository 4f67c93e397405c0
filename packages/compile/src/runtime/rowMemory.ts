import {RowFlag} from '../code/activeRows.js';
import type {RowsLayout} from '../code/module.js';
import {LIST_START} from '../graph/graph.js';

/** Where the rows of a state begin in an array; an array of one row stands for rows that are all alike. */
interface FirstRows {
  readonly array: Float32Array;
  readonly start: number;
}

/**
 * The states of a program whose rows its steps change in place. One sequence has them at a time.
 *
 * Where a sequence starts from rows that are all alike, as most do, only those that the one before changed are set anew.
 */
export class RowMemory {
  /** What the last sequence started from. */
  private first: readonly FirstRows[] = [];
  private areAlike = false;
  /** Whether gradients may be other than zero: those of the rows of lists, or of all. */
  private isSpoiled = false;
  private isDense = false;

  constructor(
    private readonly program: {numbers(): Float32Array},
    private readonly layout: RowsLayout,
  ) {}

  /** Whether the rows of a state are here. */
  has(state: number): boolean {
    return this.rowsOf(state) !== undefined;
  }

  /**
   * Begins a sequence.
   *
   * @param first of each state of the layer, its initial values
   */
  begin(first: readonly FirstRows[]): void {
    const {rows, states} = this.layout;
    const own = states.map(({state}) => first[state]!);
    const isSame =
      this.areAlike &&
      own.every(({array, start}, index) => {
        const before = this.first[index]!;
        return array === before.array && start === before.start;
      });
    const numbers = this.program.numbers();
    if (isSame) this.restore(own);
    else {
      for (const [index, {array, start}] of own.entries()) {
        const {address, width} = states[index]!;
        const to = numbers.subarray(address / 4, address / 4 + rows * width);
        if (array.length === width) fillRows(to, array);
        else to.set(array.subarray(start, start + rows * width));
      }
      this.first = own;
      const {flags} = this.layout;
      new Int32Array(numbers.buffer).fill(RowFlag.INACTIVE, flags / 4, flags / 4 + rows);
      this.areAlike = own.every(({array, start}, index) =>
        rowsAreAlike(array, start, rows, states[index]!.width),
      );
    }
    this.activate(this.areAlike ? this.layout.fresh : rows);
  }

  /** One row of the initial values of a state, if all are alike; else the values. */
  shortened(state: number, values: Float32Array): Float32Array {
    const {rows} = this.layout;
    const own = this.rowsOf(state);
    return own !== undefined && rowsAreAlike(values, 0, rows, own.width)
      ? values.slice(0, own.width)
      : values;
  }

  /** Forgets what the last sequence started from: the next one sets all rows. */
  forget(): void {
    this.first = [];
    this.areAlike = false;
  }

  /** Copies the rows of a state. */
  copy(state: number, to: Float32Array, at: number): void {
    const {address, width} = this.rowsOf(state)!;
    to.set(this.program.numbers().subarray(address / 4, address / 4 + this.layout.rows * width), at);
  }

  /** Sets the gradient with respect to the rows of a state after the last step. */
  setGradient(state: number, from: Float32Array, start: number): void {
    const {gradient, width} = this.rowsOf(state)!;
    const given = from.subarray(start, start + this.layout.rows * width);
    if (gradient === undefined || given.every((number) => number === 0)) return;
    this.program.numbers().set(given, gradient / 4);
    this.isDense = true;
  }

  /** Adds the gradient with respect to the rows of a state before the first step. */
  addGradient(state: number, to: Float32Array, at: number): void {
    const {gradient, width} = this.rowsOf(state)!;
    if (gradient === undefined) return;
    const numbers = this.program.numbers();
    for (let element = 0; element < this.layout.rows * width; element++)
      to[at + element]! += numbers[gradient / 4 + element]!;
  }

  /** Begins a backward pass with gradients of zero; `endBackward` makes them zero again unless it is ended earlier. */
  beginBackward(): void {
    if (!this.isSpoiled) {
      this.isSpoiled = true;
      return;
    }
    this.isDense = false;
    const numbers = this.program.numbers();
    for (const {gradient, width} of this.layout.states)
      if (gradient !== undefined) numbers.fill(0, gradient / 4, gradient / 4 + this.layout.rows * width);
  }

  /**
   * Makes the gradients zero again after a backward pass.
   *
   * @param lists the addresses of the lists of all rows that it changed
   */
  endBackward(lists: Iterable<number>): void {
    if (this.isDense) return;
    const numbers = this.program.numbers();
    const counts = new Int32Array(numbers.buffer);
    for (const list of lists) {
      const count = counts[list / 4]!;
      for (let index = 0; index < count; index++) {
        const row = numbers[list / 4 + LIST_START + index]!;
        for (const {gradient, width} of this.layout.states) {
          if (gradient === undefined) continue;
          const start = gradient / 4 + row * width;
          numbers.fill(0, start, start + width);
        }
      }
    }
    this.isSpoiled = false;
  }

  /** Where the rows of a state are; undefined if they are not here. */
  private rowsOf(state: number): RowsLayout['states'][number] | undefined {
    return this.layout.states.find((own) => own.state === state);
  }

  /** Sets the rows that steps have changed as they were at first. */
  private restore(first: readonly FirstRows[]): void {
    const {list, flags, states} = this.layout;
    const numbers = this.program.numbers();
    const integers = new Int32Array(numbers.buffer);
    const count = integers[list / 4]!;
    for (let index = 0; index < count; index++) {
      const row = numbers[list / 4 + LIST_START + index]!;
      const flag = flags / 4 + row;
      if (integers[flag] === RowFlag.CHANGED) {
        for (const [index, {array, start}] of first.entries()) {
          const {address, width} = states[index]!;
          const at = address / 4 + row * width;
          const from = array.length === width ? 0 : start;
          for (let element = 0; element < width; element++) numbers[at + element] = array[from + element]!;
        }
      }
      integers[flag] = RowFlag.INACTIVE;
    }
  }

  /** Makes the first rows active, all others inactive. */
  private activate(count: number): void {
    const {rows, list, flags, next} = this.layout;
    const numbers = this.program.numbers();
    const integers = new Int32Array(numbers.buffer);
    if (!this.areAlike) integers.fill(RowFlag.CHANGED, flags / 4, flags / 4 + rows);
    integers[list / 4] = count;
    for (let row = 0; row < count; row++) {
      numbers[list / 4 + LIST_START + row] = row;
      if (this.areAlike) integers[flags / 4 + row] = RowFlag.FRESH;
    }
    integers[next / 4] = count;
  }
}

/** Fills an array with copies of a row, or with an array of its own length. */
export function fillRows(to: Float32Array, row: Float32Array): void {
  to.set(row);
  for (let filled = row.length; filled < to.length; filled *= 2) to.copyWithin(filled, 0, filled);
}

/** Whether all rows have the numbers of the first. */
function rowsAreAlike(array: Float32Array, start: number, rows: number, width: number): boolean {
  if (array.length === width) return true;
  const end = start + rows * width;
  for (let index = start + width; index < end; index++)
    if (array[index] !== array[index - width]) return false;
  return true;
}
