import {requireBoolean} from '@ntmjs/arguments';
import {WeightedCell, type WeightedCellArgs} from '@ntmjs/controllers';
import * as tf from '@tensorflow/tfjs-core';

export interface InitialStateCellArgs extends WeightedCellArgs {
  /**
   * Whether a state of zeros stands for the initial state, as tfjs starts every cell (the default). The layers of this
   * package start their cell from its initial state themselves and turn this off, which saves the state that tells.
   */
  readonly startsFromZeros?: boolean | undefined;
}

/**
 * An RNN cell with an initial state of its own, which need not be zeros and may be learned.
 *
 * Where a state of zeros stands for the initial state, the states have a last tensor, the flag: `[batch, 1]`, 0 before
 * the first step and 1 after it. A cell takes it off with `withoutFlag` when a step begins, puts it on with `withFlag`
 * when it ends, and counts it in its `stateSize` with `flagSize`.
 */
export abstract class InitialStateCell extends WeightedCell {
  readonly startsFromZeros: boolean;
  abstract override readonly stateSize: number[];

  /** @throws ArgumentError if `startsFromZeros` is neither true nor false */
  constructor(args: InitialStateCellArgs) {
    super(args);
    this.startsFromZeros = requireBoolean('startsFromZeros', args.startsFromZeros ?? true);
  }

  /** The state before the first step, for a batch of that many samples: a tensor for each of `stateSize`. */
  abstract initialState(batch: number): tf.Tensor[];

  /** What the flag adds to the sizes of the states. */
  protected get flagSize(): number[] {
    return this.startsFromZeros ? [1] : [];
  }

  /** The states, `[batch, size]` each, and the flag of a step that was made. */
  protected withFlag(states: readonly tf.Tensor[]): tf.Tensor[] {
    return this.startsFromZeros ? [...states, tf.ones([states[0]!.shape[0]!, 1])] : [...states];
  }

  /** The states without the flag: the initial state where it is 0. */
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
