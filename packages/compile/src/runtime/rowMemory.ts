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
 * Where a sequence starts from the same rows as the one before, only those that the one before changed are set anew. Rows that are like the
 * last one are not active before a step hits them: all of most sequences, and most of a state that is gone back to.
 */
export class RowMemory {
  /** What the last sequence started from. */
  private first: readonly FirstRows[] = [];
  /** The rows of these that are not like the last one, which steps reach last. */
  private distinct: readonly number[] = [];
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
    const {rows, states, flags} = this.layout;
    const own = states.map(({state}) => first[state]!);
    const isSame = own.every(({array, start}, index) => {
      const before = this.first[index];
      return array === before?.array && start === before.start;
    });
    const numbers = this.program.numbers();
    if (isSame) this.restore();
    else {
      for (const [index, {array, start}] of own.entries()) {
        const {address, width} = states[index]!;
        const to = numbers.subarray(address / 4, address / 4 + rows * width);
        if (array.length === width) fillRows(to, array);
        else to.set(array.subarray(start, start + rows * width));
      }
      this.first = own;
      new Int32Array(numbers.buffer).fill(RowFlag.INACTIVE, flags / 4, flags / 4 + rows);
      this.distinct = distinctRows(numbers, states, rows);
    }
    this.activate();
  }

  /** One row of the initial values of a state, if all are alike; else the values. */
  shortened(state: number, values: Float32Array): Float32Array {
    const {rows} = this.layout;
    const own = this.rowsOf(state);
    return own !== undefined && distinctRows(values, [{...own, address: 0}], rows).length === 0
      ? values.slice(0, own.width)
      : values;
  }

  /** Forgets what the last sequence started from: the next one sets all rows. */
  forget(): void {
    this.first = [];
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

  /** Sets the active rows, which steps may have changed, as they were at first. */
  private restore(): void {
    const {list, flags, states} = this.layout;
    const numbers = this.program.numbers();
    const integers = new Int32Array(numbers.buffer);
    const count = integers[list / 4]!;
    for (let index = 0; index < count; index++) {
      const row = numbers[list / 4 + LIST_START + index]!;
      for (const [index, {array, start}] of this.first.entries()) {
        const {address, width} = states[index]!;
        const at = address / 4 + row * width;
        const from = array.length === width ? 0 : start + row * width;
        for (let element = 0; element < width; element++) numbers[at + element] = array[from + element]!;
      }
      integers[flags / 4 + row] = RowFlag.INACTIVE;
    }
  }

  /** Makes the rows that are not like the last active, and some of the others: the first ones, which stand for the rest. */
  private activate(): void {
    const {rows, fresh, list, flags, next} = this.layout;
    const numbers = this.program.numbers();
    const integers = new Int32Array(numbers.buffer);
    let count = 0;
    let row = 0;
    const add = (row: number, flag: number) => {
      numbers[list / 4 + LIST_START + count++] = row;
      integers[flags / 4 + row] = flag;
    };
    for (const distinct of this.distinct) add(distinct, RowFlag.CHANGED);
    for (; row < rows && count < this.distinct.length + fresh; row++)
      if (integers[flags / 4 + row] === RowFlag.INACTIVE) add(row, RowFlag.FRESH);
    integers[list / 4] = count;
    integers[next / 4] = row;
  }
}

/** Fills an array with copies of a row, or with an array of its own length. */
export function fillRows(to: Float32Array, row: Float32Array): void {
  to.set(row);
  for (let filled = row.length; filled < to.length; filled *= 2) to.copyWithin(filled, 0, filled);
}

/** The rows that are not like the last one in all states. */
function distinctRows(
  numbers: Float32Array,
  states: readonly Pick<RowsLayout['states'][number], 'address' | 'width'>[],
  rows: number,
): number[] {
  const distinct: number[] = [];
  for (let row = 0; row < rows; row++) {
    const isLikeLast = states.every(({address, width}) => {
      const own = address / 4 + row * width;
      const last = address / 4 + (rows - 1) * width;
      let element = 0;
      while (element < width && numbers[own + element] === numbers[last + element]) element++;
      return element === width;
    });
    if (!isLikeLast) distinct.push(row);
  }
  return distinct;
}
