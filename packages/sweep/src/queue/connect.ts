import {ArgumentError, requireText} from '@ntmjs/arguments';
import type {ConnectionOptions, Job, Queue, QueueEvents, Worker as QueueWorker, WorkerOptions} from 'bullmq';
import type {RunDescription} from '../runs/plannedRun.js';
import type {RunJob} from './job.js';

/** A queue on a server, by what BullMQ does with it. */
export interface Connected {
  /** Its name: that of the software, so that a worker takes no run that it would compute otherwise. */
  readonly name: string;
  /** How the server should be set up and is not. */
  readonly advice: readonly string[];
  queue(): Queue<RunJob>;
  events(): QueueEvents;
  worker(
    process: (job: Job<RunJob>, token?: string) => Promise<void>,
    options: Partial<WorkerOptions>,
  ): QueueWorker<RunJob>;
}

/** The packages that a kind of server needs, by the protocols of its addresses. */
const DRIVERS: Readonly<Record<string, 'ioredis' | 'pg'>> = {
  ...{'redis:': 'ioredis', 'rediss:': 'ioredis'},
  ...{'postgres:': 'pg', 'postgresql:': 'pg'},
};

/**
 * Connects to the queue of runs on a server.
 *
 * @param url `redis://…` or `postgres://…`
 * @throws ArgumentError if it is none, a package is missing, or the server does not answer
 */
export async function connectQueue(url: string, versions: RunDescription['versions']): Promise<Connected> {
  const expected = 'the address of a queue: redis://host:6379 or postgres://user@host/database';
  requireText('queue', url);
  const driver = URL.canParse(url) ? DRIVERS[new URL(url).protocol] : undefined;
  if (driver === undefined) throw new ArgumentError('queue', expected, withoutPassword(url));
  const bullmq = await installed('bullmq', () => import('bullmq'), driver);
  const advice = driver === 'ioredis' ? await adviceOfRedis(url) : await requirePostgres(url);
  const factory = driver === 'ioredis' ? bullmq.createRedisBackend : bullmq.createPostgresBackend;
  const classes = bullmq.withBackend(factory as typeof bullmq.createRedisBackend);
  // While the server is away, commands wait for it.
  const connection = (
    driver === 'ioredis' ? {url, maxRetriesPerRequest: null} : {connectionString: url, migrate: true}
  ) as ConnectionOptions;
  const name = `ntmjs-${Object.values(versions).join('-')}`;
  return {
    ...{name, advice},
    queue: () => new classes.Queue(name, {connection}),
    events: () => new classes.QueueEvents(name, {connection}),
    worker: (process, options) => new classes.Worker(name, process, {connection, ...options}),
  };
}

async function installed<T>(name: string, load: () => Promise<T>, driver: string): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new ArgumentError(
      'queue',
      `used with the packages bullmq and ${driver}: npm install bullmq ${driver}`,
      `no package ${name}`,
    );
  }
}

/** What is to be changed at a Redis server that keeps runs. */
async function adviceOfRedis(url: string): Promise<string[]> {
  const {Redis} = await installed('ioredis', () => import('ioredis'), 'ioredis');
  const redis = new Redis(url, {lazyConnect: true, retryStrategy: () => null});
  redis.on('error', () => {}); // `connect` throws it
  const info = await answered(url, async () => {
    try {
      await redis.connect();
      return await redis.info();
    } finally {
      redis.disconnect();
    }
  });
  const advice: string[] = [];
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy !== 'noeviction')
    advice.push(
      `Redis may drop runs when its memory is full: set maxmemory-policy to noeviction, it is ${policy}`,
    );
  if (!/^aof_enabled:1/m.test(info)) advice.push('Redis may forget runs when it ends: set appendonly to yes');
  return advice;
}

async function requirePostgres(connectionString: string): Promise<string[]> {
  const {default: pg} = await installed('pg', () => import('pg'), 'pg');
  const client = new pg.Client({connectionString});
  client.on('error', () => {}); // the queries throw it
  await answered(connectionString, async () => {
    try {
      await client.connect();
      await client.query('SELECT 1');
    } finally {
      await client.end();
    }
  });
  return [];
}

async function answered<T>(url: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const {message, code} = error as NodeJS.ErrnoException;
    throw new ArgumentError(
      'queue',
      `the address of a server that answers (${message || code})`,
      withoutPassword(url),
    );
  }
}

/** Calls a function with what it was not called with just before: a server that is away fails everything in the same way. */
export function unrepeated(say: (message: string) => void): (error: Error) => void {
  let last: string | undefined;
  return ({message}) => {
    if (message !== last) say(message);
    last = message;
  };
}

/** An address as errors may show it. */
function withoutPassword(url: string): string {
  return url.replace(/:[^:@/]*@/, '@');
}
