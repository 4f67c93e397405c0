import {ntm, sam} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test, vi} from 'vitest';
import {compile} from './compile.js';
import {explain} from './explain.js';

describe('explain', () => {
  useBackend('cpu');

  test('lists passes, loops and memory', () => {
    const layer = ntm({
      units: 8,
      controller: {type: 'feedforward', units: 100},
      memory: {rows: 128, width: 20},
      seed: 1,
    });
    layer.build([null, null, 9]);
    const {passes, loops, memory} = explain(layer, 20);
    const nodes = Object.fromEntries(passes.map(({name, nodes}) => [name, nodes]));
    expect(nodes['kernels traced']).toBeGreaterThan(200);
    expect(nodes['fused into loops']).toBeLessThan(100);
    expect(nodes['common subexpressions merged']).toBeLessThan(nodes['lowered to maps and reductions']!);
    expect(new Set(loops.map(({part}) => part))).toEqual(new Set(['forward', 'backward', 'finish']));
    for (const {microseconds} of loops) expect(microseconds).toBeGreaterThanOrEqual(0);
    // One loop both writes the memory and compares its rows with the next key.
    expect(loops.some(({part, code}) => part === 'forward' && /^\[128, 20r\] .*; .*square/.test(code))).toBe(
      true,
    );
    expect(memory.weights).toBe(4 * 13_260);
    expect(memory.frame).toBeGreaterThan(4 * 128 * 20);
    expect(memory.frame).toBeLessThan(3 * 4 * 128 * 20);
  });

  test('shows rows that are changed in place', () => {
    const layer = sam({
      units: 3,
      controller: {type: 'feedforward', units: 5},
      memory: {rows: 500, width: 8},
      readHeads: 1,
      rowsRead: 2,
      seed: 1,
    });
    layer.build([null, null, 4]);
    const {loops, memory} = explain(layer, 2);
    const code = loops.map((loop) => loop.code);
    expect(code.filter((text) => /^\[rows of active r\] v\d+ = top/.test(text))).toHaveLength(2);
    expect(code.some((text) => /^v\d+ = rows\(/.test(text))).toBe(true);
    expect(code).toContainEqual(expect.stringMatching(/^\[rows of v\d+, 8\] v\d+ = v\d+$/));
    // A state of 500 × 8, its gradient, when each row was accessed, and which are active.
    expect(memory.rows).toBe(4 * (2 * 500 * 8 + 500 + (4 + 500) + 500 + 4));
    expect(memory.frame).toBeLessThan(1500);
    for (const {operations} of loops) expect(operations).toBeLessThan(1000);
  });

  test('says where the time goes, and how many operations that are', () => {
    const units = 32;
    const layer = layers.lstm({units, recurrentInitializer: 'glorotUniform'});
    layer.build([null, null, 8]);
    const {loops, peakGigaflops, milliseconds} = explain(layer as never, 20);
    const sum = (key: 'percent' | 'operations', part?: string) =>
      loops.reduce((total, loop) => total + (part === undefined || loop.part === part ? loop[key] : 0), 0);
    expect(sum('percent')).toBeCloseTo(100, 6);
    // A product and a sum for each weight of the two matrices, and a few functions for each gate and each state.
    const weights = (8 + units) * 4 * units;
    expect(sum('operations', 'forward')).toBeGreaterThan(2 * weights);
    expect(sum('operations', 'forward')).toBeLessThan(2 * weights + 40 * units);
    expect(sum('operations', 'finish')).toBe(2 * weights);
    for (const {operations, microseconds, gigaflops} of loops)
      expect(gigaflops).toBeCloseTo(operations / microseconds / 1000, 9);
    expect(peakGigaflops).toBeGreaterThan(0);
    expect(Object.keys(milliseconds)).toEqual(['trace', 'passes', 'code', 'engine']);
    for (const time of Object.values(milliseconds)) expect(time).toBeGreaterThan(0);
  });

  test('does not change the layer', () => {
    const layer = layers.lstm({units: 3, recurrentInitializer: 'glorotUniform'});
    layer.build([null, null, 2]);
    const call = layer.call;
    explain(layer as never, 1);
    expect(layer.call).toBe(call);
  });

  test.each([0, 0.5, Number.POSITIVE_INFINITY, 1e15])('rejects %d rounds', (rounds) => {
    const layer = layers.lstm({units: 3, recurrentInitializer: 'glorotUniform'});
    layer.build([null, null, 2]);
    expect(() => explain(layer as never, rounds)).toThrow(
      `rounds must be an integer at least 1 and at most 1000000, got ${rounds}`,
    );
  });
});

describe('explain of a model', () => {
  useBackend('cpu');

  const [steps, inputs, units] = [6, 4, 8];

  function createModel() {
    const lstm = layers.lstm({
      units,
      recurrentInitializer: 'glorotUniform',
      inputShape: [steps, inputs],
      name: 'memory',
    });
    const model = sequential({layers: [lstm, layers.dense({units: 3, name: 'answer'})]});
    model.compile({optimizer: 'sgd', loss: 'meanSquaredError'});
    return model;
  }

  async function trainOn(model: ReturnType<typeof createModel>, batch: number): Promise<void> {
    const [x, y] = [tf.ones([batch, steps, inputs]), tf.zeros([batch, 3])];
    await model.trainOnBatch(x, y);
    tf.dispose([x, y]);
  }

  test('lists the loops of all layers and of the loss, as often as the last batch ran them', async () => {
    const model = compile(createModel(), {fallback: 'error'});
    const operationsOf = async (batch: number) => {
      await trainOn(model, batch);
      const {loops, memory} = explain(model, 5);
      expect(loops.reduce((sum, {percent}) => sum + percent, 0)).toBeCloseTo(100, 6);
      expect(memory.weights).toBe(4 * model.countParams());
      const sum = (name: string, part: string) =>
        loops
          .filter((loop) => loop.layer === name && loop.part === part)
          .reduce((total, {operations}) => total + operations, 0);
      expect(new Set(loops.map(({layer}) => layer))).toEqual(new Set(['memory', 'answer with its loss']));
      return {memory: sum('memory', 'finish'), answer: sum('answer with its loss', 'finish')};
    };
    // A product and a sum for each weight of a matrix.
    const weights = {memory: (inputs + units) * 4 * units, answer: 3 * units};
    for (const batch of [2, 5]) {
      expect(await operationsOf(batch)).toEqual({
        memory: 2 * weights.memory * batch * steps,
        answer: 2 * weights.answer * batch,
      });
    }
    model.dispose();
  });

  test('is an error unless its last training step was compiled', async () => {
    const model = createModel();
    const message = 'model must be one whose last training step was compiled';
    expect(() => explain(model)).toThrow(message);
    expect(() => explain(compile(model))).toThrow(message);
    await trainOn(model, 2);
    expect(explain(model, 1).loops.length).toBeGreaterThan(0);
    const {optimizer} = model;
    optimizer.applyGradients = Object.getPrototypeOf(optimizer).applyGradients.bind(optimizer);
    model.compile({optimizer, loss: 'meanSquaredError'});
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    await trainOn(model, 2);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
    expect(() => explain(model)).toThrow(message);
    model.dispose();
  });
});
