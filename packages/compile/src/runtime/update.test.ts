import {useBackend} from '@ntmjs/test-support';
import {layers, type RNN} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {LayerTrainer} from './trainer.js';
import type {Algebra, UpdateRule} from './updateRule.js';

useBackend('cpu');

const [STEPS, INPUTS, UNITS] = [3, 2, 5];

function layerOf(): RNN {
  const layer = layers.simpleRNN({
    units: UNITS,
    returnSequences: true,
    recurrentInitializer: 'glorotUniform',
  });
  layer.build([null, STEPS, INPUTS]);
  return layer;
}

const plain: Algebra<number> = {
  ...{add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => a / b},
  ...{min: Math.min, max: Math.max, neg: (a) => -a, abs: Math.abs, sign: Math.sign},
  ...{sqrt: Math.sqrt, square: (a) => a * a},
};

/** Takes steps with gradients that do not depend on the rule, and returns the trainer. */
function trained(rule: UpdateRule, steps: number): LayerTrainer {
  const layer = layerOf();
  const trainer = new LayerTrainer(layer, rule, {});
  const weights = layer.trainableWeights.map((weight) => weight.read().dataSync().fill(0.5));
  trainer.load(weights, [], 0);
  for (let step = 0; step < steps; step++) {
    const inputs = Float32Array.from({length: STEPS * INPUTS}, (_, index) => Math.cos(index + step));
    trainer.step({batch: 1, steps: STEPS, inputs}, (_, __, gradient) => void gradient.fill(1), 0.25);
  }
  return trainer;
}

describe('an update rule', () => {
  test('computes each operation as plain numbers do', () => {
    const values = [
      'add',
      'sub',
      'mul',
      'div',
      'min',
      'max',
      'neg',
      'abs',
      'sign',
      'sqrt',
      'square',
    ] as const;
    const compute = <T>(algebra: Algebra<T>, slot: T, given: T, constant: number): Record<string, T> =>
      Object.fromEntries(values.map((name) => [name, algebra[name](algebra.sub(slot, constant), given)]));
    const rule: UpdateRule = {
      slots: values,
      scalars: (step) => ({given: step + 0.75}),
      update: (algebra, {weight, add, given}) => ({weight: weight!, ...compute(algebra, add!, given!, 2.5)}),
    };
    const trainer = trained(rule, 1);
    const weights = trainer.weights().length;
    const expected = compute(plain, 0, 1.75, 2.5);
    for (const [index, name] of values.entries()) {
      const [first] = trainer.slots()[index * weights]!;
      expect([name, first]).toEqual([name, Math.fround(expected[name]!)]);
    }
  });

  test('computes numbers that are the same for all weights once, in double precision', () => {
    const rule: UpdateRule = {
      slots: ['sum'],
      scalars: (step) => ({power: 0.999 ** step}),
      update: ({add, sub, mul}, {weight, sum, power, learningRate}) => ({
        weight: weight!,
        sum: add(sum!, mul(learningRate!, sub(1, power!))),
      }),
    };
    const [first] = trained(rule, 1).slots()[0]!;
    expect(first).toBe(Math.fround(0.25 * (1 - 0.999)));
  });

  test('counts steps from 1, and continues from a number of iterations', () => {
    const rule: UpdateRule = {
      slots: ['last'],
      scalars: (step) => ({step}),
      update: ({add}, {weight, step}) => ({weight: weight!, last: add(step!, 0)}),
    };
    const trainer = trained(rule, 3);
    expect(trainer.slots()[0]![0]).toBe(3);
    trainer.load(trainer.weights(), trainer.slots(), 10);
    trainer.step({batch: 1, steps: 1, inputs: new Float32Array(INPUTS)}, () => {}, 1);
    expect(trainer.slots()[0]![0]).toBe(11);
  });

  test('may exchange values', () => {
    const rule: UpdateRule = {
      slots: ['first', 'second'],
      update: ({mul}, {weight, first, second}) => ({weight: second!, first: weight!, second: mul(first!, 2)}),
    };
    const trainer = trained(rule, 2);
    const weights = trainer.weights().length;
    const values = [trainer.weights()[0]!, trainer.slots()[0]!, trainer.slots()[weights]!];
    expect(values.map(([value]) => value)).toEqual([0, 0, 1]);
  });

  test('must return each of its slots', () => {
    const rule: UpdateRule = {slots: ['velocity'], update: (_, {weight}) => ({weight: weight!})};
    expect(() => new LayerTrainer(layerOf(), rule, {})).toThrow('update().velocity must be the next value');
  });
});
