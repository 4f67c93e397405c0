import {extname} from 'node:path';
import {requireChoice, requireText} from '@ntmjs/arguments';
import {taskNames} from '@ntmjs/tasks';
import type {SweepConfig} from '../config/sweepConfig.js';

const EXAMPLE: SweepConfig = {
  run: {task: taskNames[0]!, sequences: 20_000, stopWhenSolved: true},
  search: {
    method: 'tpe',
    points: 20,
    space: {
      learningRate: {type: 'number', min: 0.0001, max: 0.01, scale: 'log'},
      units: {type: 'integer', min: 50, max: 200},
      controller: {type: 'choice', values: ['feedforward', 'lstm']},
    },
  },
  seeds: 3,
  objective: {type: 'metric', metric: 'wrongBits', at: {length: 40}},
  evaluation: {episodes: 100},
  budget: {hours: 8},
  stopping: {rule: 'median', after: 5000},
};

/** What the fields of the example mean. */
const COMMENTS: Readonly<Record<string, string>> = {
  run: 'What all runs have in common: the task, and options of ntm train by their names in camel case.',
  'search.method':
    'grid: all combinations; random; tpe: where good points are likely, by what is known so far.',
  'search.points': 'The number of points that are tried. A grid tries all, unless this says otherwise.',
  'search.space':
    "Options of ntm train that vary: {type: 'choice', values}, or {type: 'number' or 'integer', min, max, scale?: 'log'}.",
  seeds: 'The number of runs of each point, with the seeds 1, 2, …; of their objectives the median counts.',
  objective:
    "What is best: {type: 'solved'}, the fewest sequences until the task is solved, or {type: 'metric', metric, goal?: 'maximize', at?}, " +
    'on fresh episodes.',
  evaluation: 'What is evaluated after each training; more difficulties by at: {length: [50, 100]}.',
  budget: 'When the sweep ends, or pauses: {runs?, sequences?, hours?}.',
  stopping:
    "Which runs end early: {rule: 'median', after, runs?}, or {rule: 'halving', first, factor?} for successive halving.",
};

/** The JSON Schema of the file, where `npm install @ntmjs/cli` has it. */
const SCHEMA = './node_modules/@ntmjs/cli/schema/sweep.schema.json';

/**
 * The text of an example of a sweep's configuration: of a `.ts` or `.js` file with a comment at each field, or of a `.json` file that names
 * its JSON Schema.
 *
 * @param file its path
 * @throws ArgumentError unless it ends with one of these
 */
export function sweepExample(file: string): string {
  const ending = requireChoice('the ending of the file', extname(requireText('file', file)), [
    ...['.ts', '.js', '.mjs', '.json'],
  ]);
  if (ending === '.json') return `${JSON.stringify({$schema: SCHEMA, ...EXAMPLE}, null, 2)}\n`;
  return [
    "import {defineSweep} from '@ntmjs/cli/config';\n",
    `// A sweep: npx ntm sweep ${file} begins it, and goes on with it; npx ntm sweep status ${file} says how far it is.`,
    `export default defineSweep(${literal(EXAMPLE)});\n`,
  ].join('\n');
}

/** A value as JavaScript; objects with comments, and those that hold objects, have a line for each field. */
function literal(value: unknown, path: readonly string[] = []): string {
  if (Array.isArray(value)) return `[${value.map((each) => literal(each)).join(', ')}]`;
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([name, part]) => {
    const own = [...path, name];
    return {comment: COMMENTS[own.join('.')], text: `${name}: ${literal(part, own)}`};
  });
  if (!['', 'search', 'search.space'].includes(path.join('.')))
    return `{${fields.map(({text}) => text).join(', ')}}`;
  const margin = '  '.repeat(path.length);
  const lines = fields.flatMap(({comment, text}) => [
    ...(comment === undefined ? [] : [`// ${comment}`]),
    `${text},`,
  ]);
  return `{\n${lines.map((line) => `${margin}  ${line}`).join('\n')}\n${margin}}`;
}
