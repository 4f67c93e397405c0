import {awaitChange, changesSoon, tagged} from './channel.js';

/** The parts of a batch that threads take from the board, and what became of each. */
export const State = {
  free: 0,
  /** A thread computes its gradient. */
  taken: 1,
  /** A thread writes its gradient into `Sums`. */
  written: 2,
  done: 3,
} as const;

/** The shape of a turn. */
export interface TurnShape {
  readonly batch: number;
  /** The number of groups of neighboring samples that the batch is divided into. */
  readonly groups: number;
  /** What else a job says of its batch, as one integer. */
  readonly form: number;
}

const [TURN, VERSION, BATCH, GROUPS, FORM, STATES] = [0, 1, 2, 3, 4, 5] as const;

/** Turns are counted up to here, so that tagged words fit 32 bits. */
const TURNS = 2 ** 28;

/**
 * Shared memory in which the main thread offers a batch, and all threads take groups of its samples. A turn is one batch. Nobody
 * waits for a thread that is late: every group carries the turn that it is of, so that what comes too late is refused.
 */
export class Board {
  private readonly words: Int32Array;

  constructor(buffer: SharedArrayBuffer) {
    this.words = new Int32Array(buffer);
  }

  /** @param groups the most groups of a turn */
  static create(groups: number): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * (STATES + groups));
  }

  get turn(): number {
    return Atomics.load(this.words, TURN);
  }

  /** The version of the buffers that the turn uses. */
  get version(): number {
    return Atomics.load(this.words, VERSION);
  }

  get shape(): TurnShape {
    const [batch, groups, form] = [BATCH, GROUPS, FORM].map((word) => Atomics.load(this.words, word)) as [
      number,
      number,
      number,
    ];
    return {batch, groups, form};
  }

  /** Begins the next turn. Everything that threads will read must be written already. */
  begin({batch, groups, form}: TurnShape, version: number): number {
    const {words} = this;
    const turn = (this.turn + 1) % TURNS;
    const values: [number, number][] = [
      [VERSION, version],
      [BATCH, batch],
      [GROUPS, groups],
      [FORM, form],
    ];
    for (const [word, value] of values) Atomics.store(words, word, value);
    for (let group = 0; group < groups; group++) {
      Atomics.store(words, STATES + group, tagged(turn, State.free));
    }
    Atomics.store(words, TURN, turn);
    Atomics.notify(words, TURN);
    return turn;
  }

  /** Wakes threads that wait for a turn: one that begins soon finds them looking. */
  wake(): void {
    Atomics.notify(this.words, TURN);
  }

  /** Waits until there is another turn than that; returns it. */
  awaitTurn(last: number): number {
    for (;;) {
      const {turn} = this;
      if (turn !== last) return turn;
      awaitChange(this.words, TURN, last);
    }
  }

  /** Takes a group of a turn that is free; undefined if there is none. */
  take(turn: number, groups: number): number | undefined {
    for (let group = 0; group < groups; group++) {
      if (this.move(group, turn, State.free, State.taken)) return group;
    }
    return undefined;
  }

  is(group: number, turn: number, state: number): boolean {
    return Atomics.load(this.words, STATES + group) === tagged(turn, state);
  }

  /** Changes the state of a group of a turn from one to another; false if it has neither that state nor that turn. */
  move(group: number, turn: number, from: number, to: number): boolean {
    const before = tagged(turn, from);
    const word = STATES + group;
    if (Atomics.compareExchange(this.words, word, before, tagged(turn, to)) !== before) return false;
    if (to === State.done) Atomics.notify(this.words, word);
    return true;
  }

  /** Looks for a while whether a group that is taken gets another state; false if it does not. */
  isComputedSoon(group: number, turn: number): boolean {
    return changesSoon(this.words, STATES + group, tagged(turn, State.taken));
  }

  /** Waits for a thread that writes a group's gradient, for at most so many milliseconds. It may return early. */
  awaitWritten(group: number, turn: number, timeout: number): void {
    awaitChange(this.words, STATES + group, tagged(turn, State.written), timeout);
  }
}

/**
 * The first sample of a group, and the first after it. Groups get smaller, from the first to the last, so that threads come to an end at about the
 * same time: the groups before i of G have about 1 − (1 − i / G)² of the samples.
 */
export function samplesOf(
  group: number,
  {batch, groups}: Pick<TurnShape, 'batch' | 'groups'>,
): [number, number] {
  const start = (index: number) => {
    const rest = 1 - index / groups;
    return index + Math.floor((batch - groups) * (1 - rest * rest));
  };
  return [start(group), start(group + 1)];
}
