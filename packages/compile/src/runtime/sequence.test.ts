import {ArgumentError} from '@ntmjs/arguments';
import {ntm} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {adamRule} from '../fixtures/adamRule.js';
import {compile, runnerOf} from './compile.js';
import {requireRoom} from './requireRoom.js';
import {SequenceRunner} from './sequence.js';
import {LayerTrainer} from './trainer.js';

useBackend('cpu');

const PAGE = 65_536;
const INPUTS = 3;

function builtLayer() {
  const memory = {rows: 32, width: 8};
  const layer = ntm({units: 2, controller: {type: 'lstm', units: 5}, memory, returnSequences: true, seed: 1});
  layer.build([null, null, INPUTS]);
  return layer;
}

function runnerWith(budget: number): SequenceRunner {
  const {program} = runnerOf(compile(builtLayer()));
  return new SequenceRunner(program, budget);
}

const batchOf = (runner: SequenceRunner, batch: number, steps: number) => ({
  batch,
  steps,
  inputs: new Float32Array(batch * steps * INPUTS),
  initialStates: runner.program.sizes.states.map((size) => new Float32Array(batch * size)),
});

describe('the memory of a compiled layer', () => {
  test.each([
    ['every frame is kept', 2 ** 28, true],
    ['states are kept', 1000, true],
    ['nothing is kept', 2 ** 28, false],
  ])('is as large as expected before a batch runs: %s', (_, budget, backward) => {
    const runner = runnerWith(budget);
    const shape = {batch: 40, steps: 25};
    const expected = runner.bytesFor(shape, backward);
    expect(expected).toBeGreaterThan(runner.program.end + 4 * 40 * 25 * INPUTS);
    runner.batch(batchOf(runner, 40, 25), backward).forward();
    const {byteLength} = runner.program.numbers().buffer;
    expect(byteLength).toBeGreaterThanOrEqual(expected);
    expect(byteLength).toBeLessThan(expected + 3 * PAGE);
  });

  test('does not grow with the batch while the layer predicts, but for its inputs', () => {
    const runner = runnerWith(2 ** 28);
    const inputs = 4 * 99 * 100 * INPUTS;
    const grown =
      runner.bytesFor({batch: 100, steps: 100}, false) - runner.bytesFor({batch: 1, steps: 100}, false);
    expect(grown).toBe(inputs);
  });

  test.each([
    [1e9, 10, 'batch must be smaller: the memory of a compiled layer would take about'],
    [10, 1e9, 'steps must be smaller: the memory of a compiled layer would take about'],
  ])('cannot hold a batch of %d × %d', (batch, steps, message) => {
    const runner = runnerWith(2 ** 28);
    expect(() => requireRoom(runner, {batch, steps}, true)).toThrow(ArgumentError);
    expect(() => requireRoom(runner, {batch, steps}, true)).toThrow(message);
  });

  test('of a trainer holds weights, gradients and slots', () => {
    const layer = builtLayer();
    const rule = adamRule();
    const trainer = new LayerTrainer(layer, rule, {});
    const weights = 4 * layer.countParams();
    const [one, more] = [1, 3].map((batch) => trainer.bytesFor({batch, steps: 4}));
    expect(one).toBeGreaterThan(weights * (2 + rule.slots.length));
    expect(more).toBeGreaterThan(one!);
    trainer.dispose();
  });

  test('of a trainer holds the frames of one sequence, whatever the batch', () => {
    const trainer = new LayerTrainer(builtLayer(), adamRule(), {});
    const [batch, steps] = [50, 40];
    const outputs = 2 * 4 * steps * 2;
    expect(trainer.bytesFor({batch, steps}) - trainer.bytesFor({batch: 1, steps})).toBe(
      (batch - 1) * outputs,
    );
    trainer.step({batch, steps, inputs: new Float32Array(batch * steps * INPUTS)}, () => {}, 0.1);
    const {program} = (trainer as unknown as {runner: SequenceRunner}).runner;
    const own = trainer.bytesFor({batch, steps}) - batch * outputs;
    expect(program.numbers().byteLength).toBeLessThan(own + 3 * PAGE);
    trainer.dispose();
  });
});
