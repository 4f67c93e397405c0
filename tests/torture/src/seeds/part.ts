import {createModel, type ModelName, presetFor} from '@ntmjs/presets';
import {createTask} from '@ntmjs/tasks';
import {createOptimizer, train} from '@ntmjs/training';
import {start as startBackend} from '../backend.js';
import type {Outcome, Part} from '../part.js';

const models: readonly ModelName[] = ['ntm-feedforward', 'ntm-lstm'];

/** On how many sequences each is trained. */
const SEQUENCES = 2000;

/** Everything that a report and the weights after it are made of. */
function notFinite(report: object, weights: readonly ArrayLike<number>[]): string | undefined {
  const numbers = Object.entries(report).filter(([, value]) => typeof value === 'number');
  const wrong = numbers.find(([, value]) => !Number.isFinite(value));
  if (wrong !== undefined) return `${wrong[0]} is ${wrong[1]}`;
  const index = weights.findIndex((values) => !Array.prototype.every.call(values, Number.isFinite));
  return index < 0 ? undefined : `weight ${index} is not finite`;
}

/** Trains a model of the copy task by its preset on its first sequences; no number may be anything but finite. */
export async function trainOn(
  name: ModelName,
  seed: number,
  sequences: number,
  trainer = train,
): Promise<Outcome> {
  const preset = presetFor('copy', name);
  const task = createTask('copy', preset.task);
  const model = createModel(preset.model, task, seed);
  const optimizer = createOptimizer(preset.training.optimizer);
  const {batch, clip, learningRateDecay, curriculum} = preset.training;
  try {
    const events = trainer({
      ...{model, task, optimizer, seed, sequences, batch, clip, learningRateDecay, curriculum},
      reportEvery: 100,
    });
    for await (const {report} of events) {
      const weights = model.weights.map((weight) => weight.read().dataSync());
      const wrong = notFinite(report, weights);
      if (wrong !== undefined) {
        return {counts: {}, failure: `${name}, seed ${seed}, after ${report.sequences} sequences: ${wrong}`};
      }
    }
    return {counts: {[`seeds of ${name}`]: 1, 'training sequences': sequences}};
  } catch (error) {
    return {counts: {}, failure: `${name}, seed ${seed}: ${(error as Error).message}`};
  } finally {
    model.dispose();
    optimizer.dispose();
  }
}

export const seeds: Part = {
  name: 'seeds',
  title: `seeds of copy with both controllers, ${SEQUENCES} sequences each, by the preset`,
  holds: 'no NaN and no infinity in any report or weight',
  count: 100,
  limit: 1200,
  async start({seed}) {
    await startBackend('wasm');
    return async (index) => {
      const outcomes = [];
      for (const name of models) outcomes.push(await trainOn(name, 100 * seed + index, SEQUENCES));
      const counts = Object.assign({}, ...outcomes.map((outcome) => outcome.counts));
      return {
        counts: {...counts, 'training sequences': outcomes.length * SEQUENCES},
        failure: outcomes.find(({failure}) => failure !== undefined)?.failure,
      };
    };
  },
};
