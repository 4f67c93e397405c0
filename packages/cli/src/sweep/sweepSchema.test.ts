import {readFileSync} from 'node:fs';
import {ArgumentError} from '@ntmjs/arguments';
import {readSweep, type SweepConfig} from '@ntmjs/sweep';
import {sweepExample} from '@ntmjs/sweep/runs';
import {Ajv} from 'ajv';
import type {Option} from 'commander';
import {describe, expect, test} from 'vitest';
import {describingOptions} from './describeOptions.js';
import {runOptions} from './runOptions.js';

const integer = (description: string, minimum = 1) => ({type: 'integer', minimum, description});
const number = (description: string) => ({type: 'number', description});

/** An object with these fields and no others. */
function object(properties: Readonly<Record<string, object>>, required: readonly string[] = [], more = {}) {
  return {type: 'object', properties, required, additionalProperties: false, ...more};
}

const scalar = {type: ['string', 'number', 'boolean']};
const texts = {type: 'array', items: {type: ['string', 'number']}, minItems: 1};
const scale = {
  enum: ['linear', 'log'],
  description: 'log: equal factors are equally likely',
  default: 'linear',
};

const range = {
  oneOf: [
    object(
      {
        type: {const: 'choice'},
        values: {
          type: 'array',
          items: scalar,
          minItems: 1,
          uniqueItems: true,
          description: 'all equally likely',
        },
      },
      ['type', 'values'],
    ),
    object({type: {const: 'number'}, min: {type: 'number'}, max: {type: 'number'}, scale}, [
      'type',
      'min',
      'max',
    ]),
    object({type: {const: 'integer'}, min: {type: 'integer'}, max: {type: 'integer'}, scale}, [
      'type',
      'min',
      'max',
    ]),
  ],
};

const numberByPart = {type: 'object', additionalProperties: {type: 'number'}};

/** What the option of a run may be, as `ntm train` has it. */
function optionSchema(option: Option) {
  const {description} = option;
  if (option.isBoolean()) return {type: 'boolean', description};
  if (option.flags.includes('<n>')) return {type: 'integer', description};
  if (option.flags.includes('<x>')) return {type: 'number', description};
  if (option.flags.includes('<list>')) return {anyOf: [{type: 'string'}, texts], description};
  if (option.argChoices !== undefined) return {enum: option.argChoices, description};
  return option.parseArg === undefined
    ? {type: 'string', description}
    : {anyOf: [{type: ['string', 'number']}, texts], description};
}

/** The JSON Schema of a sweep's file, for editors: the options of its runs are those of `ntm train`. */
function sweepSchema() {
  const options = runOptions().filter((option) => option.attributeName() !== 'seed');
  const ofRun = options.map((option) => [option.attributeName(), optionSchema(option)]);
  const varied = options.map((option) => [
    option.attributeName(),
    {$ref: '#/definitions/range', description: option.description},
  ]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A sweep of ntmjs',
    definitions: {range},
    ...object(
      {
        $schema: {type: 'string'},
        run: object(
          {
            task: {type: 'string', description: 'the name of a task, or a module that exports one'},
            ...Object.fromEntries(ofRun),
          },
          ['task'],
          {description: 'the options that all runs have in common'},
        ),
        search: object(
          {
            method: {
              enum: ['grid', 'random', 'tpe'],
              description:
                'grid: all combinations; random; tpe: where good points are likely, by what is known so far',
            },
            space: object(Object.fromEntries(varied), [], {
              minProperties: 1,
              description: 'the options that vary',
            }),
            points: integer('the number of points; of a grid, all by default'),
            seed: {type: 'integer', description: 'of the points', default: 1},
          },
          ['method', 'space'],
          {description: 'how points are chosen'},
        ),
        seeds: {...integer('the number of seeds of each point: 1, 2, …'), maximum: 1000, default: 1},
        objective: {
          description: 'what is best; of several seeds the median counts',
          default: {type: 'solved'},
          oneOf: [
            object({type: {const: 'solved', description: 'the fewest sequences until the task is solved'}}, [
              'type',
            ]),
            object(
              {
                type: {
                  const: 'metric',
                  description: 'a metric of the task on fresh episodes, after training',
                },
                metric: {type: 'string', minLength: 1},
                goal: {enum: ['minimize', 'maximize'], default: 'minimize'},
                at: {
                  ...numberByPart,
                  description: 'parts of the difficulty that differ from those of training',
                },
              },
              ['type', 'metric'],
            ),
          ],
        },
        evaluation: object({
          episodes: {...integer('the number of episodes at each difficulty'), default: 100},
          at: {
            type: 'object',
            additionalProperties: {type: 'array', items: {type: 'integer', minimum: 1}, minItems: 1},
            description: 'more difficulties than that of training, by their parts',
          },
        }),
        budget: object({
          runs: integer('the number of runs'),
          sequences: integer('the number of training sequences of all runs together'),
          hours: {...number('hours of work of one call'), exclusiveMinimum: 0},
        }),
        stopping: {
          description: 'which runs end early',
          oneOf: [
            object(
              {
                rule: {const: 'median', description: 'those worse than the median of others'},
                after: integer('no run ends before so many sequences', 0),
                runs: {...integer('how many others must have reached as many sequences'), default: 5},
              },
              ['rule', 'after'],
            ),
            object(
              {
                rule: {const: 'halving', description: 'those not among the best one in factor at a rung'},
                first: integer('the sequences of the first rung'),
                factor: {...number('of a rung to the one before'), exclusiveMinimum: 1, default: 3},
              },
              ['rule', 'first'],
            ),
          ],
        },
      },
      ['run', 'search'],
    ),
  };
}

