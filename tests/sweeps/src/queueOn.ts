import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {openStore} from '@ntmjs/sweep/bucket';
import {openSubmitter, serveQueue} from '@ntmjs/sweep/queue';
import {plannedRun, type Train, versionsHere} from '@ntmjs/sweep/runs';
import type {RunConfig} from '@ntmjs/training/runs';
import {createPostgresBackend, createRedisBackend, withBackend} from 'bullmq';
import {onTestFinished} from 'vitest';
import type {ServerKind} from './servers.js';

/**
 * A queue with its store, one watcher, and workers that train as a function does.
 *
 * @param place where the runs are; defaults to a folder
 */
export async function queueOn(kind: ServerKind, place?: string) {
  const server = await kind.create();
  const folder = await mkdtemp(join(tmpdir(), 'ntm-refusals-'));
  await server.start();
  const open = () => openStore(place ?? folder);
  const store = await open();
  const submitter = await openSubmitter({queue: server.url, store});
  const stop: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    await Promise.allSettled(stop.map((each) => each()));
    await submitter.close();
    await server.remove();
    await rm(folder, {recursive: true});
  });
  const serve = (train: Train, modules?: string) => {
    const stopped = new AbortController();
    // As on another machine.
    const serving = open().then((own) =>
      serveQueue({queue: server.url, store: own, train, jobs: 1, modules, signal: stopped.signal}),
    );
    serving.catch(() => {}); // whoever ends it is told
    const end = async () => {
      stopped.abort();
      await serving;
    };
    stop.push(end);
    return end;
  };
  const raw = async () => {
    const isRedis = server.url.startsWith('redis');
    const {Queue} = withBackend(
      (isRedis ? createRedisBackend : createPostgresBackend) as typeof createRedisBackend,
    );
    const connection = (isRedis ? {url: server.url} : {connectionString: server.url}) as object;
    const queue = new Queue(`ntmjs-${Object.values(await versionsHere()).join('-')}`, {connection});
    stop.push(() => queue.close());
    return queue;
  };
  return {folder, store, work: submitter.work, serve, raw};
}

/** A run that is never trained. */
export async function someRun(config: object = {}) {
  return plannedRun({
    config: {task: {name: 'copy', config: {}}, model: {}, seed: 1, ...config} as RunConfig,
    evaluation: [{settings: [], episodes: 1}],
    versions: await versionsHere(),
  });
}
