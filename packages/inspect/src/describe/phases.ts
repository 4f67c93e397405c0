import type {FigureEpisode, FigureTask} from '../figures/figureArgs.js';

/** What an episode does at a step: it gives input, ends or separates what it gives, or waits for the answer. */
export type Phase = 'input' | 'delimiter' | 'answer';

/**
 * The phase of each step: `answer` where the mask says so, `delimiter` where a channel that the task calls so is on, `input` at all
 * others.
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

/** Steps in words, with what the episode does meanwhile: `steps 4–8 (delimiter, answer)`. */
export function describeSteps(from: number, to: number, phases: readonly Phase[]): string {
  const meanwhile = [...new Set(phases.slice(from, to + 1))].join(', ');
  return `${from === to ? `step ${from}` : `steps ${from}–${to}`} (${meanwhile})`;
}
