import {toJsonSchema} from '@valibot/to-json-schema';
import {Ajv} from 'ajv';
import * as v from 'valibot';
import {describe, expect, test} from 'vitest';
import {configWith, versions} from '../fixtures/runs.js';
import {builtIn} from '../optimizers/createOptimizer.js';
import {alternatives, runFile, runFileSchema} from './runConfig.js';

/** The JSON Schema of `run.json`, for editors: it knows the built-in optimizers. */
function runSchema() {
  const convert = (schema: v.GenericSchema): ReturnType<typeof toJsonSchema> =>
    toJsonSchema(schema, {
      ignoreActions: ['finite'],
      overrideAction: ({valibotAction}) =>
        // The bounds of exact integers would only distract.
        valibotAction.type === 'safe_integer' ? {type: 'integer'} : undefined,
      overrideSchema: ({valibotSchema}) => {
        const choices = alternatives.get(valibotSchema as v.GenericSchema);
        return choices && {anyOf: choices.map((choice) => withoutDialect(convert(choice)))};
      },
    });
  const $schema = 'http://json-schema.org/draft-07/schema#';
  return {$schema, title: 'A run of ntmjs', ...convert(runFileSchema(builtIn.map(({name}) => name)))};
}

function withoutDialect({$schema: _, ...schema}: ReturnType<typeof toJsonSchema>) {
  return schema;
}

test('the published JSON Schema is up to date (vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(runSchema(), null, 2)}\n`).toMatchFileSnapshot(
    '../../schema/run.schema.json',
  );
});

describe('the JSON Schema and the validation agree', () => {
  const accepts = new Ajv({strict: false, validateFormats: false}).compile(runSchema());
  const file = JSON.parse(JSON.stringify(runFile(configWith(), versions)));
  const {training} = file.config;

  /** The file with other values under `training`. */
  const withTraining = (values: object) => ({
    ...file,
    config: {...file.config, training: {...training, ...values}},
  });

  test.each<[string, object, boolean]>([
    ['a run', file, true],
    ['a file that names its schema', {$schema: './run.schema.json', ...file}, true],
    [
      'another optimizer',
      withTraining({optimizer: {type: 'adamw', learningRate: 1, weightDecay: 0.1}}),
      true,
    ],
    ['a threshold below', withTraining({solved: {metric: 'bits', below: 1}}), true],
    ['a threshold above', withTraining({solved: {metric: 'coarse', above: 0.9}}), true],
    [
      'a curriculum',
      withTraining({curriculum: {type: 'doubling', part: 'length', start: 1, below: 1}}),
      true,
    ],
    ['other sizes of the memory', withTraining({memorySizes: [{rows: 2048, share: 0.15}]}), true],
    ['a share above 1', withTraining({memorySizes: [{rows: 2048, share: 1.5, after: 0}]}), false],
    ['a key that does not exist', {...file, extra: 1}, false],
    ['no configuration', {...file, config: undefined}, false],
    ['an unknown optimizer', withTraining({optimizer: {type: 'nobody', learningRate: 1}}), false],
    [
      'an argument of another optimizer',
      withTraining({optimizer: {...training.optimizer, beta1: 0.9}}),
      false,
    ],
    ['a learning rate of 0', withTraining({optimizer: {...training.optimizer, learningRate: 0}}), false],
    ['a batch of 0', withTraining({batch: 0}), false],
    ['a part of a sequence', withTraining({sequences: 1.5}), false],
    ['a choice that does not exist', withTraining({onNaN: 'go'}), false],
    ['both thresholds', withTraining({solved: {metric: 'bits', above: 1, below: 1}}), false],
    ['a decay above 1', withTraining({learningRateDecay: {to: 2, over: 1}}), false],
  ])('on %s', (_, json, expected) => {
    expect(accepts(json)).toBe(expected);
    expect(v.safeParse(runFileSchema(), json).success).toBe(expected);
  });
});
