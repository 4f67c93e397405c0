import {requireInstance} from '@ntmjs/arguments';
import {RandomStream} from '@ntmjs/tasks';
import type {Optimizer} from '@tensorflow/tfjs-core';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {requireModel, requireOptimizer} from '../tfjsObjects.js';
import type {TrainState} from '../trainEvent.js';
import {Run} from './run.js';

/** How often a run may be rewound. */
const MOST_REWINDS = 10;

/**
 * Rewinds training to the last checkpoint after a number that was not finite; it continues with half the learning rate and
 * other episodes. The checkpoint is saved again, so that this also holds after a stop.
 *
 * @param model gets the weights of the checkpoint
 * @param optimizer gets the optimizer state of the checkpoint
 * @returns the state for `train` to resume from
 * @throws ArgumentError if there is no checkpoint, or a file of it is missing or broken
 * @throws Error if the run was rewound too often
 */
export async function rewind(run: Run, model: LayersModel, optimizer: Optimizer): Promise<TrainState> {
  requireInstance('run', run, Run, 'a Run');
  requireModel(model);
  requireOptimizer(optimizer);
  const {model: saved, state: before} = await run.load(optimizer);
  model.setWeights(saved.getWeights());
  saved.dispose();
  const rateScale = before.rateScale / 2;
  const rewinds = -Math.log2(rateScale);
  if (rewinds > MOST_REWINDS) {
    throw new Error(`${run.folder} was rewound ${MOST_REWINDS} times; its numbers still do not stay finite`);
  }
  const {state: random} = new RandomStream(run.config.seed, `train, rewind ${rewinds}`);
  const state = {...before, random, rateScale};
  await run.dropLogAfter(state.sequences);
  await run.save({model, optimizer, state});
  return state;
}
