import {ArgumentError} from '@ntmjs/arguments';
import {LayersModel, type RNN} from '@tensorflow/tfjs-layers';
import {type Explanation, explainLayer, explainSteps, requireRounds} from '../runtime/explain.js';
import {runsOfModel} from './compileModel.js';

/**
 * Explains how a recurrent layer, or the training steps of a model, are compiled: passes, loops with their times, and memory. Neither changes.
 *
 * The loops of a model are those of its layers and its loss, each as often as the last batch ran it. What has no loops is not among them: embeddings,
 * masks, the update of the weights.
 *
 * @param target a layer that is built, or a model whose last training step was compiled
 * @param rounds how often each loop runs per measurement; at most 1 000 000, defaults to 200
 * @throws ArgumentError if it is no recurrent layer, or not built, or a model without such a step, or `rounds` is out of its range
 * @throws CompilationError if the layer cannot be compiled, or this host does not run its code
 */
export function explain(target: RNN | LayersModel, rounds = 200): Explanation {
  requireRounds(rounds);
  if (!(target instanceof LayersModel)) return explainLayer(target, rounds);
  const runs = runsOfModel(target);
  if (runs !== undefined && runs.length > 0) return explainSteps(runs, rounds);
  throw new ArgumentError(
    'model',
    'one whose last training step was compiled: compile it, and train on a batch',
    target,
  );
}
