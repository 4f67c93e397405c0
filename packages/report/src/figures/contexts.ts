import {
  requireChoice,
  requireInteger,
  requireKeys,
  requireList,
  requireNumber,
  requireObject,
  requireText,
} from '@ntmjs/arguments';
import {contextFigure, type EpisodeTrace, type FigureSpec, inspect} from '@ntmjs/inspect';
import {type Episodes, RandomStream, requireEpisodes, requireTask, type Task} from '@ntmjs/tasks';
import type {LayersModel} from '@tensorflow/tfjs-layers';

/** Which context a step is counted for: that whose next bit is predicted at it, or that whose next bit it shows. */
export type ContextOf = 'predicted' | 'shown';

/** What a head does in each context of the n-grams task, over all steps of some episodes. */
export interface ContextUse {
  /** The label of the head. */
  readonly head: string;
  readonly of: ContextOf;
  /** The mean weighting in each context, `[contexts][rows]`; zeros for a context that did not occur. */
  readonly weights: readonly (readonly number[])[];
  /** The row that most often has the greatest weight in each context; undefined for a context that did not occur. */
  readonly rows: readonly (number | undefined)[];
  /** The share of steps at which the greatest weight is on that row. */
  readonly sameRow: number;
  /** The share of steps at which the row of the greatest weight is found most often in the step's context: the row tells the context. */
  readonly tellsContext: number;
  /** The mean of the greatest weight. */
  readonly attention: number;
}

/** The number of episodes that a use of contexts is measured on: each context of the paper's task occurs some hundred times. */
const EPISODES = 16;

/**
 * Where the heads of a model attend in each context of the n-grams task, the last order − 1 bits, on fresh episodes: for each head with a
 * weighting, once by the context whose next bit is predicted at a step, and once by the one whose next bit the step shows.
 *
 * @param task `nGramsTask`
 * @throws ArgumentError if the task has no order
 */
export async function contextUses(model: LayersModel, task: Task, seed: number): Promise<ContextUse[]> {
  const {config} = requireTask('task', task);
  const order = requireInteger('task.config.order', config.order as number, {min: 1});
  requireInteger('seed', seed);
  const random = new RandomStream(seed, 'contexts');
  const traced = [];
  for (let number = 0; number < EPISODES; number++) {
    const episode = requireEpisodes('the result of task.sample', task.sample(random, 1));
    traced.push({episode, trace: await inspect(model, episode)});
  }
  return usesOf(traced, order);
}

/** An episode with the heads of its trace. */
interface TracedEpisode {
  readonly episode: Episodes;
  readonly trace: Pick<EpisodeTrace, 'heads'>;
}

/** The use of contexts by each head that has a weighting. */
export function usesOf(traced: readonly TracedEpisode[], order: number): ContextUse[] {
  requireList('traced', traced, 'a list of episodes with their traces', 1);
  requireInteger('order', order, {min: 1});
  const heads = traced[0]!.trace.heads.filter(({values}) => values.weighting !== undefined);
  return heads.flatMap(({label}) =>
    (['predicted', 'shown'] as const).map((of) => {
      const steps = traced.flatMap(({episode, trace}) => {
        const {data, shape} = trace.heads.find((head) => head.label === label)!.values.weighting!;
        const contexts = contextsOf(episode, order, of);
        const width = shape[1]!;
        return contexts.flatMap((context, step) =>
          context === undefined ? [] : [{context, weights: data.subarray(step * width, (step + 1) * width)}],
        );
      });
      return {head: label, of, ...useOf(steps, 2 ** (order - 1))};
    }),
  );
}

/** The context of each step of an episode, as a binary number; undefined before there is one. */
function contextsOf({steps, inputs}: Episodes, order: number, of: ContextOf): (number | undefined)[] {
  // Step t shows bit t − 1, so the bits before it are those of the context whose next bit it shows.
  const length = order - 1;
  return Array.from({length: steps}, (_, step) => {
    const end = of === 'predicted' ? step : step - 1;
    if (end < length) return undefined;
    let context = 0;
    for (let bit = end - length; bit < end; bit++) context = 2 * context + Number(inputs[bit + 1]! > 0);
    return context;
  });
}

