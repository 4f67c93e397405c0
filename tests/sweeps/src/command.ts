import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createRequire} from 'node:module';
import {join} from 'node:path';

/** The command as it is installed; it runs what the packages were built to. */
const NTM = join(createRequire(import.meta.url).resolve('@ntmjs/cli/package.json'), '../bin/ntm.js');

/** How much of the end of a process' output is kept. */
const SHOWN = 4000;

/** The command `ntm` in a process of its own. */
export class Command {
  private text = '';
  private readonly child: ChildProcess;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;

  constructor(args: readonly string[], cwd: string) {
    this.child = spawn(process.execPath, [NTM, ...args], {cwd, stdio: ['ignore', 'pipe', 'pipe']});
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.on('data', (more) => {
        this.text = `${this.text}${more}`.slice(-SHOWN);
      });
    }
    this.ended = once(this.child, 'close').then(([code, signal]) => signal ?? code);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The end of what it printed. */
  get output(): string {
    return this.text;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Kills it, frozen or not, and waits for its end. */
  async kill(): Promise<void> {
    if (this.isAlive) this.signal('SIGKILL');
    await this.ended;
  }
}
