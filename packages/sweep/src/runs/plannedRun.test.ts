import {expect, test} from 'vitest';
import {canonicalJson} from '../config/canonical.js';
import {describeSmall} from '../fixtures/smallSweep.js';
import {plannedRun, type RunDescription} from './plannedRun.js';

const evaluation = {episodes: 2, at: {}};
const planned = async () => plannedRun({...(await describeSmall({seed: 1})), evaluation});

test('equal descriptions have equal identities, in whatever order their keys are', async () => {
  expect(canonicalJson({b: [{d: 1, c: undefined}], a: 2})).toBe('{"a":2,"b":[{"d":1}]}');
  const run = await planned();
  const {config, versions} = run;
  const reversed = {...Object.fromEntries(Object.entries(config).reverse())} as typeof config;
  expect(plannedRun({versions, evaluation, config: reversed})).toMatchObject({id: run.id, name: run.name});
  expect(run.name).toBe(`copy-${run.id.slice(0, 16)}`);
  const changes: Partial<RunDescription>[] = [
    {config: {...config, seed: 2}},
    {evaluation: {episodes: 3, at: {}}},
    {versions: {ntmjs: 'another'}},
  ];
  const ids = changes.map((change) => plannedRun({config, evaluation, versions, ...change}).id);
  expect(new Set([run.id, ...ids]).size).toBe(4);
});

test('the name of a task of a user’s is no path', async () => {
  const {config, versions} = await planned();
  const task = {...config.task, name: '../../my task'};
  expect(plannedRun({versions, evaluation, config: {...config, task}}).name).toMatch(
    /^_my_task-[\da-f]{16}$/,
  );
});