test('the published JSON Schema is up to date (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(sweepSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../schema/sweep.schema.json',
  );
});

describe('the JSON Schema and the command agree', () => {
  const accepts = new Ajv({strict: false}).compile(sweepSchema());
  const search = {method: 'grid', space: {rows: {type: 'choice', values: [16, 32]}}};
  const sweep = {run: {task: 'copy'}, search};

  /** Whether the command takes a configuration: the sweep, and the options of its first point. */
  async function isRead(json: object): Promise<boolean> {
    try {
      const config = json as SweepConfig;
      await readSweep('sweep.json', config);
      const first = Object.entries(config.search.space).map(([name, {type, ...rest}]) => {
        return [
          name,
          type === 'choice' ? (rest as {values: string[]}).values[0] : (rest as {min: number}).min,
        ];
      });
      await describingOptions(String)({...config.run, ...Object.fromEntries(first), seed: 1});
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(ArgumentError);
      return false;
    }
  }

  /** The sweep that the guide has. */
  function ofGuide(): object {
    const guide = readFileSync(new URL('../../../../docs/guide/sweeps.md', import.meta.url), 'utf8');
    const [, program] = /^```ts\nimport .*\n([^`]*)^```$/m.exec(guide)!;
    return new Function(program!.replace('export default defineSweep', 'return '))();
  }

  test.each<[string, object, boolean]>([
    ['the sweep of the guide', ofGuide(), true],
    ['a grid', sweep, true],
    ['the example', JSON.parse(sweepExample('sweep.json')), true],
    [
      'a metric to maximize',
      {...sweep, objective: {type: 'metric', metric: 'bits', goal: 'maximize', at: {length: 3}}},
      true,
    ],
    ['successive halving', {...sweep, stopping: {rule: 'halving', first: 100, factor: 2}}, true],
    [
      'every kind of option',
      {
        ...sweep,
        run: {
          task: 'copy',
          eager: true,
          batch: 2,
          learningRate: 0.1,
          backend: 'cpu',
          heads: ['write', 'read'],
          taskOption: ['maxLength=3'],
          solved: 'bits=0.1',
        },
      },
      true,
    ],
    ['a field that does not exist', {...sweep, seed: 1}, false],
    ['no task', {...sweep, run: {}}, false],
    ['a seed of runs', {...sweep, run: {task: 'copy', seed: 1}}, false],
    ['an option that does not exist', {...sweep, run: {task: 'copy', rate: 1}}, false],
    ['an option that a sweep sees to itself', {...sweep, run: {task: 'copy', resume: 'runs/copy-1'}}, false],
    ['a text for a truth value', {...sweep, run: {task: 'copy', eager: 'yes'}}, false],
    ['a text for a number', {...sweep, run: {task: 'copy', sequences: 'many'}}, false],
    ['a backend that does not exist', {...sweep, run: {task: 'copy', backend: 'gpu'}}, false],
    [
      'an option that varies and does not exist',
      {...sweep, search: {...search, space: {rate: search.space.rows}}},
      false,
    ],
    ['no option that varies', {...sweep, search: {...search, space: {}}}, false],
    ['a method that does not exist', {...sweep, search: {...search, method: 'best'}}, false],
    [
      'a range with a list',
      {...sweep, search: {...search, space: {rows: {type: 'integer', min: 1, max: 2, values: [1]}}}},
      false,
    ],
    ['no seeds', {...sweep, seeds: 0}, false],
    ['an objective without its metric', {...sweep, objective: {type: 'metric'}}, false],
    ['a rule of two', {...sweep, stopping: {rule: 'median', after: 1, first: 1}}, false],
    ['a budget of no time', {...sweep, budget: {hours: 0}}, false],
  ])('on %s', async (_, json, expected) => {
    expect(await isRead(json)).toBe(expected);
    expect(accepts(json), JSON.stringify(accepts.errors)).toBe(expected);
  });
});
