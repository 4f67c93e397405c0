import {type ChildProcess, execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readdirSync} from 'node:fs';
import {chown, mkdtemp, rm} from 'node:fs/promises';
import {connect, createServer} from 'node:net';
import {delimiter, join} from 'node:path';
import {setTimeout} from 'node:timers/promises';

/** A server of this machine that keeps a queue, for the time of a test. */
interface QueueServer {
  readonly url: string;
  start(): Promise<void>;
  /** Ends it as a crash of the machine does. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

/** A kind of server. */
export interface ServerKind {
  readonly name: string;
  /** Debian's package of it. */
  readonly package: string;
  /** The variable that makes it a failure if this machine has none. */
  readonly required: string;
  isHere(): boolean;
  create(): Promise<QueueServer>;
}

/** Where programs are: Debian keeps those of Postgres in a folder for each version. */
function findProgram(name: string): string | undefined {
  const versions = '/usr/lib/postgresql';
  const ofPostgres = existsSync(versions)
    ? readdirSync(versions).map((each) => join(versions, each, 'bin'))
    : [];
  return [...ofPostgres, ...(process.env.PATH ?? '').split(delimiter)]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {port: number};
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until a process listens to a port. */
async function listening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    const isThere = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (isThere) return;
    await setTimeout(50);
  }
}

interface ServerArgs {
  readonly folder: string;
  readonly port: number;
  readonly url: string;
  readonly launch: () => ChildProcess;
}

function serverOf({folder, port, url, launch}: ServerArgs): QueueServer {
  let child: ChildProcess | undefined;
  const server: QueueServer = {
    url,
    async start() {
      child = launch();
      await listening(port, child);
    },
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
    async remove() {
      await server.kill();
      await rm(folder, {recursive: true, force: true, maxRetries: 5});
    },
  };
  return server;
}

export const redis: ServerKind = {
  ...{name: 'Redis', package: 'redis-server', required: 'NTM_REQUIRE_REDIS'},
  isHere: () => findProgram('redis-server') !== undefined,
  async create() {
    const [folder, port] = [await mkdtemp('/tmp/ntm-redis-'), await freePort()];
    const settings = {
      port,
      dir: folder,
      bind: '127.0.0.1',
      appendonly: 'yes',
      'maxmemory-policy': 'noeviction',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const launch = () => spawn(findProgram('redis-server')!, args, {stdio: 'ignore'});
    return serverOf({folder, port, url: `redis://127.0.0.1:${port}`, launch});
  },
};

export const postgres: ServerKind = {
  ...{name: 'PostgreSQL', package: 'postgresql', required: 'NTM_REQUIRE_POSTGRES'},
  isHere: () => findProgram('initdb') !== undefined,
  async create() {
    const [folder, port] = [await mkdtemp('/tmp/ntm-postgres-'), await freePort()];
    // It refuses to run as root.
    const [uid, gid] = process.getuid!() === 0 ? ['-u', '-g'].map((of) => idOfPostgres(of)) : [];
    const user = uid === undefined || gid === undefined ? {} : {uid, gid};
    if (uid !== undefined) await chown(folder, uid, gid!);
    const data = join(folder, 'data');
    const options = {...user, cwd: folder, stdio: 'ignore'} as const;
    execFileSync(findProgram('initdb')!, ['-D', data, '-U', 'ntm', '-A', 'trust', '--no-sync'], options);
    const args = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'];
    const launch = () => spawn(findProgram('postgres')!, args, options);
    const server = serverOf({folder, port, url: `postgres://ntm@127.0.0.1:${port}/postgres`, launch});
    return {
      ...server,
      async start() {
        await server.start();
        // It listens before it has recovered from a crash.
        const ready = () => execFileSync(findProgram('pg_isready')!, ['-h', '127.0.0.1', '-p', String(port)]);
        for (;;) {
          try {
            ready();
            return;
          } catch {
            await setTimeout(100);
          }
        }
      },
    };
  },
};

function idOfPostgres(of: string): number {
  return Number(execFileSync('id', [of, 'postgres'], {encoding: 'utf8'}));
}
