import {spawn} from 'node:child_process';

/**
 * Runs `turbo run <args>`, and prints what it says only if it fails.
 *
 * @returns {Promise<boolean>} whether it succeeded
 */
export function quietTurbo(...args) {
  const env = {
    ...process.env,
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    DO_NOT_TRACK: '1',
  };
  const options = ['--ui=stream', '--output-logs=errors-only'];
  return new Promise((resolve) => {
    // A shell, since on Windows the command is a script. The arguments are this repository's own.
    const child = spawn(['turbo', 'run', ...args, ...options].join(' '), {
      env,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = [];
    child.stdout.on('data', (data) => output.push(data));
    child.stderr.on('data', (data) => output.push(data));
    child.on('close', (code) => {
      if (code !== 0) process.stderr.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}
