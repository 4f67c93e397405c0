import {mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import type {RandomStream} from '@ntmjs/tasks';
import {taskNames} from '@ntmjs/tasks';
import * as tf from '@tensorflow/tfjs-core';
import {type CommandResult, ntm} from '../command.js';
import {faultOf, hasStack} from '../files/judge.js';
import {evaluation, type Files, readFiles, writeFiles, writeRun} from '../files/written.js';
import type {Outcome, Part, RunCase} from '../part.js';
import {streamOf, weightedOf} from '../random.js';
import {type AnyArgumentsArgs, anyArguments, optionsIn} from './argumentLists.js';

/** A command, its arguments before those at random, which bound how long it takes, and its own. */
interface TorturedCommand extends AnyArgumentsArgs {
  readonly name: string;
  readonly weight: number;
  readonly first: readonly string[];
}

/** Where the run is that commands may read, and what is not a run. */
const folders = ['run', 'run', 'run', 'run/run.json', 'run/checkpoints', 'nothing', 'empty'];

/** The commands with the options that their help lists. */
async function torturedCommands(): Promise<TorturedCommand[]> {
  const short = ['--sequences', '4', ...evaluation];
  const commands = [
    {
      name: 'train',
      weight: 60,
      first: short,
      positionals: ['copy', 'copy', 'copy', ...taskNames, 'Copy', 'run'],
    },
    {name: 'eval', weight: 25, first: evaluation, positionals: folders},
    {name: 'inspect', weight: 5, first: ['--json'], positionals: folders},
    {
      name: 'reproduce',
      weight: 8,
      first: [
        ...[
          '--task',
          'copy',
          '--model',
          'ntm-feedforward',
          '--seeds',
          '1',
          '--sequences',
          '1',
          '--jobs',
          '1',
        ],
      ],
      positionals: ['copy'],
    },
    {name: 'tasks', weight: 2, first: [], positionals: ['copy']},
  ];
  const all = [];
  for (const command of commands) {
    const {stdout} = await ntm([command.name, '--help']);
    all.push({...command, options: optionsIn(stdout)});
  }
  return all;
}

/** A message of commander is one line, and lines in parentheses with advice. */
function withoutAdvice(stderr: string): string {
  return stderr.replace(/\n\(.*\)(?=\n|$)/g, '');
}

/** A report of a number that is NaN or infinite, or of runs to reproduce that failed so. */
const NOT_FINITE = /finite| is (NaN|-?Infinity) after \d+ sequences/;

/**
 * Why a command is wrong to have ended like this; undefined if it is not.
 *
 * It is right to end by itself or when it is stopped, to refuse its arguments in one line with exit code 2, and to report in one line
 * that a number is not finite, or that a run to reproduce failed.
 */
export function faultOfCommand({code, stdout, stderr}: CommandResult): string | undefined {
  if (hasStack(stdout)) return `a stack trace: ${stdout}`;
  if (stderr === '') return [0, 1, 130].includes(code) ? undefined : `exit code ${code} without a message`;
  const fault = faultOf(withoutAdvice(stderr));
  if (fault !== undefined) return `${fault}: ${stderr}`;
  if (code === 2 || (code === 1 && NOT_FINITE.test(stderr))) return undefined;
  return `exit code ${code} with the message: ${stderr}`;
}

/** Stops whatever still runs after this many milliseconds, as Ctrl-C does: many arguments are right, and take long. */
const LONG = 2000;

/** A command line, for the report of a failure. */
function lineOf(args: readonly string[]): string {
  return `ntm ${args.map((arg) => JSON.stringify(arg.slice(0, 100))).join(' ')}`;
}

/** Tries arguments; how a command ended. */
export async function tryArguments(args: readonly string[], command = ntm): Promise<Outcome> {
  const timer = setTimeout(() => process.emit('SIGINT'), LONG);
  try {
    const result = await command(args);
    const fault = faultOfCommand(result);
    if (fault !== undefined) return {counts: {wrong: 1}, failure: `${lineOf(args)}: ${fault}`};
    return {counts: {[result.stderr === '' ? 'carried out' : 'refused in one line']: 1}};
  } finally {
    clearTimeout(timer);
  }
}

/** A command with arguments at random. */
function anyCommand(commands: readonly TorturedCommand[], random: RandomStream): string[] {
  const {name, first, ...rest} = weightedOf(
    random,
    commands.map((command) => [command.weight, command] as const),
  );
  return [name, ...first, ...anyArguments(rest, random)];
}

async function start({seed, folder}: {seed: number; folder: string}): Promise<RunCase> {
  const commands = await torturedCommands();
  const source = join(folder, 'run');
  await writeRun(source);
  const files: Files = new Map([...(await readFiles(source))].map(([path, file]) => [`run/${path}`, file]));
  await rm(source, {recursive: true});
  // Ctrl-C must not end this process when no command listens.
  process.on('SIGINT', () => {});
  const [outer, work] = [join(folder, 'outer'), join(folder, 'outer', 'work')];
  return async (index, announce) => {
    await writeFiles(work, files);
    await mkdir(join(work, 'empty'));
    process.chdir(work);
    try {
      const args = anyCommand(commands, streamOf('commands', seed, index));
      announce(lineOf(args));
      return await tryArguments(args);
    } finally {
      tf.disposeVariables();
      process.chdir(folder);
      await rm(outer, {recursive: true, force: true});
    }
  };
}

export const commands: Part = {
  name: 'commands',
  title: 'lists of arguments at random for each command',
  holds: 'carried out, or refused by one line with exit code 2; no stack trace, no hang',
  count: 50_000,
  limit: 120,
  casesPerProcess: 1000,
  start,
};
