import {join} from 'node:path';
import {ArgumentError, requirePositiveInteger} from '@ntmjs/arguments';
import {numberOption} from '@ntmjs/arguments/texts';
import type {Difficulty, DifficultyRanges} from '@ntmjs/report';
import type {Command} from 'commander';
import {atOption, bestOption, editedOption, renamed} from '../options.js';
import {outputFor} from '../output.js';
import {stoppable} from '../stop.js';
import {changeLines} from '../taskArgument.js';

export interface InspectOptions {
  episode: number;
  at?: DifficultyRanges;
  rows?: number;
  seed?: number;
  output?: string;
  best?: boolean;
  edited?: boolean;
  json?: boolean;
}

/** Adds `ntm inspect` to the program. */
export function addInspectCommand(program: Command, exitWith: (code: number) => void): void {
  program
    .command('inspect')
    .description(
      'show what a trained model learned, with figures on one page: its training, its generalization, and what its heads do in an episode',
    )
    .argument('<run...>', 'the folder of a run; runs with other seeds are added to its learning curves')
    .option('--episode <n>', 'which fresh episode of the seed, from 1', numberOption('--episode'), 1)
    .addOption(
      atOption(
        'the difficulty of the episode, with one number for each part (default: the greatest of training)',
      ),
    )
    .option('--rows <n>', 'number of memory rows (default: as in training)', numberOption('--rows'))
    .option('--seed <integer>', "seed of the episodes (default: the run's)", numberOption('--seed'))
    .option(
      '--output <folder>',
      'folder of the page and the figures (default: inspect in the folder of the run)',
    )
    .addOption(bestOption())
    .addOption(editedOption())
    .option('--json', 'print JSON lines for machines')
    .action(async (folders: string[], options: InspectOptions) => {
      exitWith(await inspectCommand(folders, options));
    });
}

/** @returns the exit code: 0, or 130 if it was stopped */
async function inspectCommand(folders: readonly string[], options: InspectOptions): Promise<number> {
  const output = outputFor(options);
  const {episode, rows, seed, edited, best} = options;
  if (rows !== undefined) requirePositiveInteger('--rows', rows);
  if (options.output === '') throw new ArgumentError('--output', 'the path of a folder', options.output);
  const folder = options.output ?? join(folders[0]!, 'inspect');
  // Loaded here, since drawing takes longer to load than most commands to run.
  const {inspectRuns, openSubject, ownFiles, PAGE, writeFiles} = await import('@ntmjs/report/inspection');
  const {subject, old} = await renamed(async () => {
    const difficulty = oneDifficulty(options.at);
    const subject = await openSubject({folders, episode, difficulty, rows, seed, edited, best});
    return {subject, old: await ownFiles(folder)};
  });
  return stoppable(
    async (signal) => {
      const {files, figures, memory} = await inspectRuns(subject, {onProgress: output.progress, signal});
      const inspected = {
        runs: folders,
        task: subject.task.name,
        episode: {
          number: episode,
          seed: subject.seed,
          difficulty: subject.difficulty,
          rows: subject.rows ?? null,
        },
        memory: memory ?? null,
      };
      await writeFiles(folder, files, inspected, old);
      const page = join(folder, PAGE);
      for (const {name} of figures) {
        const [svg, png, spec] = ['svg', 'png', 'vl.json'].map((ending) => join(folder, `${name}.${ending}`));
        output.event('figure', {name, svg, png, spec});
      }
      output.event('inspection', {page, ...inspected});
      for (const line of changeLines(subject.changedModules)) output.line(line);
      for (const {label, sentences} of memory?.heads ?? []) {
        output.line([label, ...sentences.map((sentence) => `  ${sentence}`)].join('\n'));
      }
      if (memory === undefined) output.line('This model has no memory and no heads.');
      output.line(`\n  ${page}  the page`);
      for (const {name, caption} of figures) output.line(`  ${join(folder, `${name}.svg`)}  ${caption}`);
      return 0;
    },
    () => output.line('Stopped.'),
  ).finally(() => subject.dispose());
}

/** The difficulty of one episode: one value for each part. */
function oneDifficulty(ranges: DifficultyRanges = {}): Difficulty {
  const entries = Object.entries(ranges).map(([part, values]) => {
    if (values.length === 1) return [part, values[0]!];
    throw new ArgumentError(`difficulty.${part}`, 'one number, for one episode', values.join(','));
  });
  return Object.fromEntries(entries) as Difficulty;
}
