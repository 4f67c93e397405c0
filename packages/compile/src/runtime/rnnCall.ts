import {ArgumentError, requireElements, requireShape} from '@ntmjs/arguments';
import * as tf from '@tensorflow/tfjs-core';
import type {layers, RNN} from '@tensorflow/tfjs-layers';
import {sequenceOperation} from './operation.js';
import type {SequenceRunner} from './sequence.js';

/** Members of tfjs' `RNN` that its declaration hides. */
interface HiddenMembers {
  readonly states_: tf.Tensor[] | null;
}

/**
 * What `RNN.call` of tfjs does, with the loop over time compiled: masks, initial states, `returnSequences`, `returnState`,
 * `goBackwards` and `stateful` mean the same.
 *
 * @param layer built
 * @param given the inputs `[batch, steps, inputs]`; if it is a list, its first item
 * @throws ArgumentError if the initial states do not have the cell's sizes
 */
export function callRnn(
  layer: RNN,
  runner: SequenceRunner,
  given: tf.Tensor | tf.Tensor[],
  kwargs: Record<string, unknown>,
): tf.Tensor | tf.Tensor[] {
  return tf.tidy(() => {
    let inputs = (Array.isArray(given) ? given[0] : given) as tf.Tensor3D;
    requireElements('inputs', inputs, '[batch, time, inputs]');
    let mask = kwargs.mask as tf.Tensor | undefined | null;
    const initial =
      (kwargs.initialState as tf.Tensor[] | undefined | null) ??
      (layer.stateful ? (layer as unknown as HiddenMembers).states_! : layer.getInitialState(inputs));
    requireStates(initial, inputs.shape[0], runner.program.sizes.states);
    if (layer.goBackwards) {
      inputs = tf.reverse(inputs, 1);
      // As numbers: tfjs' wasm backend reverses booleans wrongly.
      mask = mask == null ? mask : tf.reverse(tf.cast(mask, 'float32'), 1);
    }
    const weights = (layer.cell as layers.RNNCell).trainableWeights.map(
      (weight) => weight.read() as tf.Variable,
    );
    const [outputs, ...states] = sequenceOperation(runner, {
      inputs,
      initial,
      weights,
      mask: mask ?? undefined,
    });
    const [batch, steps, units] = outputs!.shape as [number, number, number];
    if (layer.stateful) layer.resetStates(states, kwargs.training as boolean);
    const output = layer.returnSequences
      ? outputs!
      : tf.reshape(tf.slice(outputs!, [0, steps - 1, 0], [batch, 1, units]), [batch, units]);
    return layer.returnState ? [output, ...states] : output;
  });
}

/** Checks that there is an initial state for each of these sizes: nothing else would notice one that is too short. */
function requireStates(states: readonly tf.Tensor[], batch: number, sizes: readonly number[]): void {
  if (states.length !== sizes.length) {
    throw new ArgumentError('initialState', `a list of ${sizes.length} states`, states.length);
  }
  for (const [index, size] of sizes.entries()) {
    requireShape(`initialState[${index}]`, states[index]!, [batch, size], '[batch, size]');
  }
}
