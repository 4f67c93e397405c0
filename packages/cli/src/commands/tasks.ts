import {grouped} from '@ntmjs/report';
import {createTask, type Task, taskNames} from '@ntmjs/tasks';
import type {Command} from 'commander';
import {jsonOutput} from '../output.js';

/** Adds `ntm tasks` to the program. */
export function addTasksCommand(program: Command): void {
  program
    .command('tasks')
    .description('list the tasks: their channels, options, difficulty and metrics')
    .option('--json', 'print JSON lines for machines')
    .action(({json}: {json?: boolean}) => {
      const output = jsonOutput(process.stdout);
      for (const fields of taskNames.map((name) => taskFields(createTask(name)))) {
        if (json) output.event('task', fields);
        else process.stdout.write(`${taskText(fields)}\n`);
      }
    });
}

function taskFields(task: Task) {
  const {name, description, config, trainingRange, inputChannels, outputChannels, metrics} = task;
  return {
    name,
    description,
    config,
    difficulty: trainingRange,
    inputChannels,
    outputChannels,
    metrics: metrics.map(({name}) => name),
  };
}

/** How many channels of a kind are listed one by one at the most. */
const MOST_LISTED = 10;

/** The names of channels; many that differ in nothing but numbers are told by the first, the last and how many they are. */
function channelsText(names: readonly string[]): string {
  const kinds = grouped(names, (name) => name.replace(/\d+/g, '#'));
  return [...kinds.values()]
    .flatMap((kind) => (kind.length > MOST_LISTED ? [`${kind[0]} … ${kind.at(-1)} (${kind.length})`] : kind))
    .join(', ');
}

function taskText(fields: ReturnType<typeof taskFields>): string {
  const difficulty = Object.entries(fields.difficulty).map(([part, {min, max}]) =>
    min === max ? `${part} ${min}` : `${part} ${min}–${max}`,
  );
  const options = Object.entries(fields.config).map(([option, value]) => `${option}=${value}`);
  return [
    fields.name,
    `  ${fields.description}`,
    `  inputs: ${channelsText(fields.inputChannels)}`,
    `  outputs: ${channelsText(fields.outputChannels)}`,
    `  options: ${options.join(', ')}`,
    `  difficulty in training: ${difficulty.join(', ')}`,
    `  metrics: ${fields.metrics.join(', ')}`,
  ].join('\n');
}
