import * as tf from '@tensorflow/tfjs-core';

/** What the process holds. */
export interface Held {
  readonly tensors: number;
  /** Of tensors. */
  readonly bytes: number;
  /** Of JavaScript's heap and of buffers, after a collection of garbage, in MiB. */
  readonly heap: number;
  /** Of the whole process, in MiB. */
  readonly process: number;
}

const MIB = 2 ** 20;

/** What the process holds now; Node must run with `--expose-gc`. */
export function held(): Held {
  globalThis.gc!();
  const {numTensors: tensors, numBytes: bytes} = tf.memory();
  const {heapUsed, external, rss} = process.memoryUsage();
  return {tensors, bytes, heap: (heapUsed + external) / MIB, process: rss / MIB};
}

/** By how much each may exceed the most that was held in the first cases. */
const ROOM: Held = {tensors: 0, bytes: 0, heap: 8, process: 96};

/** How many cases are the first, after which nothing may grow. */
const FIRST = 5;

/** Holds what the process holds after each case to what it held in the first ones. */
export class Flatness {
  private cases = 0;
  private most: Held = {tensors: 0, bytes: 0, heap: 0, process: 0};

  /** Takes the next measurement; returns what has grown, if anything. */
  growthIn(now: Held): string | undefined {
    const names = Object.keys(ROOM) as (keyof Held)[];
    if (this.cases++ < FIRST) {
      this.most = Object.fromEntries(
        names.map((name) => [name, Math.max(now[name], this.most[name])]),
      ) as never;
      return undefined;
    }
    const grown = names.filter((name) => now[name] > this.most[name] + ROOM[name]);
    if (grown.length === 0) return undefined;
    return `grown: ${grown.map((name) => `${name} from ${this.most[name]} to ${now[name]}`).join(', ')}`;
  }
}
