// @module-tag full
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';
import {RandomStream} from '@ntmjs/tasks';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {smallModel, smallTask} from '../fixtures/command.js';
import {metricsOf, weightsOf} from '../fixtures/runFiles.js';

const path = useFolder();

/** The command as it is installed; it runs what this package and those it needs were built to. */
const command = fileURLToPath(new URL('../../bin/ntm.js', import.meta.url));

const evaluation = ['--at', 'length=1', '--episodes', '1', '--json'];
const train = [
  ...['train', 'copy', ...smallTask, ...smallModel, '--sequences', '9000', '--checkpoint-every', '100'],
  ...['--optimizer', 'adam', '--decay', '0.1/9000', ...evaluation],
];

/** When a process is killed: so many milliseconds after so many events. */
interface Death {
  readonly events: number;
  readonly milliseconds: number;
}

/**
 * Runs the command in a process of its own until it ends, or kills it.
 *
 * @returns what it ended with: an exit code, or SIGKILL
 */
async function run(args: readonly string[], death?: Death): Promise<number | string> {
  const child = spawn(process.execPath, [command, ...args], {stdio: ['ignore', 'pipe', 'inherit']});
  const exit = once(child, 'exit');
  let events = 0;
  createInterface({input: child.stdout}).on('line', () => {
    if (++events === death?.events) setTimeout(() => child.kill('SIGKILL'), death.milliseconds);
  });
  const [code, signal] = await exit;
  return signal ?? code;
}

test('a process that is killed again and again has the weights of one that never was, to the last bit', async () => {
  const [killed, whole] = [path('killed'), path('whole')];
  const random = new RandomStream(1);
  const anyDeath = (): Death => ({events: random.integer(1, 6), milliseconds: random.integer(0, 30)});
  expect(await run([...train, '--run', killed], anyDeath())).toBe('SIGKILL');
  for (let kill = 0; kill < 5; kill++) {
    expect(await run(['train', '--resume', killed, ...evaluation], anyDeath())).toBe('SIGKILL');
  }
  expect(await run(['train', '--resume', killed, ...evaluation])).toBe(1);
  expect(await run([...train, '--run', whole])).toBe(1);
  expect(await weightsOf(killed)).toEqual(await weightsOf(whole));
  expect(await metricsOf(killed)).toEqual(await metricsOf(whole));
});
