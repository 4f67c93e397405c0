import {join} from 'node:path';
import {sealed} from '@ntmjs/arguments/files';
import {fileSystem, remove, writeWhole} from '@ntmjs/training/runs';
import {grouped} from '../statistics/statistics.js';
import {experimentsOf} from './experiments.js';
import {medianRun} from './medianRun.js';
import type {JobResult} from './result.js';

/**
 * Copies a model of each experiment and model name into a folder, that of the median seed (see `medianRun`), with a card that describes it.
 * Each file has its SHA-256 in `model.json` or in the card. Existing models of these names are replaced, but not those of runs that only a
 * report's record has.
 *
 * @returns the seed of each model that was written by its name
 * @throws ArgumentError if the model of a run is not what was saved
 * @throws WriteError if a file cannot be written
 */
export async function writePretrained(
  folder: string,
  results: readonly JobResult[],
): Promise<Map<string, number>> {
  const candidates = results.filter(({model, settings}) => model !== 'lstm' && settings === 'measured');
  const groups = experimentsOf(candidates).flatMap(({name, runs}) => [
    ...grouped(runs, ({model}) => `${name}-${model}`),
  ]);
  const seeds = new Map<string, number>();
  for (const [name, runs] of groups) {
    const {task, settings, seed, file, from, state, evaluation} = medianRun(runs);
    if (!('run' in from)) continue;
    const target = join(folder, name);
    await remove(target);
    const artifacts = await fileSystem(await from.run.lastCheckpoint()).load!();
    await fileSystem(target).save!(artifacts);
    const {episodes, bits, wrongBits, split} = evaluation.trained;
    const solvedAt = state.solvedAt?.sequences;
    const card = {
      task: {name: task.name, config: task.config},
      model: file.config.model,
      settings,
      seed,
      sequences: evaluation.sequences,
      ...(solvedAt !== undefined && {solvedAt}),
      selection: {
        rule: 'the median seed by the sequences until the task was solved',
        seeds: runs.length,
        solved: runs.filter(({state}) => state.solvedAt !== undefined).length,
      },
      evaluation: {episodes, ...(split !== undefined && {split}), bits, wrongBits},
    };
    await writeWhole(join(target, 'card.json'), `${JSON.stringify(await sealed(card), null, 2)}\n`);
    seeds.set(name, seed);
  }
  return seeds;
}
