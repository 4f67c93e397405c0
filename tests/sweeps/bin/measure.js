// Measures what a run costs besides its training, and what a sweep of many runs costs that wait:
//
//   node tests/sweeps/bin/measure.js [redis://… postgres://… s3://bucket/prefix]

import {randomUUID} from 'node:crypto';
import {setMaxListeners} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {performance} from 'node:perf_hooks';
import {readSweep} from '@ntmjs/sweep';
import {isBucket, openStore} from '@ntmjs/sweep/bucket';
import {openSubmitter, serveQueue} from '@ntmjs/sweep/queue';
import {Leases, runSweep, SweepFolder, versionsHere, workerHere} from '@ntmjs/sweep/runs';

const RUNS = 200;
const WAITING = 10_000;

const versions = await versionsHere();
const describe = async ({seed, learningRate}) => ({
  config: {
    task: {name: 'copy', config: {}},
    seed,
    training: {sequences: 100, optimizer: {type: 'adam', learningRate}},
  },
  versions,
});

/** A training that takes no time. */
const train = async ({run: {id, config, evaluation, versions}}) => ({
  type: 'done',
  result: {
    ...{id, config, evaluation, versions, sequences: 100, seconds: 0, log: [], reason: 'budget', weights: id},
    results: [{difficulty: {}, rows: 4, episodes: 1, worstWrongBits: 0, bits: 0, wrongBits: 0}],
  },
});

async function sweepOf(runs, root, place = join(root, 'runs')) {
  const config = {
    run: {task: 'copy'},
    search: {
      method: 'random',
      points: runs,
      space: {learningRate: {type: 'number', min: 1e-5, max: 1e-1, scale: 'log'}},
    },
  };
  const [sweep, folder] = [
    await readSweep('sweep', config),
    await SweepFolder.open(join(root, 'sweep'), config),
  ];
  return {sweep, folder, describe, store: await openStore(place)};
}

async function measured(name, runs, prepare, place) {
  const root = await mkdtemp(join(tmpdir(), 'ntm-measure-'));
  try {
    const args = await sweepOf(runs, root, place);
    const {end, ...hands} = await prepare(args.store);
    const [start, cpu] = [performance.now(), process.cpuUsage()];
    await runSweep({...args, signal: new AbortController().signal, ...hands});
    const {user, system} = process.cpuUsage(cpu);
    const each = (milliseconds) => (milliseconds / runs).toFixed(1);
    console.log(
      `${name}: ${each(performance.now() - start)} ms a run, ${each((user + system) / 1000)} ms of a core`,
    );
    await end?.();
  } finally {
    await rm(root, {recursive: true});
  }
}

const here = async (store) => {
  const leases = new Leases();
  return {leases, work: workerHere({store, leases, train}), parallel: 2};
};

const places = process.argv.slice(2);
await measured('folder', RUNS, here);
for (const bucket of places.filter(isBucket))
  await measured('bucket', RUNS, here, `${bucket}/${randomUUID()}`);
for (const queue of places.filter((place) => !isBucket(place))) {
  await measured(new URL(queue).protocol, RUNS, async (store) => {
    const {work, close} = await openSubmitter({queue, store});
    const stopped = new AbortController();
    const serving = serveQueue({queue, store, train, jobs: 2, signal: stopped.signal});
    const end = async () => {
      stopped.abort();
      await serving;
      await close();
    };
    return {work, parallel: 1000, end};
  });
}

/** How long it takes until so many runs wait, and the memory that this takes. */
const root = await mkdtemp(join(tmpdir(), 'ntm-measure-'));
const args = await sweepOf(WAITING, root);
for (const start of ['first', 'second']) {
  const stopped = new AbortController();
  setMaxListeners(0, stopped.signal);
  const begun = performance.now();
  let waiting = 0;
  const work = ({signal}) => {
    waiting += 1;
    if (waiting % 2500 === 0 || (start === 'second' && waiting === 1))
      console.log(
        `${start} start: ${waiting} wait after ${((performance.now() - begun) / 1000).toFixed(1)} s, ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB`,
      );
    if (waiting === WAITING) stopped.abort();
    return new Promise((resolve) => signal.addEventListener('abort', resolve));
  };
  await runSweep({...args, work, parallel: WAITING, signal: stopped.signal});
}
await rm(root, {recursive: true});
