import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Outcome} from './part.js';
import type {Message} from './serve.js';

export interface CaseProcessArgs {
  /** The program that serves the cases of a part, and its arguments before the folder. */
  readonly command: readonly string[];
  readonly nodeArguments?: readonly string[] | undefined;
  /** The longest that a case may take, in seconds. */
  readonly limit: number;
}

/** The most memory that the process may allocate, in KiB: so that a case that asks for too much harms nobody else. */
const MOST_MEMORY = 6 * 1024 * 1024;

/** How much of the end of a dead process' output a failure shows. */
const SHOWN = 2000;

/** A process that runs cases one after the other. */
export class CaseProcess {
  private output = '';
  private trying: string | undefined;
  private readonly exit: Promise<string>;

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly limit: number,
  ) {
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (data) => {
        this.output = `${this.output}${data}`.slice(-SHOWN);
      });
    }
    child.on('message', (message: Message) => {
      if ('trying' in message) this.trying = message.trying;
    });
    this.exit = new Promise((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
  }

  /** @throws Error if the process does not become ready */
  static async start({command, nodeArguments = [], limit}: CaseProcessArgs): Promise<CaseProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'torture-'));
    const node = [process.execPath, ...nodeArguments, ...command, folder];
    // RLIMIT_DATA, unlike the limit of addresses, leaves room for what WebAssembly reserves and never uses.
    const limited = ['sh', '-c', `ulimit -d ${MOST_MEMORY}; exec "$0" "$@"`, ...node];
    const [file, ...args] = process.platform === 'linux' ? limited : node;
    const child = spawn(file!, args, {stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true});
    const started = new CaseProcess(child, folder, limit);
    const message = await started.next();
    if (typeof message === 'object' && 'ready' in message) return started;
    await started.stop();
    throw new Error(`the process of the cases ${message}`);
  }

  /** Runs a case; the process is no longer alive if it was killed, by itself or for taking too long. */
  async run(index: number): Promise<{readonly outcome: Outcome; readonly alive: boolean}> {
    this.trying = undefined;
    this.child.send(index, () => {});
    const message = await this.next();
    if (typeof message === 'object' && 'outcome' in message) {
      return {outcome: message.outcome, alive: message.last !== true};
    }
    const what = this.trying === undefined ? '' : `${this.trying}: `;
    return {outcome: {counts: {}, failure: `${what}the process ${message}`}, alive: false};
  }

  /** Ends the process and all that it started, and removes its folder. */
  async stop(): Promise<void> {
    try {
      process.kill(-this.child.pid!, 'SIGKILL');
    } catch {
      // It has ended.
    }
    await this.exit;
    await rm(this.folder, {recursive: true, force: true});
  }

  /** The next message, or how the process ended before it came. */
  private async next(): Promise<Message | string> {
    let timer: NodeJS.Timeout | undefined;
    let listener: ((message: Message) => void) | undefined;
    const message = new Promise<Message>((resolve) => {
      listener = (message) => {
        if (!('trying' in message)) resolve(message);
      };
      this.child.on('message', listener);
    });
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve(`hangs: it took more than ${this.limit} s`), 1000 * this.limit);
    });
    const ended = this.exit.then((how) => `ended (${how}): ${this.output.trim()}`);
    try {
      return await Promise.race([message, late, ended]);
    } finally {
      clearTimeout(timer);
      this.child.off('message', listener!);
    }
  }
}
