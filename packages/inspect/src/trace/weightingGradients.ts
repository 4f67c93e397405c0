import {circularShift, sharpen} from '@ntmjs/addressing';
import {ArgumentError, requireFunction} from '@ntmjs/arguments';
import {type MemoryAugmentedCell, type MemoryAugmentedRNN, NtmAccess} from '@ntmjs/layers';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, model as modelOf} from '@tensorflow/tfjs-layers';
import {type EpisodeInputs, type HeadTrace, headLabels, type TracedArray} from './episodeTrace.js';
import {endsWithSteps} from './erasure.js';
import {type ObservedStep, observedCell} from './observedCell.js';
import {requireEpisode, requireTraceable} from './traceable.js';

/** A loss and its gradients with respect to the weightings of an episode. */
export interface WeightingGradients {
  readonly loss: number;
  /**
   * The heads of the model. Their `values` are gradients, `[steps, rows]` each, with respect to the weighting after each stage of addressing:
   * `contentWeighting`, `interpolatedWeighting`, `shiftedWeighting` and `weighting`.
   */
  readonly heads: readonly HeadTrace[];
}

/**
 * The gradients of a loss with respect to the weightings of a Neural Turing Machine, after each stage of addressing at each step: where
 * gradients grow, and which stage makes them.
 *
 *     ∂L/∂w by backpropagation through the episode      ∂L/∂w̃ = (∂w/∂w̃)ᵀ ∂L/∂w
 *     ∂L/∂w^g = (∂w̃/∂w^g)ᵀ ∂L/∂w̃                      ∂L/∂w^c = g ∂L/∂w^g
 *
 * They are what reaches a weighting from the reads and writes of its step and from all later steps, in single precision: gradients that overflow
 * are infinite or NaN. A weighting clip is part of the model, and bounds what reaches a weighting from the step after it.
 *
 * @param model as for `inspect`; its memory-augmented layer is a Neural Turing Machine's, and the last
 * @param inputs one episode: its inputs `[steps, inputSize]`, or a tensor `[1, steps, inputs]`
 * @param loss a scalar of the model's outputs `[1, steps, outputs]`, made of operations with gradients
 * @returns the loss, and the gradients by head
 * @throws ArgumentError as `inspect` does, if the memory is not a Neural Turing Machine's or other layers follow it, or if the loss is not a
 *   scalar
 */
export async function weightingGradients(
  model: LayersModel,
  inputs: EpisodeInputs | tf.Tensor,
  loss: (outputs: tf.Tensor3D) => tf.Scalar,
): Promise<WeightingGradients> {
  const layer = requireTraceable(model);
  const {access} = layer.cell;
  if (!(access instanceof NtmAccess)) {
    throw new ArgumentError('model', 'one with the memory of a Neural Turing Machine', access.getClassName());
  }
  if (!endsWithSteps(model, layer)) {
    throw new ArgumentError('model', 'one whose output is the sequence of its memory-augmented layer', model);
  }
  requireFunction('loss', loss);
  const {steps, inputSize, inputs: values} = await requireEpisode(model, inputs);
  const tensors = tf.tidy(() => {
    requireScalar(loss(tf.zeros([1, steps, layer.cell.units])));
    const batch = tf.tensor3d(values, [1, steps, inputSize]);
    const before = modelOf({
      inputs: model.inputs,
      outputs: layer.input as never,
      name: `${model.name}_before`,
    });
    return gradientsOf(layer, access, before.predict(batch) as tf.Tensor3D, loss);
  });
  try {
    const labels = headLabels(tensors.heads);
    return {
      loss: (await tensors.loss.data())[0]!,
      heads: await Promise.all(
        tensors.heads.map(async ({kind, values}, index) => {
          const read = Object.entries(values).map(
            async ([name, tensor]): Promise<[string, TracedArray]> => [
              name,
              {shape: tensor.shape, data: (await tensor.data()) as Float32Array},
            ],
          );
          return {index, kind, label: labels[index]!, values: Object.fromEntries(await Promise.all(read))};
        }),
      ),
    };
  } finally {
    tf.dispose(tensors as unknown as tf.TensorContainer);
  }
}

/** Checks what a loss returns, before gradients are taken: what throws among them leaves tensors that tfjs has saved. */
function requireScalar(loss: tf.Tensor): void {
  if (loss instanceof tf.Tensor && loss.rank === 0) return;
  throw new ArgumentError('loss', 'a function that returns a scalar', loss);
}

