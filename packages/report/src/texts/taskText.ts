import type {OptionDeclaration} from '@ntmjs/arguments';
import type {Task} from '@ntmjs/tasks';
import {grouped} from '../statistics/statistics.js';

/** What a task is, for machines. */
export function taskFields(task: Task) {
  const {name, title, description, source, config, options, trainingRange, metrics} = task;
  return {
    ...{name, title, description, ...(source && {source}), config, options, difficulty: trainingRange},
    inputChannels: task.inputChannels,
    outputChannels: task.outputChannels,
    metrics: metrics.map(({name}) => name),
  };
}

/** The largest number of channels of a kind that are listed one by one. */
const MAX_LISTED = 10;

/** The names of channels; of many that differ only in their numbers, the first, the last and their number. */
function channelsText(names: readonly string[]): string {
  const kinds = grouped(names, (name) => name.replace(/\d+/g, '#'));
  return [...kinds.values()]
    .flatMap((kind) => (kind.length > MAX_LISTED ? [`${kind[0]} … ${kind.at(-1)} (${kind.length})`] : kind))
    .join(', ');
}

/** What an option does, and the values of a choice. */
function optionText(option: OptionDeclaration): string {
  return 'choices' in option ? `${option.description} (${option.choices.join(', ')})` : option.description;
}

/** What a task is, for people: its channels, difficulty, metrics and options. */
export function taskText({
  name,
  description,
  config,
  options,
  trainingRange,
  metrics,
  ...task
}: Task): string {
  const difficulty = Object.entries(trainingRange).map(([part, {min, max}]) =>
    min === max ? `${part} ${min}` : `${part} ${min}–${max}`,
  );
  const values = Object.entries(config).map(
    ([option, value]) => [`${option}=${value}`, options[option]!] as const,
  );
  const width = Math.max(...values.map(([text]) => text.length));
  return [
    name,
    `  ${description}`,
    `  inputs: ${channelsText(task.inputChannels)}`,
    `  outputs: ${channelsText(task.outputChannels)}`,
    `  difficulty in training: ${difficulty.join(', ')}`,
    `  metrics: ${metrics.map(({name}) => name).join(', ')}`,
    '  options, with their defaults:',
    ...values.map(([text, option]) => `    ${text.padEnd(width)}  ${optionText(option)}`),
  ].join('\n');
}
