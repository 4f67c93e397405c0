import './backend.js';
import {ArgumentError} from '@ntmjs/arguments';
import {ntmjsVersion} from '@ntmjs/report/runs';
import {type Argument, Command, CommanderError, type Option} from 'commander';
import {addCompletionCommand} from './commands/completion.js';
import {addEvalCommand} from './commands/eval.js';
import {addExportCommand} from './commands/export.js';
import {addImportCommand} from './commands/import.js';
import {addInspectCommand} from './commands/inspect.js';
import {addReproduceCommand} from './commands/reproduce.js';
import {addSweepCommand} from './commands/sweep.js';
import {addTasksCommand} from './commands/tasks.js';
import {addTrainCommand} from './commands/train.js';
import {addWorkerCommand} from './commands/worker.js';
import {applyConfig} from './readConfig.js';
import {tolerateClosedOutput} from './stop.js';

/**
 * The command `ntm`.
 *
 * @param argv as in `process.argv`
 * @returns the exit code: 0 on success, 2 if an argument or a file is wrong, others as each command documents
 */
export async function main(argv: readonly string[]): Promise<number> {
  tolerateClosedOutput();
  let exitCode = 0;
  const exitWith = (code: number) => {
    exitCode = code;
  };
  const program = new Command('ntm')
    .description(
      'Train memory-augmented neural networks on algorithmic tasks, evaluate them, and inspect what they learn.',
    )
    .version(ntmjsVersion())
    .option('--no-config', 'leave ntm.config.ts, .js or .json in the working directory alone')
    .showHelpAfterError('(see: ntm --help)')
    .configureHelp({argumentDescription: describe, optionDescription: describe})
    .exitOverride();
  addTrainCommand(program, exitWith);
  addEvalCommand(program, exitWith);
  addInspectCommand(program, exitWith);
  addExportCommand(program);
  addImportCommand(program);
  addReproduceCommand(program, exitWith);
  addSweepCommand(program, exitWith);
  addWorkerCommand(program, exitWith);
  addTasksCommand(program);
  addCompletionCommand(program);
  for (const command of program.commands) {
    command.exitOverride().showHelpAfterError(`(see: ntm ${command.name()} --help)`);
  }
  let configured: ReadonlyMap<string, string> = new Map();
  program.hook('preAction', async (_, command) => {
    if (program.opts().config) configured = await applyConfig(command);
  });
  try {
    await program.parseAsync([...argv]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const {message} =
      error instanceof ArgumentError
        ? inConfig(error, configured)
        : {message: error instanceof Error ? error.message : error};
    process.stderr.write(`ntm: ${message}\n`);
    return error instanceof ArgumentError ? 2 : 1;
  }
}

/** An error of an option, which names the config file and its key if the option is from there. */
function inConfig(error: ArgumentError, configured: ReadonlyMap<string, string>): ArgumentError {
  const [flag, ...rest] = error.argument.split(' ');
  const key = configured.get(flag!);
  if (key === undefined) return error;
  return new ArgumentError([key, ...rest].join(' '), error.expected, error.actual, error.hint);
}

/** Of an option or an argument for the help: its words, if any, are in its description. */
function describe({description, defaultValue, defaultValueDescription}: Option | Argument): string {
  if (defaultValue === undefined) return description;
  return `${description} (default: ${defaultValueDescription ?? JSON.stringify(defaultValue)})`;
}
