import {execFileSync, spawn} from 'node:child_process';
import {randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {createServer} from 'node:net';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi} from 'vitest';

const SERVER = fileURLToPath(new URL('s3Server.py', import.meta.url));

const BUCKET = 'ntm-test';

type Environment = Readonly<Record<string, string>>;

/** A server that speaks S3, with one bucket. */
interface S3Server {
  /** What the environment of those who use it must have. */
  readonly environment: Environment;
  /** The keys of one who may do everything and of one who may only read, if it checks keys. */
  readonly keys: Readonly<Record<'writer' | 'reader', Environment>>;
  stop(): Promise<void>;
}

/** A Python that has moto, which the tests do not install. */
function findPython(): string | undefined {
  const find = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("moto") is None)';
  return [process.env.PYTHON, 'python3', '/usr/bin/python3'].find((python) => {
    try {
      if (python) execFileSync(python, ['-c', find], {stdio: 'ignore'});
      return Boolean(python);
    } catch {
      return false;
    }
  });
}

/** Defines tests that need a server of S3. Without one, a skipped test says so, or one that fails if `NTM_REQUIRE_S3` is 1. */
export function describeWithS3(title: string, define: () => void): void {
  if (findPython() !== undefined) describe(title, define);
  else if (process.env.NTM_REQUIRE_S3 === '1')
    test(title, () => expect.fail('NTM_REQUIRE_S3 is 1, but no Python has moto'));
  else test.skip(`${title}: skipped, for no Python has moto (pip install 'moto[server]')`);
}

/**
 * Starts a server for the tests that follow, which the environment names.
 *
 * @param auth whether it checks keys; by default it takes any
 */
export function useS3({auth = false} = {}): () => S3Server {
  let server!: S3Server;
  beforeAll(async () => {
    server = await start(auth);
  });
  beforeEach(() => useEnvironment(server.environment));
  afterEach(() => void vi.unstubAllEnvs());
  afterAll(() => server.stop());
  return () => server;
}

/** Sets variables for the time of a test. */
export function useEnvironment(environment: Environment): void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

/** A part of the bucket in which nothing is yet. */
export const newAddress = () => `s3://${BUCKET}/tests/${randomUUID()}`;

async function start(auth: boolean): Promise<S3Server> {
  const port = await freePort();
  const args = [SERVER, String(port), BUCKET, ...(auth ? ['auth'] : [])];
  const child = spawn(findPython()!, args, {stdio: ['ignore', 'pipe', 'ignore']});
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with code ${code}`)));
  ended.catch(() => {}); // it ends when it is stopped
  const [line] = await Promise.race([once(createInterface({input: child.stdout}), 'line'), ended]);
  return {
    environment: {
      ...{AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_REGION: 'us-east-1'},
      ...{AWS_ACCESS_KEY_ID: 'someone', AWS_SECRET_ACCESS_KEY: 'secret'},
    },
    keys: JSON.parse(line),
    async stop() {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  await new Promise((resolve) => server.close(resolve));
  return port;
}
