import {existsSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {describeWithS3, newAddress, useEnvironment, useS3} from '@ntmjs/test-support/s3';
import type {TrainReport} from '@ntmjs/training';
import {Run} from '@ntmjs/training/runs';
import {describe, expect, test} from 'vitest';
import {type Fault, type FaultyServer, faultyServer} from '../fixtures/faultyServer.js';
import {testFolder} from '../fixtures/smallSweep.js';
import {planned, testStore} from '../fixtures/storeContract.js';
import type {AttemptRecord} from '../runs/result.js';
import type {Train} from '../workers/attemptProcess.js';
import {Leases} from '../workers/leases.js';
import {trainAttempt} from '../workers/trainAttempt.js';
import {workerHere} from '../workers/worker.js';
import {BucketFiles} from './bucketFiles.js';
import {BucketStore, fetchRun} from './bucketStore.js';

describeWithS3('runs in a bucket', () => {
  const server = useS3();

  /** A store behind a server that has faults, once they are set. */
  async function behind(): Promise<{
    store: BucketStore;
    files: BucketFiles;
    faulty: FaultyServer;
    address: string;
  }> {
    const faulty = await faultyServer(server().environment.AWS_ENDPOINT_URL!);
    useEnvironment({AWS_ENDPOINT_URL: faulty.url});
    const address = newAddress();
    const [store, files] = [await BucketStore.open(address), await BucketFiles.open(address)];
    faulty.requests.length = 0;
    return {store, files, faulty, address};
  }

  testStore(async () => {
    const address = newAddress();
    return async () => ({store: await BucketStore.open(address), files: await BucketFiles.open(address)});
  });

  /** An attempt that was trained for some sequences. */
  async function trained(store: BucketStore, until: number) {
    const run = await planned();
    const attempt = (await store.begin(run, 1))!;
    await trainAttempt({run, folder: attempt.folder, until});
    return {run, attempt};
  }

  test('what was kept is copied back, with the trained model, and is there when the attempt is over', async () => {
    const address = newAddress();
    const {run, attempt} = await trained(await BucketStore.open(address), 40);
    await attempt.keep();
    const {folder} = attempt;
    await attempt.end();
    expect(existsSync(join(folder, '..'))).toBe(false);
    const copy = join(await testFolder(), 'model');
    const archive = `${address}/${run.name}/1.tar`;
    await fetchRun(archive, copy);
    expect((await (await Run.open(copy)).checkpoints()).map(({sequences}) => sequences)).toEqual([40]);
    await expect(fetchRun(archive, copy)).rejects.toThrow(
      'folder must be a path where nothing is yet, got "',
    );
    await expect(fetchRun(archive.replace('1.tar', '2.tar'), `${copy}-2`)).rejects.toThrow(
      '/2.tar must be the archive of a run, got "nothing there"',
    );
    await expect(fetchRun(address, copy)).rejects.toThrow(/^address must be s3:\/\//);
  });

  test('uploads do not pile up: what comes while one goes on is one more, of what is there by then', async () => {
    const {store, faulty} = await behind();
    const {run, attempt} = await trained(store, 20);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    faulty.requests.length = 0;
    faulty.fault = async (): Promise<Fault> => {
      await held;
      return 'none';
    };
    const first = attempt.keep();
    await expect.poll(() => faulty.requests.length, {timeout: 10_000}).toBe(1);
    const others: Promise<void>[] = [];
    for (const until of [30, 40]) {
      await trainAttempt({run, folder: attempt.folder, until});
      others.push(attempt.keep());
    }
    release();
    await Promise.all([first, ...others]);
    await attempt.keep();
    expect(faulty.requests.map(({method}) => method)).toEqual(['PUT', 'PUT']);
    const second = (await store.begin(run, 2))!;
    expect(await readdir(join(second.folder, 'checkpoints'))).toEqual(['40']);
    await attempt.end();
    await second.end();
  });

  test('a run costs as many requests as docs/sweeps.md says', async () => {
    const {store, faulty} = await behind();
    const run = await planned();
    const counted = async (work: () => Promise<unknown>) => {
      faulty.requests.length = 0;
      await work();
      const kinds = faulty.requests.map(({method, url}) => (url.includes('list-type') ? 'LIST' : method));
      return Object.fromEntries(
        [...new Set(kinds)].map((kind) => [kind, kinds.filter((each) => each === kind).length]),
      );
    };
    const checkpoints = [20, 30, 40];
    const train: Train = async (args) => {
      for (const until of checkpoints) {
        await trainAttempt({...args, until, onProgress: undefined});
        args.onProgress!({sequences: until} as TrainReport);
        await expect
          .poll(() => faulty.requests.filter(({url}) => url.includes('.tar')).length, {timeout: 10_000})
          .toBe(until / 10 - 1);
      }
      return trainAttempt({...args, onProgress: undefined});
    };
    const work = workerHere({store, leases: new Leases(), train, lease: 3_600_000});
    // PUT: the attempt, its checkpoints, the result, and that the attempt has ended.
    expect(await counted(() => work({run}))).toEqual({GET: 1, LIST: 1, PUT: 3 + checkpoints.length});
    expect(await counted(() => store.result(run))).toEqual({GET: 1});
    const next = (await store.begin(run, 2))!;
    const renewal = async () => {
      await next.record({renewals: 1});
      await next.isOvertaken();
    };
    expect(await counted(renewal)).toEqual({PUT: 1, GET: 1});
    await next.end();
    expect(await counted(() => BucketStore.open(store.address))).toEqual({LIST: 1, PUT: 1, GET: 1});
  });

  test('an upload that is killed leaves the checkpoint before it', async () => {
    useEnvironment({AWS_MAX_ATTEMPTS: '1'});
    const {store, faulty} = await behind();
    const {run, attempt} = await trained(store, 20);
    await attempt.keep();
    await trainAttempt({run, folder: attempt.folder});
    faulty.fault = ({url}) => (url.includes('1.tar') ? 'broken' : 'none');
    await expect(attempt.keep()).rejects.toThrow(store.address);
    faulty.fault = () => 'none';
    const second = (await store.begin(run, 2))!;
    expect(await readdir(join(second.folder, 'checkpoints'))).toEqual(['20']);
    await attempt.end();
    await second.end();
  });

  test('a sweep goes on with the run of a process that was killed, to the same weights', async () => {
    const address = newAddress();
    const [store, files] = [await BucketStore.open(address), await BucketFiles.open(address)];
    const {run, attempt} = await trained(store, 20);
    await attempt.keep();
    const name = `${run.name}/attempt-1.json`;
    const {holder, ...record} = JSON.parse((await files.read(name))!);
    await files.write(name, JSON.stringify({...record, holder: {...holder, process: 2 ** 22 + 1}}));
    const leases = new Leases();
    await workerHere({store, leases, train: trainAttempt})({run});
    const undisturbed = await trainAttempt({run, folder: join(await testFolder(), 'run')});
    if (undisturbed.type !== 'done') throw new Error(undisturbed.type);
    const {weights, log, results} = undisturbed.result;
    expect(await store.result(run)).toMatchObject({attempt: 2, weights, results});
    expect((await store.result(run))!.log.map(({sequences}) => sequences)).toEqual(
      log.map(({sequences}) => sequences),
    );
    await attempt.end();
  });

  describe('an archive that is not what was kept is passed over', () => {
    test.each([
      ['cut short', (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2)],
      [
        'of other bytes',
        (bytes: Uint8Array) => {
          const at = bytes.length - 4096;
          return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(16, 7), bytes.subarray(at + 16)]);
        },
      ],
      ['empty', () => new Uint8Array()],
    ])('%s', async (_, spoil) => {
      const {store, files, address} = await behind();
      const {run, attempt} = await trained(store, 20);
      await attempt.keep();
      await attempt.end();
      const second = (await store.begin(run, 2))!;
      await trainAttempt({run, folder: second.folder, until: 30});
      await second.keep();
      await second.end();
      const name = `${run.name}/2.tar`;
      await files.write(name, spoil((await files.readBytes(name))!));
      const third = (await store.begin(run, 3))!;
      expect(await readdir(join(third.folder, 'checkpoints'))).toEqual(['20']);
      await third.end();
      const copy = join(await testFolder(), 'copy');
      await expect(fetchRun(`${address}/${name}`, copy)).rejects.toThrow(
        `${address}/${name} must be the archive of a run as it was kept: remove it, got `,
      );
      expect(existsSync(copy)).toBe(false);
    });
  });

  test('a server that is busy, breaks off or does not answer is asked again', async () => {
    const {files, faulty} = await behind();
    const failFirst = (fault: Fault) => {
      let left = 1;
      faulty.fault = () => (left-- > 0 ? fault : 'none');
    };
    for (const fault of ['busy', 'broken', 'unheard', 'halved'] as const) {
      failFirst(fault);
      await files.write(fault, 'text');
      failFirst(fault);
      expect(await files.read(fault), fault).toBe('text');
      failFirst(fault);
      expect(await files.names(fault)).toEqual([]);
      failFirst(fault);
      expect(await files.writeFirst(`${fault}/first`, 'one'), fault).toBe(true);
      failFirst(fault);
      expect(await files.writeFirst(`${fault}/first`, 'other'), fault).toBe(false);
    }
    const hasty = await BucketFiles.open(files.pathOf(), {timeout: 300});
    failFirst('silent');
    expect(await hasty.read('busy')).toBe('text');
  });

  test('a server that fails again and again is named, and it is no wrong argument', async () => {
    const {store, files, faulty, address} = await behind();
    useEnvironment({AWS_MAX_ATTEMPTS: '2'});
    const impatient = await BucketFiles.open(address, {timeout: 200});
    for (const [fault, reason] of [
      ['busy', /503 SlowDown: .* after 2 tries/],
      ['broken', /ECONNRESET/],
      ['silent', /Timeout/],
    ] as const) {
      faulty.fault = () => fault;
      const failure = expect.objectContaining({name: 'BucketError', message: expect.stringMatching(reason)});
      await expect(impatient.read('file'), fault).rejects.toThrow(failure);
      await expect(impatient.write('file', ''), fault).rejects.toThrow(
        `${address} must be at a server that answers: AWS's, or that at AWS_ENDPOINT_URL, got `,
      );
    }
    faulty.fault = () => 'none';
    expect(await store.begun()).toEqual(new Set(['opened.json']));
    expect(await files.read('file')).toBeUndefined();
  });

  test('a server that is away is no failure of a run, and another process goes on', async () => {
    useEnvironment({AWS_MAX_ATTEMPTS: '1'});
    const {store, faulty, address} = await behind();
    const run = await planned();
    const leases = new Leases();
    const train: Train = async (args) => {
      const end = await trainAttempt({...args, onProgress: undefined});
      faulty.fault = () => 'broken';
      return end;
    };
    await expect(workerHere({store, leases, train})({run})).rejects.toThrow(
      `${address} must be at a server that answers`,
    );
    faulty.fault = () => 'none';
    const [{failed, ended}] = (await store.attempts(run)) as [AttemptRecord];
    expect([failed, ended]).toEqual([undefined, false]);
    await workerHere({store, leases: new Leases(0), train: trainAttempt})({run});
  });

  test('a server that writes over what it should not is refused when it is opened', async () => {
    const {faulty} = await behind();
    faulty.fault = () => 'unconditional';
    const address = newAddress();
    await expect(BucketStore.open(address)).rejects.toThrow(
      `${address} must be at a server that writes an object only if there is none where it is asked to (If-None-Match: *), got "one that wrote over ${address}/opened.json"`,
    );
  });

  test('a server or a bucket that is not there is named, with what to do', async () => {
    await expect(BucketStore.open('s3://no-such-bucket/runs')).rejects.toThrow(
      /^s3:\/\/no-such-bucket\/runs must be in a bucket that is there: .*, got "404 NoSuchBucket/,
    );
    useEnvironment({AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1'});
    await expect(BucketStore.open('s3://some-bucket')).rejects.toThrow(
      /^s3:\/\/some-bucket must be at a server that answers: .* AWS_ENDPOINT_URL, got "ECONNREFUSED/,
    );
  });
});

describeWithS3('the keys of a bucket', () => {
  const server = useS3({auth: true});

  test('those of one who may write open it', async () => {
    useEnvironment(server().keys.writer);
    expect(await (await BucketStore.open(newAddress())).begun()).toEqual(new Set(['opened.json']));
  });

  test.each([
    ['unknown', {AWS_ACCESS_KEY_ID: 'AKIANOBODY'}, 'with keys that its server accepts', 'InvalidAccessKeyId'],
    [
      'a wrong secret',
      {AWS_SECRET_ACCESS_KEY: 'x'},
      'with keys that its server accepts',
      'SignatureDoesNotMatch',
    ],
  ])('%s', async (_, change, remedy, name) => {
    useEnvironment({...server().keys.writer, ...change});
    const address = newAddress();
    await expect(BucketStore.open(address)).rejects.toThrow(
      new RegExp(`^${address} must be used ${remedy}: set AWS_ACCESS_KEY_ID .*, got "403 ${name}`),
    );
  });

  test('those of one who may only read', async () => {
    useEnvironment(server().keys.reader);
    await expect(BucketStore.open(newAddress())).rejects.toThrow(
      /must be used with keys that may do s3:ListBucket, s3:GetObject and s3:PutObject there, got "403 AccessDenied/,
    );
  });
});
