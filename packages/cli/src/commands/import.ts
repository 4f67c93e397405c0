import {ArgumentError, show} from '@ntmjs/arguments';
import {sha256} from '@ntmjs/arguments/files';
import {type NamedOptions, namedOption, numberOption} from '@ntmjs/arguments/texts';
import {importWeights} from '@ntmjs/interchange';
import {readWeightsFile, type WeightsFile} from '@ntmjs/report/runs';
import {taskNames} from '@ntmjs/tasks';
import {startState} from '@ntmjs/training';
import {remove} from '@ntmjs/training/runs';
import type {Command} from 'commander';
import {type ModelOptions, modelOptions} from '../modelOptions.js';
import {outputFor} from '../output.js';
import {optionsOfSaved} from '../savedModel.js';
import {beginRun} from '../session.js';
import {taskArgument} from '../taskArgument.js';
import {withAccess} from '../trainConfig.js';
import {DEFAULT_EPISODES} from '../trainOptions.js';

export interface ImportOptions extends ModelOptions {
  to?: string;
  task?: string;
  taskOption?: NamedOptions;
  settings?: string;
  seed?: number;
  json?: boolean;
}

/** Adds `ntm import` to the program. */
export function addImportCommand(program: Command): void {
  const command = program
    .command('import')
    .description('make a run of weights that a PyTorch program, or ntm export, wrote')
    .argument('<file>', 'a file of weights, such as weights.safetensors')
    .option('--to <folder>', 'folder of the run (default: runs/<task>-<number>)')
    .option(
      '--task <name>',
      'the name of a task, or a module that exports one (default: what the file names; see: ntm tasks)',
    )
    .option(
      '--task-option <name=value>',
      'an option of the task, such as maxLength=10; may be repeated',
      namedOption('--task-option'),
    )
    .option('--settings <name>', 'preset for further training (default: measured)')
    .option('--seed <integer>', 'seed of further training (default: 1)', numberOption('--seed'))
    .option('--json', 'print JSON lines for machines');
  for (const option of modelOptions()) command.addOption(option);
  command.action(importCommand);
}

/** Makes a run whose first checkpoint has the weights of a file. */
async function importCommand(file: string, {to, task, ...given}: ImportOptions): Promise<void> {
  const output = outputFor(given);
  const options = await withAccess(given);
  const saved = await readWeightsFile(file);
  const taskName = await taskOf(file, saved, task);
  const {run, model, optimizer} = await beginRun(
    taskName,
    {...optionsOfSaved(file, saved, taskName, options), run: to, episodes: DEFAULT_EPISODES},
    {config: saved.model, prepare: (network) => importWeights(network, saved.bytes, {file})},
  );
  try {
    await run.write(
      'imported.json',
      `${JSON.stringify({file, sha256: await sha256(saved.bytes)}, null, 2)}\n`,
    );
    await run.save({model, optimizer, state: startState(run.config.seed)});
  } catch (error) {
    // Without its checkpoint it would be a run with other weights.
    await run.close();
    await remove(run.folder);
    throw error;
  }
  await run.close();
  const {folder} = run;
  output.event('import', {run: folder, file, config: run.config});
  output.line(
    [
      `Imported ${file} into ${folder}.`,
      ...(saved.model === undefined
        ? ['The file does not say of which model it is: names and shapes fit.']
        : []),
      '',
      `Evaluate it:      npx ntm eval ${folder}`,
      `See what it does: npx ntm inspect ${folder}`,
      `Train it further: npx ntm train --resume ${folder}`,
    ].join('\n'),
  );
}

/** The name of the task. The module of one is loaded only if the command names it: a file of weights is data. */
async function taskOf(file: string, saved: WeightsFile, task: string | undefined): Promise<string> {
  if (task !== undefined) return taskArgument(task);
  const name = saved.task?.name;
  if (name !== undefined && taskNames.includes(name)) return name;
  const reason =
    name === undefined ? 'names no task' : `names the task ${show(name)}, which is none of these`;
  throw new ArgumentError('--task', `given: ${file} ${reason}`, task);
}
