import {heapMemory, requireKeys, requireMemory, requirePositiveInteger} from '@ntmjs/arguments';
import {type RandomStream, requireRandom} from './random.js';

/** What an episode is made of. */
export interface EpisodeShape {
  readonly steps: number;
  readonly inputSize: number;
  readonly outputSize: number;
  /** The bytes of the tables that episodes are drawn from; none by default. */
  readonly tables?: number;
}

/** The bytes of a step's rows of inputs and answer while an episode is drawn, besides their numbers. */
const STEP_BYTES = 400;

/** The bytes of a channel's name. */
const NAME_BYTES = 100;

/** The most bytes that a batch of episodes takes while it is drawn: its numbers once in rows, and once in the arrays of the batch. */
function episodeBytes(batch: number, {steps, inputSize, outputSize, tables = 0}: EpisodeShape): number {
  const channels = inputSize + outputSize;
  const arrays = Float32Array.BYTES_PER_ELEMENT * (channels + 1);
  return batch * steps * (STEP_BYTES + 2 * arrays) + channels * NAME_BYTES + tables;
}

/**
 * Checks that the longest episode of training fits the memory, and makes the check with which a task's `sample` begins. Neither
 * draws anything.
 *
 * @param task its name, for messages
 * @param config the task's options, defaults included
 * @param maxima for each part of the difficulty, the option that is its greatest value in training
 * @param shapeOf the longest episode of training with such options
 * @returns a function that throws an `ArgumentError` if `random` is no random stream, the batch or a part of the difficulty is not a positive integer, a part is
 *   unknown, or the episodes do not fit `heapMemory()`
 * @throws ArgumentError that names the option, part or batch that most of an episode is due to
 */
export function episodeLimits<Config extends object, Difficulty extends object>(
  task: string,
  config: Config,
  maxima: {readonly [Part in keyof Difficulty]-?: keyof Config & string},
  shapeOf: (config: Config) => EpisodeShape,
): (random: RandomStream, batch: number, difficulty: Partial<Difficulty>) => void {
  const parts = Object.keys(maxima) as (keyof Difficulty & string)[];
  const options = Object.entries(config).filter(([, value]) => typeof value === 'number');
  const requireFit = (batch: number, difficulty: Partial<Difficulty>) => {
    const sizes = options.map(([option, value]) => {
      const part = parts.find((each) => maxima[each] === option && difficulty[each] !== undefined);
      if (part === undefined) return {option, argument: `${task}.${option}`, value};
      return {option, argument: `difficulty.${part}`, value: difficulty[part] as number};
    });
    const values = Object.fromEntries(sizes.map(({argument, value}) => [argument, value]));
    const bytesOf = (changed: Readonly<Record<string, number>>) => {
      const entries = sizes.map(({option, argument}) => [option, changed[argument]]);
      return episodeBytes(changed.batch!, shapeOf({...config, ...Object.fromEntries(entries)}));
    };
    const what = batch === 1 ? 'an episode' : `${batch} episodes`;
    requireMemory(what, {...values, batch}, bytesOf, heapMemory());
  };
  requireFit(1, {});
  // Training draws thousands a second: what is no larger than what fitted before is not measured again.
  let fitted: {readonly batch: number; readonly difficulty: Partial<Difficulty>} = {batch: 1, difficulty: {}};
  const isLarger = (batch: number, difficulty: Partial<Difficulty>) =>
    batch > fitted.batch ||
    parts.some(
      (part) =>
        difficulty[part] !== fitted.difficulty[part] && !(difficulty[part]! <= fitted.difficulty[part]!),
    );
  return (random, batch, difficulty) => {
    requireRandom('random', random);
    requirePositiveInteger('batch', batch);
    requireKeys('difficulty', difficulty, parts);
    for (const part of parts)
      if (difficulty[part] !== undefined) requirePositiveInteger(`difficulty.${part}`, difficulty[part]);
    if (!isLarger(batch, difficulty)) return;
    requireFit(batch, difficulty);
    fitted = {batch, difficulty: {...difficulty}};
  };
}
