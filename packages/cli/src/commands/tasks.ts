import {taskFields, taskText} from '@ntmjs/report/texts';
import {createTask, taskNames} from '@ntmjs/tasks';
import {Argument, type Command} from 'commander';
import {withWords} from '../options.js';
import {jsonOutput} from '../output.js';
import {taskArgument} from '../taskArgument.js';

/** Adds `ntm tasks` to the program. */
export function addTasksCommand(program: Command): void {
  program
    .command('tasks')
    .description('list the tasks with their channels, options, difficulty and metrics')
    .addArgument(
      withWords(new Argument('[task]', 'one of them, or the path of a module that exports one'), taskNames),
    )
    .option('--json', 'print JSON lines for machines')
    .action(async (text: string | undefined, {json}: {json?: boolean}) => {
      const names = text === undefined ? taskNames : [await taskArgument(text)];
      for (const task of names.map((name) => createTask(name))) {
        if (json) jsonOutput(process.stdout).event('task', taskFields(task));
        else process.stdout.write(`${taskText(task)}\n`);
      }
    });
}
