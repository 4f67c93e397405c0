import {circularShift, interpolate, sharpen} from '@ntmjs/addressing';
import {ArgumentError} from '@ntmjs/arguments';
import {dnc, type NtmAccess, type NtmArgs, ntm} from '@ntmjs/layers';
import {copyTask, type Episodes, RandomStream} from '@ntmjs/tasks';
import {describeOnBackends, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {type LayersModel, layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {weightingGradients} from '../index.js';

const [rows, width, outputs] = [5, 3, 2];
const episode = copyTask({vectorWidth: outputs}).sample(new RandomStream(2), 1, {length: 2});
const stages = ['contentWeighting', 'interpolatedWeighting', 'shiftedWeighting', 'weighting'] as const;
type Stage = (typeof stages)[number];

const common = {units: outputs, seed: 3, returnSequences: true, inputShape: [null, 3] as (number | null)[]};
const memory = {rows, width, contents: 'random'} as const;
const models: Record<string, Partial<NtmArgs>> = {
  'write, then read': {},
  'read, then write twice at once': {heads: ['read', 'write', 'write'], writeOrder: 'together'},
  'an LSTM, and a wide shift': {
    controller: {type: 'lstm', units: 4},
    shiftRange: 2,
    firstWeighting: 'uniform',
  },
};

/** A model with weights that are not small, so that its stages differ. */
function modelOf(args: Partial<NtmArgs>): LayersModel {
  const layer = ntm({...common, memory, controller: {type: 'feedforward', units: 4}, ...args});
  const model = sequential({layers: [layer]});
  tf.tidy(() => model.setWeights(model.getWeights().map((weight) => tf.mul(weight, 2))));
  return model;
}

/** The squared distance of outputs from the targets at answering steps. */
const lossOf =
  ({steps, targets, mask}: Episodes) =>
  (logits: tf.Tensor3D): tf.Scalar => {
    const distances = tf.squaredDifference(logits, tf.tensor3d(targets, [1, steps, outputs]));
    return tf.sum(tf.mul(distances, tf.tensor3d(mask, [1, steps, 1])));
  };
const loss = lossOf(episode);

/** A direction in which a weighting changes. */
const direction = [0.9, -0.4, 0.3, -0.7, 0.5];

/** The loss of a model after a change of the weighting after a stage at a step, from where addressing goes on with its own operations. */
function lossAfter(model: LayersModel, change: {head: number; step: number; stage: Stage; by: number}) {
  const {access} = (model.layers[0] as ReturnType<typeof ntm>).cell;
  const head = (access as NtmAccess).heads[change.head]!;
  const {attend} = head;
  let step = 0;
  head.attend = (parts, memory, previous) => {
    const attention = attend.call(head, parts, memory, previous);
    if (step++ !== change.step) return attention;
    return tf.tidy(() => {
      const values = attention.values as Record<string, tf.Tensor2D>;
      const changed = (stage: Stage, weighting: tf.Tensor2D): tf.Tensor2D => {
        if (stage !== change.stage) return weighting;
        return tf.add(weighting, tf.mul(change.by, tf.tensor2d([direction])));
      };
      const content = changed('contentWeighting', values.contentWeighting!);
      const mixed = interpolate(content, previous, values.interpolationGate!);
      const interpolated = changed('interpolatedWeighting', mixed);
      const shifted = changed('shiftedWeighting', circularShift(interpolated, values.shiftWeights!));
      return {...attention, weighting: changed('weighting', sharpen(shifted, values.sharpening!))};
    });
  };
  try {
    return tf.tidy(() => {
      const x = tf.tensor3d(episode.inputs, [1, episode.steps, episode.inputSize]);
      return loss(model.predict(x) as tf.Tensor3D).dataSync()[0]!;
    });
  } finally {
    head.attend = attend;
  }
}

describe('gradients of weightings', () => {
  useBackend('cpu');

  test.each(Object.entries(models))('%s: are finite differences of the loss', async (_, args) => {
    const model = modelOf(args);
    const {loss: value, heads} = await weightingGradients(model, episode, loss);
    expect(value).toBeCloseTo(lossAfter(model, {head: 0, step: 0, stage: 'weighting', by: 0}), 5);
    const largest: Record<string, number> = {};
    for (const {index, values} of heads) {
      expect(Object.keys(values)).toEqual(stages);
      for (const stage of stages) {
        const {shape, data} = values[stage]!;
        expect(shape).toEqual([episode.steps, rows]);
        for (let step = 0; step < episode.steps; step++) {
          const at = (by: number) => lossAfter(model, {head: index, step, stage, by});
          const found = (at(1e-3) - at(-1e-3)) / 2e-3;
          const expected = direction.reduce((sum, part, row) => sum + part * data[step * rows + row]!, 0);
          largest[stage] = Math.max(largest[stage] ?? 0, Math.abs(expected));
          const difference = Math.abs(found - expected);
          expect(difference, `${stage} of head ${index}, step ${step}`).toBeLessThan(
            1e-3 + 0.01 * Math.abs(expected),
          );
        }
      }
    }
    for (const stage of stages) expect(largest[stage], stage).toBeGreaterThan(0.05);
  });

  test('a weight that nothing reads any more has no gradient', async () => {
    const {heads} = await weightingGradients(modelOf({heads: ['read', 'write']}), episode, loss);
    const last = ({data}: {readonly data: Float32Array}) => [...data.subarray(-rows)].map(Math.abs);
    const [read, write] = heads as [(typeof heads)[number], (typeof heads)[number]];
    for (const stage of stages) {
      expect(Math.max(...last(read.values[stage]!))).toBeGreaterThan(0);
      expect(last(write.values[stage]!)).toEqual(new Array(rows).fill(0));
    }
  });

  test('a clip bounds what reaches a weighting from the step after it, and nothing at the last step', async () => {
    const [free, clipped] = [await gradientsWith({}), await gradientsWith({weightingClip: 1e-6})];
    expect(clipped.loss).toBe(free.loss);
    const {data: without} = free.heads[1]!.values.weighting!;
    const {data: withClip} = clipped.heads[1]!.values.weighting!;
    const from = without.length - rows;
    expect(withClip.subarray(from)).toEqual(without.subarray(from));
    expect(withClip.subarray(from - rows, from)).not.toEqual(without.subarray(from - rows, from));
    // The reads of the first step count in no answer but through the controller and the weighting of the next.
    const size = (data: Float32Array) => Math.hypot(...data.subarray(0, rows));
    expect(size(withClip)).toBeLessThan(size(without));
  });

  test('layers before the memory are passed', async () => {
    const before = layers.dense({units: 3, inputShape: [null, 3], kernelInitializer: 'identity'});
    const one = ntm({...common, memory, controller: {type: 'feedforward', units: 4}, inputShape: undefined});
    const model = sequential({layers: [before, one]});
    const alone = sequential({
      layers: [ntm({...common, memory, controller: {type: 'feedforward', units: 4}})],
    });
    expect(await weightingGradients(model, episode, loss)).toEqual(
      await weightingGradients(alone, episode, loss),
    );
  });

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'another architecture',
      () =>
        weightingGradients(
          sequential({layers: [dnc({...common, memory, controller: {type: 'lstm', units: 4}})]}),
          episode,
          loss,
        ),
      'model must be one with the memory of a Neural Turing Machine, got "DncAccess"',
    ],
    [
      'a layer after the memory',
      () => {
        const model = modelOf({});
        return weightingGradients(
          sequential({layers: [...model.layers, layers.dense({units: 2})]}),
          episode,
          loss,
        );
      },
      'model must be one whose output is the sequence of its memory-augmented layer, got',
    ],
    [
      'a loss that is none',
      () => weightingGradients(modelOf({}), episode, 3 as never),
      'loss must be a function, got 3',
    ],
    [
      'a loss of each step',
      () => weightingGradients(modelOf({}), episode, (logits) => tf.sum(logits, 2) as never),
      'loss must be a function that returns a scalar, got a tensor of shape [1, 5]',
    ],
  ])('%s is an error', async (_, gradients, message) => {
    await expect(gradients()).rejects.toThrow(ArgumentError);
    await expect(gradients()).rejects.toThrow(message);
  });
});

/** The gradients of a model with these arguments. */
function gradientsWith(args: Partial<NtmArgs>) {
  return weightingGradients(modelOf(args), episode, loss);
}

describeOnBackends('gradients of weightings', () => {
  test('leave model and tensors as they were', async () => {
    const model = modelOf({});
    const weights = () => model.getWeights().map((weight) => weight.dataSync().slice());
    const before = weights();
    const first = await weightingGradients(model, episode, loss);
    const {numTensors, numDataBuffers} = tf.memory();
    expect(await weightingGradients(model, episode, loss)).toEqual(first);
    await expect(weightingGradients(model, episode, (logits) => logits as never)).rejects.toThrow('a scalar');
    expect(tf.memory()).toMatchObject({numTensors, numDataBuffers});
    expect(weights()).toEqual(before);
  });
});