/** Runs the cell of a layer on `[1, steps, inputs]`, and the loss of its outputs back to each weighting. */
function gradientsOf(
  layer: MemoryAugmentedRNN,
  access: NtmAccess,
  inputs: tf.Tensor3D,
  loss: (outputs: tf.Tensor3D) => tf.Scalar,
) {
  const observed: ObservedStep[] = [];
  const received = access.heads.map((): (tf.Tensor2D | undefined)[] => []);
  try {
    const cell = observedCell(tappedCell(layer.cell, access, received), (step) => observed.push(step));
    const {value, grad} = tf.valueAndGrad((sequence: tf.Tensor) => {
      let states = layer.getInitialState(sequence);
      const outputs = tf.unstack(sequence, 1).map((input) => {
        const [output, ...next] = cell.call([input, ...states]) as [tf.Tensor2D, ...tf.Tensor2D[]];
        states = next;
        return output;
      });
      return loss(tf.stack(outputs, 1) as tf.Tensor3D);
    })(inputs);
    tf.dispose(grad);
    const heads = access.heads.map(({kind}, index) => {
      const steps = observed.map(({heads}, step) =>
        throughStages(heads[index]!.values as Record<string, tf.Tensor2D>, received[index]![step]),
      );
      const names = Object.keys(steps[0]!) as (keyof (typeof steps)[number])[];
      return {
        kind,
        values: Object.fromEntries(names.map((name) => [name, tf.concat(steps.map((step) => step[name]))])),
      };
    });
    return {loss: value, heads};
  } finally {
    tf.dispose([observed, received] as unknown as tf.TensorContainer);
  }
}

/**
 * A cell that behaves like another, and keeps the gradient that reaches each weighting.
 *
 * @param received of each head the gradients by step; a weighting that the loss does not depend on has none
 */
function tappedCell(
  cell: MemoryAugmentedCell,
  access: NtmAccess,
  received: readonly (tf.Tensor2D | undefined)[][],
): MemoryAugmentedCell {
  const heads = access.heads.map((head, index) => {
    let steps = 0;
    const attend: typeof head.attend = (...args) => {
      const attention = head.attend(...args);
      const step = steps++;
      const weighting = tapped(attention.weighting, (gradient) => {
        received[index]![step] = tf.keep(tf.clone(gradient));
      });
      return {...attention, weighting};
    };
    return {...head, attend};
  });
  const tappedAccess = Object.create(access, {heads: {value: heads}});
  return Object.create(cell, {access: {value: tappedAccess}});
}

/** The same weighting; the gradient that flows back through it is passed on. */
function tapped(weighting: tf.Tensor2D, receive: (gradient: tf.Tensor2D) => void): tf.Tensor2D {
  const identity = tf.customGrad((input) => ({
    value: tf.clone(input as tf.Tensor),
    gradFunc: (gradient) => {
      receive(gradient as tf.Tensor2D);
      return gradient as tf.Tensor;
    },
  }));
  return identity(weighting) as tf.Tensor2D;
}

/** The gradients with respect to the stages of a head's weighting, from that with respect to the last. */
function throughStages(values: Readonly<Record<string, tf.Tensor2D>>, gradient: tf.Tensor2D | undefined) {
  const {shiftedWeighting, interpolatedWeighting, sharpening, shiftWeights, interpolationGate} = values;
  const weighting = gradient ?? tf.zerosLike(shiftedWeighting!);
  const back = (stage: (input: tf.Tensor2D) => tf.Tensor2D, input: tf.Tensor2D, dy: tf.Tensor2D) =>
    tf.grad(stage as (input: tf.Tensor) => tf.Tensor)(input, dy) as tf.Tensor2D;
  const dShifted = back((input) => sharpen(input, sharpening!), shiftedWeighting!, weighting);
  const dInterpolated = back(
    (input) => circularShift(input, shiftWeights!),
    interpolatedWeighting!,
    dShifted,
  );
  return {
    contentWeighting: tf.mul(interpolationGate!, dInterpolated) as tf.Tensor2D,
    interpolatedWeighting: dInterpolated,
    shiftedWeighting: dShifted,
    weighting,
  };
}
