import {execFile} from 'node:child_process';

/** Variables that vitest sets for its processes and that users do not have. */
const OURS = /^(VITEST|NODE_ENV$|NODE_OPTIONS$|npm_|NODE_PATH$)/;

function usersEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !OURS.test(name) || /^npm_config_/i.test(name));
  return Object.fromEntries(kept);
}

/**
 * Runs a command in a folder, as a user does, and returns what it printed.
 *
 * @throws if it fails; the error contains its output
 */
export function runCommand(
  folder: string,
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const env = {...usersEnvironment(), ...environment};
  return new Promise((resolve, reject) => {
    execFile(command, [...args], {cwd: folder, env, maxBuffer: 2 ** 26}, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else {
        const said = `${stdout}${stderr}`.trim();
        reject(new Error(`${[command, ...args].join(' ')} ended with ${error.code}: ${said}`));
      }
    });
  });
}
