import type {FigureEpisode, FigureTask} from '../trace/episodeTrace.js';

/** The role of a step in an episode: input, a delimiter, or the answer. */
export type Phase = 'input' | 'delimiter' | 'answer';

/**
 * The phase of each step: `answer` where the mask is 1, `delimiter` where an input channel with `delimiter` in its name is on, and
 * `input` otherwise.
 */
export function phasesOf(
  {steps, inputSize, inputs, mask}: Pick<FigureEpisode, 'steps' | 'inputSize' | 'inputs' | 'mask'>,
  task?: Pick<FigureTask, 'inputChannels'>,
): Phase[] {
  const delimiters = (task?.inputChannels ?? []).flatMap((name, channel) =>
    name.includes('delimiter') ? channel : [],
  );
  return Array.from({length: steps}, (_, step) => {
    if (mask[step] !== 0) return 'answer';
    return delimiters.some((channel) => inputs[step * inputSize + channel] !== 0) ? 'delimiter' : 'input';
  });
}

/** Describes a range of steps with their phases: `steps 4–8 (delimiter, answer)`. */
export function describeSteps(from: number, to: number, phases: readonly Phase[]): string {
  const meanwhile = [...new Set(phases.slice(from, to + 1))].join(', ');
  return `${from === to ? `step ${from}` : `steps ${from}–${to}`} (${meanwhile})`;
}

/** Steps `from` … `to`, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The runs of answering steps of an episode.
 *
 * @param mask 1 at answering steps and 0 at others, `[steps]`
 */
export function answerSpans(mask: Float32Array): Span[] {
  const spans: Span[] = [];
  for (let from = 0; from < mask.length; from++) {
    if (mask[from] === 0) continue;
    let to = from;
    while (to + 1 < mask.length && mask[to + 1] !== 0) to++;
    spans.push({from, to});
    from = to;
  }
  return spans;
}

/** Describes the answering steps: `answers at steps 21–40 (after the dashed line)`. */
export function describeAnswers(spans: readonly Span[]): string {
  const [first, second] = spans;
  if (first === undefined) return 'no answers';
  const text = ({from, to}: Span) => (from === to ? `${from}` : `${from}–${to}`);
  if (second === undefined) {
    return `answers at step${first.from === first.to ? '' : 's'} ${text(first)} (after the dashed line)`;
  }
  const listed = spans.slice(0, 3).map(text).join(', ');
  return `answers at steps ${listed}${spans.length > 3 ? ', …' : ''} (after each dashed line)`;
}
