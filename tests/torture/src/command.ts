import {main} from '@ntmjs/cli';

/** What a command printed, and its exit code. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandArgs {
  /** Called after each piece of standard output. */
  onOutput?(text: string): void;
}

/** Runs the command `ntm` in this process. */
export async function ntm(
  args: readonly string[],
  {onOutput = () => {}}: CommandArgs = {},
): Promise<CommandResult> {
  const {stdout, stderr} = process;
  const writes = [stdout.write, stderr.write];
  const printed = {stdout: '', stderr: ''};
  const record = (name: 'stdout' | 'stderr') => (text: string | Uint8Array) => {
    printed[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
    if (name === 'stdout') onOutput(String(text));
    return true;
  };
  [stdout.write, stderr.write] = [record('stdout'), record('stderr')];
  try {
    return {code: await main(['node', 'ntm', ...args]), ...printed};
  } finally {
    [stdout.write, stderr.write] = writes as [typeof stdout.write, typeof stderr.write];
  }
}
