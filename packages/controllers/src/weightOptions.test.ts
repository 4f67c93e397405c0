import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {constraints, initializers, type layers, regularizers} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {createController} from './controller.js';
import {FeedforwardCell} from './feedforwardCell.js';
import {withInnerCells} from './weightedCell.js';
import {type WeightOptions, weightOptionNames} from './weightOptions.js';

useBackend('cpu');

const KINDS = {
  feedforward: {type: 'feedforward', units: 3},
  lstm: {type: 'lstm', units: 3},
  'two LSTM layers': {type: 'lstm', units: 3, layers: 2},
  gru: {type: 'gru', units: 3},
  'two GRU layers': {type: 'gru', units: 3, layers: 2},
  gruResetAfter: {type: 'gruResetAfter', units: 3},
} as const;

// For all weights except recurrent kernels.
const KERNEL = /(^|\/|[^t]_)kernel$/;
const KERNEL_OR_BIAS = /(^|\/|[^t]_)kernel$|bias$/;

/** A built cell with these options. */
function built(kind: keyof typeof KINDS, options: WeightOptions): layers.RNNCell {
  const cell = createController({...KINDS[kind], ...options}, 1);
  cell.build([null, 2]);
  return cell;
}

function values(cell: layers.RNNCell, ending: RegExp): number[] {
  const weights = cell.weights.filter(({originalName}) => ending.test(originalName));
  expect(weights.length).toBeGreaterThan(0);
  return weights.flatMap((weight) => Array.from(weight.read().dataSync()));
}

/** A configuration without what tfjs itself adds when it reads one, and without names. */
function withoutAdditions(config: object): unknown {
  const text = JSON.stringify(config, (key, value) =>
    key === 'customObjects' || key === 'name' ? undefined : value,
  );
  return JSON.parse(text);
}

function penalty(cell: layers.RNNCell): number {
  const terms = withInnerCells(cell).flatMap(({losses}) => losses);
  return terms.reduce((sum, term) => sum + term().dataSync()[0]!, 0);
}

describe.each(Object.keys(KINDS) as (keyof typeof KINDS)[])('%s', (kind) => {
  test('initializers', () => {
    const cell = built(kind, {
      kernelInitializer: initializers.constant({value: 0.5}),
      biasInitializer: initializers.constant({value: 0.25}),
    });
    expect(new Set(values(cell, KERNEL))).toEqual(new Set([0.5]));
    const biases = new Set(values(cell, /bias$/));
    expect(biases).toEqual(new Set(kind.toLowerCase().includes('lstm') ? [0.25, 1] : [0.25]));
  });

  test('regularizers', () => {
    const cell = built(kind, {
      kernelInitializer: 'ones',
      kernelRegularizer: regularizers.l1({l1: 0.5}),
      biasInitializer: 'ones',
      biasRegularizer: regularizers.l2({l2: 2}),
    });
    const expected = 0.5 * values(cell, KERNEL).length + 2 * values(cell, /bias$/).length;
    expect(penalty(cell)).toBeCloseTo(expected, 4);
  });

  test('constraints hold when weights are written', () => {
    const cell = built(kind, {kernelConstraint: 'nonNeg', biasConstraint: constraints.nonNeg()});
    for (const weight of cell.weights) weight.write(tf.fill(weight.shape as number[], -1));
    expect(new Set(values(cell, KERNEL_OR_BIAS))).toEqual(new Set([0]));
  });

  test('are written down and read again', () => {
    const cell = built(kind, {
      kernelInitializer: 'heNormal',
      kernelRegularizer: 'l1l2',
      biasConstraint: 'maxNorm',
    });
    const config = JSON.parse(JSON.stringify(cell.getConfig()));
    const Class = cell.constructor as typeof FeedforwardCell;
    const again = (Class as unknown as tf.serialization.SerializableConstructor<layers.RNNCell>).fromConfig!(
      Class as never,
      config,
    ) as layers.RNNCell;
    again.build([null, 2]);
    expect(withoutAdditions(again.getConfig())).toEqual(withoutAdditions(config));
    expect(penalty(again)).toBeGreaterThan(0);
  });
});

describe('recurrent kernels', () => {
  test.each(['lstm', 'gru', 'two GRU layers'] as const)('%s has options for them', (kind) => {
    const cell = built(kind, {recurrentInitializer: 'zeros', recurrentRegularizer: 'l1l2'});
    expect(new Set(values(cell, /recurrent_kernel$/))).toEqual(new Set([0]));
    expect(penalty(cell)).toBe(0);
  });

  test.each(['feedforward', 'two LSTM layers', 'gruResetAfter'] as const)('%s has none', (kind) => {
    expect(() => built(kind, {recurrentConstraint: 'nonNeg'})).toThrow(
      /recurrentConstraint must be omitted: (FeedforwardCell|StackedLstmCell|ResetAfterGruCell) has no recurrent kernel.*, got/,
    );
  });
});

test('rejects unknown options by name', () => {
  expect(() => built('lstm', {kernelInitializer: 'glorot'})).toThrow(
    /^controller.kernelInitializer must be an initializer that tfjs knows \(.*\), got "glorot"$/s,
  );
  expect(() => new FeedforwardCell({units: 2, biasRegularizer: 'l3'})).toThrow(
    /^biasRegularizer must be a regularizer that tfjs knows \(.*\), got "l3"$/s,
  );
});

test('looking options up leaves no tensor', () => {
  const before = tf.memory().numTensors;
  createController({type: 'feedforward', units: 2, kernelInitializer: 'heNormal', kernelRegularizer: 'l1l2'});
  expect(tf.memory().numTensors).toBe(before);
  expect(weightOptionNames).toHaveLength(9);
});
