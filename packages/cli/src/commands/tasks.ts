import {createTask, taskNames} from '@ntmjs/tasks';
import type {Command} from 'commander';
import {jsonOutput} from '../output.js';

/** Adds `ntm tasks` to the program. */
export function addTasksCommand(program: Command): void {
  program
    .command('tasks')
    .description('list the tasks')
    .option('--json', 'print JSON lines for machines')
    .action(({json}: {json?: boolean}) => {
      for (const task of taskNames.map((name) => createTask(name))) {
        const {name, description, config, inputChannels, outputChannels} = task;
        if (json) {
          jsonOutput(process.stdout).event('task', {
            name,
            description,
            config,
            inputChannels,
            outputChannels,
          });
        } else {
          const options = Object.entries(config).map(([option, value]) => `${option}=${value}`);
          process.stdout.write(
            `${name}\n  ${description}\n  ${task.inputSize} inputs, ${task.outputSize} outputs; options: ${options.join(', ')}\n`,
          );
        }
      }
    });
}
