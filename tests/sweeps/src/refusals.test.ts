import {readdir} from 'node:fs/promises';
import {ArgumentError} from '@ntmjs/arguments';
import {WriteError} from '@ntmjs/training/runs';
import {expect, test, vi} from 'vitest';
import {describeWithServers} from './describeWithServers.js';
import {queueOn, someRun} from './queueOn.js';

const failing = (final: boolean) =>
  vi.fn(async () => {
    throw final ? new ArgumentError('run', 'another one', 0) : new Error('out of memory');
  });

describeWithServers((kind) => {
  test('a run that fails is tried three times, and why it failed is kept', async () => {
    const {store, work, serve, raw} = await queueOn(kind);
    const run = await someRun();
    const train = failing(false);
    serve(train);
    await work({run});
    expect(train).toHaveBeenCalledTimes(3);
    const failed = {reason: 'out of memory', final: false};
    expect(await store.attempts(run)).toMatchObject(
      [1, 2, 3].map((attempt) => ({attempt, ended: true, failed})),
    );
    const [job] = await (await raw()).getFailed();
    expect(job).toMatchObject({id: run.id, failedReason: 'out of memory', attemptsMade: 3});
    expect(job!.stacktrace).toHaveLength(3);
    // A later sweep may try it again.
    await store.begin(run, 4);
    await work({run});
    expect(train).toHaveBeenCalledTimes(4);
  });

  test('a run that would fail again is not tried again', async () => {
    const {work, serve} = await queueOn(kind);
    const train = failing(true);
    serve(train);
    await work({run: await someRun()});
    expect(train).toHaveBeenCalledTimes(1);
  });

  test('a worker that is stopped gives its run back, and another one goes on', async () => {
    const {store, work, serve} = await queueOn(kind);
    const run = await someRun();
    let begun = () => {};
    const training = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const end = serve(async ({signal}) => {
      begun();
      await new Promise((resolve) => signal!.addEventListener('abort', resolve));
      return {type: 'stopped'};
    });
    const done = work({run});
    await training;
    await end();
    const train = failing(true);
    serve(train);
    await done;
    expect(await store.attempts(run)).toMatchObject([{ended: true}, {failed: {final: true}}]);
  });

  test('a worker that cannot write gives its run back and ends, and another one goes on', async () => {
    const {store, work, serve, raw} = await queueOn(kind);
    const run = await someRun();
    const end = serve(async () => {
      throw new WriteError('weights.bin', 'the disk is full');
    });
    const done = work({run});
    await expect.poll(() => store.attempts(run), {timeout: 20_000}).toMatchObject([{ended: true}]);
    await expect(end()).rejects.toThrow('weights.bin cannot be written: the disk is full');
    const train = failing(true);
    serve(train);
    await done;
    expect(await store.attempts(run)).toMatchObject([{ended: true}, {failed: {final: true}}]);
    expect((await (await raw()).getFailed()).map(({attemptsMade}) => attemptsMade)).toEqual([1]);
  });

  test('a run with a module is refused, and its sweep says why', async () => {
    const {folder, work, serve, raw} = await queueOn(kind);
    const train = failing(true);
    serve(train);
    const run = await someRun({accessModule: {path: '/tmp/evil.js', sha256: ''}});
    const reason = 'job.run.config.accessModule must be omitted: this worker was started without --modules';
    await expect(work({run})).rejects.toThrow(
      `the run ${run.name} must be one that workers accept, got "${reason}`,
    );
    expect(await (await raw()).getFailed()).toMatchObject([
      {id: run.id, failedReason: `refused: ${reason}, got "/tmp/evil.js"`},
    ]);
    expect(train).not.toHaveBeenCalled();
    expect(await readdir(folder)).toEqual(['store.json']);
  });

  test('whatever else is put into the queue is refused and kept', async () => {
    const {folder, work, serve, raw} = await queueOn(kind);
    const train = failing(true);
    serve(train);
    const queue = await raw();
    const hostile = [
      {},
      {run: {config: {}, evaluation: {}, versions: {}}, store: folder},
      {
        run: {
          config: {task: {name: '../../../up', config: {}}, seed: 1},
          evaluation: [{settings: [], episodes: 1}],
          versions: {},
        },
        store: '/',
      },
      {processor: '/tmp/evil.js', $where: 'process.exit()'},
      'a text',
      [1, 2],
    ];
    for (const [index, data] of hostile.entries())
      await queue.add('hostile', data, {jobId: `hostile-${index}`, attempts: 5});
    await work({run: await someRun()}); // after them
    const failed = (await queue.getFailed()).filter(({name}) => name === 'hostile');
    expect(failed).toHaveLength(hostile.length);
    for (const job of failed)
      expect(job).toMatchObject({
        attemptsMade: 1,
        failedReason: expect.stringMatching(/^refused: (job|run)/),
      });
    expect(train).toHaveBeenCalledTimes(1);
    expect(await readdir(folder)).toHaveLength(2);
  });
});
