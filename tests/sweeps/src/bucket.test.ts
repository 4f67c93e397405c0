import {setTimeout} from 'node:timers/promises';
import {openStore} from '@ntmjs/sweep/bucket';
import {RandomStream} from '@ntmjs/tasks';
import {describeWithS3, newAddress, useEnvironment, useS3} from '@ntmjs/test-support/s3';
import {expect, onTestFailed, onTestFinished, test, vi} from 'vitest';
import {Command} from './command.js';
import {describeWithServers} from './describeWithServers.js';
import {disturb} from './disturb.js';
import {queueOn, someRun} from './queueOn.js';
import {SweepFiles, smallSweep} from './smallSweep.js';
import {sweepThrough} from './throughQueue.js';

/** A sweep whose runs and decisions are in a bucket, and processes that work on it. */
async function sweepInBucket(runs: number) {
  const [place, folder] = [newAddress(), newAddress()];
  const files = await SweepFiles.create(smallSweep(runs), place);
  const commands: Command[] = [];
  const over = new AbortController();
  onTestFailed(() => console.error(commands.map(({output}) => output).join('\n\n')));
  onTestFinished(async () => {
    over.abort();
    await Promise.all(commands.map((command) => command.kill()));
    await files.remove();
  });
  const start = () => {
    const options = ['--jobs', '1', '--lease', '4', '--runs', place, '--folder', folder, '--json'];
    const command = new Command(['sweep', 'sweep.json', ...options], files.folder);
    commands.push(command);
    return command;
  };
  return {files, start, signal: over.signal};
}

describeWithS3('processes that share a bucket', () => {
  useS3();

  test('one goes on where another was killed', {tags: ['full']}, async () => {
    const {files, start} = await sweepInBucket(5);
    const first = start();
    while ((await files.done()) < 1) await setTimeout(100);
    await first.kill();
    const second = start();
    expect(await second.ended, second.output).toBe(0);
    await files.expectDone();
  });

  test('2 do 15 runs, though 3 are killed and one is frozen', {tags: ['full']}, async () => {
    const {files, start, signal} = await sweepInBucket(15);
    const workers = [start(), start()];
    const random = new RandomStream(1);
    const happened = await disturb({files, random, runs: 15, workers, start, kills: 3, signal});
    const ends = await Promise.all(workers.map(({ended}) => ended));
    for (const [index, end] of ends.entries()) expect(end, workers[index]!.output).toBe(0);
    expect(happened).toEqual({kills: 3, taken: true});
    await files.expectDone();
    expect((await files.attempts()).flatMap(({failed}) => failed ?? [])).toEqual([]);
  });
});

describeWithServers((kind) => {
  describeWithS3('with runs in a bucket', () => {
    useS3();

    test('a worker trains what is there, and whoever opens the bucket finds the result', async () => {
      const place = newAddress();
      const {work, serve} = await queueOn(kind, place);
      const run = await someRun();
      const {id, config, evaluation, versions} = run;
      const train = vi.fn(async () => ({
        type: 'done' as const,
        result: {
          ...{id, config, evaluation, versions, sequences: 1, seconds: 0, log: []},
          ...{reason: 'budget' as const, results: [], parameters: 1, machine: 'none', weights: 'of the run'},
        },
      }));
      serve(train);
      await work({run});
      expect(await (await openStore(place)).result(run)).toMatchObject({attempt: 1, weights: 'of the run'});
      await work({run});
      expect(train).toHaveBeenCalledTimes(1);
    });

    test(
      '2 workers do 10 runs, though 2 are killed, one is frozen and the server is killed',
      {
        tags: ['full'],
      },
      () => sweepThrough(kind, {runs: 10, workers: 2, kills: 2, restarts: [5], place: newAddress()}),
    );
  });
});

test('without the client of S3, the command says how to install it', async () => {
  const files = await SweepFiles.create(smallSweep(5));
  onTestFinished(() => files.remove());
  const hook = `export async function resolve(specifier, context, next) {
    if (specifier !== '@aws-sdk/client-s3') return next(specifier, context);
    throw Object.assign(new Error('none'), {code: 'ERR_MODULE_NOT_FOUND'});
  }`;
  const url = (program: string) => `data:text/javascript,${encodeURIComponent(program)}`;
  const register = `import {register} from 'node:module'; register(${JSON.stringify(url(hook))});`;
  useEnvironment({NODE_OPTIONS: `--import=${url(register)}`});
  const command = new Command(
    ['sweep', 'status', 'sweep.json', '--runs', 's3://my-bucket/runs'],
    files.folder,
  );
  expect(await command.ended).toBe(2);
  expect(command.output).toContain(
    's3://my-bucket/runs must be used with the package @aws-sdk/client-s3: npm install @aws-sdk/client-s3',
  );
});
