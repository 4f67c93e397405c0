import {expect, test} from 'vitest';
import {canonicalJson} from '../config/canonical.js';
import {describeSmall, smallEvaluation} from '../fixtures/smallSweep.js';
import {plannedRun, type RunDescription} from './plannedRun.js';

const evaluation = smallEvaluation;
const planned = async () => plannedRun({...(await describeSmall({seed: 1})), evaluation});

test('equal descriptions have equal identities, in whatever order their keys are', async () => {
  expect(canonicalJson({b: [{d: 1, c: undefined}], a: 2})).toBe('{"a":2,"b":[{"d":1}]}');
  const run = await planned();
  const {config, versions} = run;
  const reversed = {...Object.fromEntries(Object.entries(config).reverse())} as typeof config;
  expect(plannedRun({versions, evaluation, config: reversed})).toMatchObject({id: run.id, name: run.name});
  expect(run.name).toMatch(/^copy-ntm-feedforward-1-[\da-f]{16}$/);
  const changes: Partial<RunDescription>[] = [
    {config: {...config, seed: 2}},
    {evaluation: [{...smallEvaluation[0]!, episodes: 3}]},
    {versions: {ntmjs: 'another'}},
  ];
  const changed = changes.map((change) => plannedRun({config, evaluation, versions, ...change}));
  expect(new Set([run, ...changed].map(({id}) => id)).size).toBe(4);
  // Another evaluation is of the same training.
  expect(changed.map(({name}) => name === run.name)).toEqual([false, true, false]);
});

test('the name of a task of a user’s is no path', async () => {
  const {config, versions} = await planned();
  const task = {...config.task, name: '../../my task'};
  expect(plannedRun({versions, evaluation, config: {...config, task}}).name).toMatch(
    /^_my_task-ntm-feedforward-1-[\da-f]{16}$/,
  );
});
