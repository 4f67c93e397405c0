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
      for (const task of taskNames.map((name) => createTask(name))) {
        if (json) output.event('task', taskFields(task));
        else process.stdout.write(`${taskText(task)}\n`);
      }
    });
}

function taskFields({
  name,
  description,
  config,
  trainingRange,
  inputChannels,
  outputChannels,
  metrics,
}: Task) {
  return {
    name,
    description,
    config,
    difficulty: trainingRange,
    inputChannels,
    outputChannels,
    metrics: Object.keys(metrics),
  };
}

function taskText({
  name,
  description,
  config,
  trainingRange,
  inputChannels,
  outputChannels,
  metrics,
}: Task): string {
  const difficulty = Object.entries(trainingRange).map(([part, {min, max}]) =>
    min === max ? `${part} ${min}` : `${part} ${min}–${max}`,
  );
  return [
    name,
    `  ${description}`,
    `  inputs: ${inputChannels.join(', ')}`,
    `  outputs: ${outputChannels.join(', ')}`,
    `  options: ${Object.entries(config)
      .map(([option, value]) => `${option}=${value}`)
      .join(', ')}`,
    `  difficulty in training: ${difficulty.join(', ')}`,
    `  metrics: ${Object.keys(metrics).join(', ')}`,
  ].join('\n');
}
