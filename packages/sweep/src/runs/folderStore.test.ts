import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {canonicalJson} from '../config/canonical.js';
import {describeSmall, testFolder, trainedResult} from '../fixtures/smallSweep.js';
import {trainAttempt} from '../workers/trainAttempt.js';
import {FolderFiles} from './folderFiles.js';
import {FolderStore} from './folderStore.js';
import {plannedRun, type RunDescription} from './plannedRun.js';
import type {RunResult} from './result.js';

const evaluation = {episodes: 2, at: {}};
const planned = async (seed = 1) => plannedRun({...(await describeSmall({seed})), evaluation});

async function stored() {
  const store = new FolderStore(await testFolder());
  const run = await planned();
  return {store, run, folder: store.folderOf(run)};
}

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

test('of all who begin an attempt, one does', async () => {
  const {store, run} = await stored();
  const begun = await Promise.all(Array.from({length: 8}, () => store.begin(run, 1)));
  expect(begun.filter((attempt) => attempt !== undefined)).toHaveLength(1);
  expect(await store.attempts(run)).toMatchObject([{attempt: 1, renewals: 0, ended: false}]);
  expect([...(await store.begun())]).toEqual([run.name]);
});

test('a file that is written first is whole, and nothing else remains', async () => {
  const folder = await testFolder();
  const texts = Array.from({length: 16}, (_, index) => String(index).repeat(10_000));
  const files = new FolderFiles(folder);
  const written = await Promise.all(texts.map((text) => files.writeFirst('file', text)));
  expect(written.filter(Boolean)).toHaveLength(1);
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe(texts[written.indexOf(true)]);
  expect(await readdir(folder)).toEqual(['file']);
  await expect(files.writeFirst('file/nowhere', '')).rejects.toThrow('cannot be written');
});

test('an attempt goes on from the last whole checkpoint of those before it, and writes nothing of theirs', async () => {
  const {store, run} = await stored();
  const first = (await store.begin(run, 1))!;
  await trainAttempt({run, folder: first.folder, until: 20});
  // Killed before it trained.
  await store.begin(run, 2);
  const before = await readFile(join(first.folder, 'metrics.jsonl'), 'utf8');
  const third = (await store.begin(run, 3))!;
  expect(await readdir(join(third.folder, 'checkpoints'))).toEqual(['20']);
  const end = await trainAttempt({run, folder: third.folder});
  expect(end).toMatchObject({type: 'done', result: {sequences: 40, reason: 'budget'}});
  expect(await readdir(join(first.folder, 'checkpoints'))).toEqual(['20']);
  expect(await readFile(join(first.folder, 'metrics.jsonl'), 'utf8')).toBe(before);
  expect((await store.attempts(run)).map(({attempt}) => attempt)).toEqual([1, 2, 3]);
});

test('the first result stays, and one that was changed, or is of another run, is refused', async () => {
  const {store, run, folder} = await stored();
  const [one, other] = [(await store.begin(run, 1))!, (await store.begin(run, 2))!];
  const end = await trainedResult({run, folder: one.folder});
  const result = {...(end as unknown as {result: RunResult}).result, attempt: 2};
  await other.finish(result);
  await one.finish({...result, attempt: 1});
  expect((await store.result(run))!.attempt).toBe(2);
  const path = join(folder, 'result.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('"seconds": 0', '"seconds": 1'));
  await expect(store.result(run)).rejects.toThrow('sha256 must be');
  const another = await planned(2);
  await mkdir(store.folderOf(another));
  await writeFile(join(store.folderOf(another), 'result.json'), JSON.stringify(result));
  await expect(store.result(another)).rejects.toThrow(`result.json: id must be ${another.id}`);
});