interface ContextStep {
  readonly context: number;
  readonly weights: Float32Array;
}

function useOf(steps: readonly ContextStep[], contexts: number): Omit<ContextUse, 'head' | 'of'> {
  const width = steps[0]?.weights.length ?? 0;
  const sums = Array.from({length: contexts}, () => new Float64Array(width));
  const found = Array.from({length: contexts}, () => new Float64Array(width));
  let attention = 0;
  for (const {context, weights} of steps) {
    const top = weights.indexOf(Math.max(...weights));
    found[context]![top]!++;
    attention += weights[top]!;
    for (let row = 0; row < width; row++) sums[context]![row]! += weights[row]!;
  }
  const occurred = found.map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const greatest = (counts: Iterable<number>) => Math.max(0, ...counts);
  const byRow = Array.from({length: width}, (_, row) => greatest(found.map((counts) => counts[row]!)));
  const total = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);
  return {
    weights: sums.map((sum, context) =>
      Array.from(sum, (weight) => weight / Math.max(1, occurred[context]!)),
    ),
    rows: found.map((counts, context) =>
      occurred[context] === 0 ? undefined : counts.indexOf(greatest(counts)),
    ),
    sameRow: total(found.map(greatest)) / steps.length,
    tellsContext: total(byRow) / steps.length,
    attention: attention / steps.length,
  };
}

/** The number of different rows that a head has for the contexts. */
export function differentRows({rows}: Pick<ContextUse, 'rows'>): number {
  requireList('use.rows', rows, 'a list of the row of each context');
  return new Set(rows.filter((row) => row !== undefined)).size;
}

/** Whether a context is the one that is predicted or the one that is shown, as text. */
export const contextTitles: Readonly<Record<ContextOf, string>> = {
  predicted: 'the context whose next bit is predicted',
  shown: 'the context whose next bit is shown',
};

/** `The read head finds 31 rows for 32 contexts: …`, a sentence on a head. */
export function contextSentence(use: ContextUse): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)}%`;
  return (
    `The ${use.head} finds ${differentRows(use)} different rows for ${use.rows.length} contexts, by ${contextTitles[use.of]}: the same row ` +
    `in its context at ${percent(use.sameRow)} of the steps, and a row that tells the context at ${percent(use.tellsContext)}.`
  );
}

export interface ContextsArgs {
  readonly title: string;
  /** The result of `contextUses`. */
  readonly uses: readonly ContextUse[];
}

/**
 * A figure of the rows that each head attends to in each context; of the two kinds of context that which the head's row tells more often.
 */
export async function contextsFigure(args: ContextsArgs): Promise<FigureSpec> {
  const {title, uses} = requireKeys('figure', args, ['title', 'uses']);
  requireList('uses', uses, 'the result of contextUses', 1);
  for (const [index, use] of uses.entries()) {
    requireObject(`uses[${index}]`, use, 'the use of contexts by a head');
    requireText(`uses[${index}].head`, use.head);
    requireChoice(`uses[${index}].of`, use.of, ['predicted', 'shown']);
    requireNumber(`uses[${index}].tellsContext`, use.tellsContext, {min: 0, max: 1});
    requireList(`uses[${index}].weights`, use.weights, 'a list of weights for each context', 1);
  }
  const length = Math.round(Math.log2(uses[0]!.weights.length));
  return contextFigure({
    title,
    contexts: uses[0]!.weights.map((_, context) =>
      length === 0 ? 'any' : context.toString(2).padStart(length, '0'),
    ),
    panels: followed(uses).map((use) => ({
      title: `${use.head}, by ${contextTitles[use.of]}`,
      weights: use.weights,
    })),
  });
}

/** For each head, the use by the kind of context that its row tells more often; heads that read come first. */
export function followed(uses: readonly ContextUse[]): ContextUse[] {
  requireList('uses', uses, 'the result of contextUses');
  const heads = [...new Set(uses.map(({head}) => head))];
  const best = heads.map((head) =>
    uses
      .filter((use) => use.head === head)
      .reduce((one, other) => (other.tellsContext > one.tellsContext ? other : one)),
  );
  return [...best.filter(({head}) => /read/.test(head)), ...best.filter(({head}) => !/read/.test(head))];
}
