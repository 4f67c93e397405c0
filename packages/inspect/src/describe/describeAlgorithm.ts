import {ArgumentError, requireKeys} from '@ntmjs/arguments';
import type {FigureEpisode, FigureTask} from '../figures/figureArgs.js';
import type {EpisodeTrace, HeadTrace} from '../trace/episodeTrace.js';
import {describeMovement} from './describeMovement.js';
import {headMovements, type Movement} from './movements.js';
import {describeSteps, phasesOf} from './phases.js';

/** What an account of heads is made of. */
export interface DescribeAlgorithmArgs {
  /** What `inspect` returned for the episode. */
  readonly trace: Pick<EpisodeTrace, 'steps' | 'heads'>;
  readonly episode: Pick<FigureEpisode, 'steps' | 'inputSize' | 'inputs' | 'mask'>;
  /** Names the channels, of which one may be a delimiter. */
  readonly task?: Pick<FigureTask, 'inputChannels'> | undefined;
}

/** What one head did in an episode. */
export interface HeadAccount {
  readonly label: string;
  readonly kind: HeadTrace['kind'];
  readonly movements: readonly Movement[];
  /** A sentence for each movement: `steps 0–4 (input): writes forward row by row from row 1 to row 5`. */
  readonly sentences: readonly string[];
}

/**
 * What each head did in an episode, in words. It follows the rows at which heads point, and says so where a head does not point at
 * any, or moves without a regular shift; what is written and read there it does not look at.
 *
 * @returns an account for each head that has a weighting
 * @throws ArgumentError if trace and episode do not have the same steps, the episode is not one of a batch of one, or an option is
 *   unknown
 */
export function describeAlgorithm(args: DescribeAlgorithmArgs): HeadAccount[] {
  requireKeys('describeAlgorithm', args, ['trace', 'episode', 'task']);
  const {trace, episode, task} = args;
  if (trace.steps !== episode.steps) {
    throw new ArgumentError('trace.steps', `${episode.steps}, as the episode's`, trace.steps);
  }
  for (const [name, length] of [
    ['inputs', episode.steps * episode.inputSize],
    ['mask', episode.steps],
  ] as const) {
    if (episode[name].length !== length) {
      throw new ArgumentError(`episode.${name}.length`, `${length}, of one episode`, episode[name].length);
    }
  }
  const phases = phasesOf(episode, task);
  return trace.heads.flatMap((head) => {
    const {label, kind} = head;
    const movements = headMovements(head);
    if (movements.length === 0) return [];
    const sentences = movements.map(
      (movement) =>
        `${describeSteps(movement.from, movement.to, phases)}: ${describeMovement(movement, kind)}`,
    );
    return {label, kind, movements, sentences};
  });
}
