import {mkdir, symlink, writeFile} from 'node:fs/promises';
import {join, relative} from 'node:path';
import {expect, test} from 'vitest';
import {describeSmall, smallEvaluation, testFolder} from '../fixtures/smallSweep.js';
import {plannedRun} from '../runs/plannedRun.js';
import {jobId, type RunJob, readJob} from './job.js';

const store = 'the store';

async function honest(config: object = {}) {
  const described = await describeSmall({seed: 1});
  const run = {...described, config: {...described.config, ...config}, evaluation: smallEvaluation};
  const accepted = {versions: described.versions, store};
  return {job: {run, store} as RunJob, id: jobId(plannedRun(run), undefined), accepted};
}

test('a job is read as the run that it was made of', async () => {
  const {job, id, accepted} = await honest();
  expect(await readJob(id, job, accepted)).toEqual({run: plannedRun(job.run), until: undefined});
  expect(await readJob(`${id}-20`, {...job, until: 20}, accepted)).toMatchObject({until: 20});
});

test('what is no job is refused with a reason', async () => {
  const {job, id, accepted} = await honest();
  const {run} = job;
  const spoiled: readonly [unknown, RegExp][] = [
    [undefined, /^job must be an object \{run, until\?, store\}/],
    ['job', /^job must be an object/],
    [{...job, processor: '/tmp/evil.js'}, /processor/],
    [{...job, run: {...run, module: './evil.js'}}, /module/],
    [{...job, run: null}, /^job\.run must be an object/],
    [{...job, run: {...run, config: null}}, /^run\.config must be/],
    [
      {...job, run: {...run, config: {...run.config, task: {name: '../../up', config: {}}}}},
      /^job\.id must be/,
    ],
    [{...job, run: {...run, evaluation: {}}}, /^run\.evaluation must be a list/],
    [{...job, run: {...run, evaluation: []}}, /^run\.evaluation must be a list/],
    [{...job, run: {...run, evaluation: [null]}}, /^run\.evaluation\[0\] must be an object/],
    [{...job, run: {...run, evaluation: [{settings: [], episodes: -1}]}}, /^run\.evaluation\[0\]\.episodes/],
    [
      {...job, run: {...run, evaluation: [{settings: [7], episodes: 1}]}},
      /^run\.evaluation\[0\]\.settings\[0\]/,
    ],
    [
      {...job, run: {...run, evaluation: [{settings: [{difficulty: {}, rows: 1e99}], episodes: 1}]}},
      /^run\.evaluation\[0\]\.settings\[0\]\.rows must be/,
    ],
    [{...job, run: {...run, config: {...run.config, model: 'evil.js'}}}, /^run\.config\.model must be/],
    [{...job, until: -1}, /^job\.until must be/],
    [{...job, until: '1; rm'}, /^job\.until must be/],
    [{...job, until: 20}, /^job\.id must be/],
    [{...job, store: '/etc'}, /^job\.store must be the store/],
    [{...job, run: {...run, config: {...run.config, seed: 2}}}, /^job\.id must be/],
  ];
  for (const [data, reason] of spoiled) {
    await expect(readJob(id, data, accepted), JSON.stringify(data)).rejects.toThrow(reason);
  }
  const other = {...run, versions: {ntmjs: '9.9.9'}};
  const otherId = jobId(plannedRun(other), undefined);
  await expect(readJob(otherId, {...job, run: other}, accepted)).rejects.toThrow(
    /^job\.run\.versions must be/,
  );
});

const parts = {
  'task.module': (path: unknown) => ({task: {name: 'copy', config: {}, module: {path, sha256: ''}}}),
  accessModule: (path: unknown) => ({accessModule: {path, sha256: ''}}),
  from: (path: unknown) => ({from: {path, sha256: ''}}),
};

for (const [field, configWith] of Object.entries(parts)) {
  test(`${field} is refused, but in the folder that the worker was started with`, async () => {
    const root = await testFolder();
    const modules = join(root, 'modules');
    await mkdir(modules);
    for (const name of ['modules/good.js', 'evil.js', 'modules-too.js'])
      await writeFile(join(root, name), '');
    await symlink(join(root, 'evil.js'), join(modules, 'link.js'));
    const reading = async (path: unknown, folder?: string) => {
      const {job, id, accepted} = await honest(configWith(path));
      return readJob(id, job, {...accepted, modules: folder});
    };
    const good = join(modules, 'good.js');
    await expect(reading(good)).rejects.toThrow(
      `job.run.config.${field} must be omitted: this worker was started without --modules, got "${good}"`,
    );
    expect(await reading(good, modules)).toBeDefined();
    expect(await reading(`./${relative('.', good)}`, relative('.', modules))).toBeDefined();
    for (const path of [
      ...['evil.js', 'modules-too.js', 'modules/../evil.js', 'modules/link.js', 'modules/none.js'].map(
        (name) => join(root, name),
      ),
      ...[`${modules}/../evil.js`, 'a-package', '', '/', 7, null, ['x']],
      relative('.', good).replace(/^[./]+/, ''),
    ]) {
      await expect(reading(path, modules), String(path)).rejects.toThrow(
        `job.run.config.${field}.path must be a path in`,
      );
    }
    expect(await reading(modules, modules)).toBeDefined(); // a saved model may be the folder itself
    await expect(reading(good, join(root, 'no-folder'))).rejects.toThrow('.path must be a path in');
  });
}
