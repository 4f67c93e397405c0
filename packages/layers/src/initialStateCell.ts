import {requireBoolean, watchForCopies} from '@ntmjs/arguments';
import {WeightedCell, type WeightedCellArgs} from '@ntmjs/controllers';
import * as tf from '@tensorflow/tfjs-core';

const warnOfCopies = watchForCopies(tf.env(), tf.Environment);

export interface InitialStateCellArgs extends WeightedCellArgs {
  /**
   * Whether a state of zeros stands for the initial state, as tfjs' own wrappers start every cell. Defaults to true. The layers
   * of this package pass the initial state themselves and set this to false, which saves the flag.
   */
  readonly startsFromZeros?: boolean | undefined;
}

/**
 * An RNN cell with an initial state of its own, possibly nonzero or learned.
 *
 * If a state of zeros stands for the initial state, the last state is a flag, `[batch, 1]`: 0 before the first step and 1 after
 * it. A subclass removes it with `withoutFlag` at the start of a step, appends it with `withFlag` at the end, and adds `flagSize`
 * to its `stateSize`.
 */
export abstract class InitialStateCell extends WeightedCell {
  readonly startsFromZeros: boolean;
  abstract override readonly stateSize: number[];

  /** @throws ArgumentError if `startsFromZeros` is neither true nor false */
  constructor(args: InitialStateCellArgs) {
    super(args);
    warnOfCopies();
    this.startsFromZeros = requireBoolean('startsFromZeros', args.startsFromZeros ?? true);
  }

  /** Returns the state before the first step for `batch` samples: a tensor for each of `stateSize`. */
  abstract initialState(batch: number): tf.Tensor[];

  /** The size of the flag, if there is one. */
  protected get flagSize(): number[] {
    return this.startsFromZeros ? [1] : [];
  }

  /** Appends the flag, set to 1, to the states, `[batch, size]` each. */
  protected withFlag(states: readonly tf.Tensor[]): tf.Tensor[] {
    return this.startsFromZeros ? [...states, tf.ones([states[0]!.shape[0]!, 1])] : [...states];
  }

  /** Removes the flag, and replaces the states by the initial state where it is 0. */
  protected withoutFlag(states: readonly tf.Tensor[]): tf.Tensor[] {
    if (!this.startsFromZeros) return [...states];
    const started = states.at(-1)!;
    return tf.tidy(() => {
      const unstarted = tf.sub(1, started);
      const initial = this.initialState(started.shape[0]!);
      return states.slice(0, -1).map((state, index) => tf.add(state, tf.mul(unstarted, initial[index]!)));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {...super.getConfig(), startsFromZeros: this.startsFromZeros};
  }
}
