import {requireInstance, requireInteger, requireKeys, requirePositiveInteger} from '@ntmjs/arguments';
import {evaluationStream, requireEpisodes, requireTask, type Task} from '@ntmjs/tasks';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {requireModelFor} from './episodeTensors.js';
import {forwardPassOf} from './forwardPass.js';
import {asMeans, byName, definedValues, type MetricMeans, metricValues} from './metricValues.js';
import {Yielder} from './yielder.js';

export interface EvaluateArgs {
  readonly model: LayersModel;
  readonly task: Task;
  /** Seed of the episodes, which differ from those of training. */
  readonly seed: number;
  /** Parts of the difficulty to set, also beyond the training range; the others are drawn as in training. */
  readonly difficulty?: Readonly<Record<string, number>> | undefined;
  /** The number of episodes, at most 10 million; defaults to 100. */
  readonly episodes?: number | undefined;
  /** Episodes in a batch; defaults to 25. */
  readonly batch?: number | undefined;
  /** Aborts the evaluation after the current batch, with an error. */
  readonly signal?: AbortSignal | undefined;
}

/** Episodes in a batch by default. */
export const EVALUATION_BATCH = 25;

/** The number of episodes of an evaluation: more would take days and tell no more. */
export const evaluationEpisodes = {min: 1, max: 1e7};

/** The mean metrics of a model on new episodes. */
export interface Evaluation extends MetricMeans {
  readonly episodes: number;
  /** The wrong bits of the worst sequence. */
  readonly worstWrongBits: number;
}

/**
 * Evaluates a model on new episodes of a task.
 *
 * @throws ArgumentError if an argument is out of its range, the model does not fit the task, or a batch does not fit the memory
 * @throws the signal's reason if it is aborted
 */
export async function evaluate(args: EvaluateArgs): Promise<Evaluation> {
  requireKeys('evaluate', args, ['model', 'task', 'seed', 'difficulty', 'episodes', 'batch', 'signal']);
  const {model, difficulty = {}, signal} = args;
  if (signal !== undefined) requireInstance('signal', signal, AbortSignal, 'an AbortSignal');
  const task = requireTask('task', args.task);
  const episodes = requireInteger('episodes', args.episodes ?? 100, evaluationEpisodes);
  const batch = requirePositiveInteger('batch', args.batch ?? EVALUATION_BATCH);
  requireModelFor(model, task, `the task ${task.name}`);
  const random = evaluationStream(task, args.seed, difficulty);
  const yielder = new Yielder();
  const forward = forwardPassOf(model);
  const names = task.metrics.map(({name}) => name);
  const totals = byName(names, () => ({sum: 0, count: 0}));
  let worstWrongBits = Number.NEGATIVE_INFINITY;
  for (let done = 0; done < episodes; done += batch) {
    signal?.throwIfAborted();
    const drawn = task.sample(random, Math.min(batch, episodes - done), difficulty);
    const sample = requireEpisodes('the result of task.sample', drawn);
    const answers = await forward(sample);
    const fresh = metricValues(task.metrics, answers, sample);
    for (const [name, total] of Object.entries(totals)) {
      for (const value of definedValues(name, fresh[name]!)) {
        total.sum += value;
        total.count++;
      }
    }
    worstWrongBits = fresh.wrongBits!.reduce((worst, wrong) => Math.max(worst, wrong), worstWrongBits);
    await yielder.yield();
  }
  const means = asMeans(byName(names, (name) => totals[name]!.sum / totals[name]!.count));
  return {episodes, ...means, worstWrongBits};
}
