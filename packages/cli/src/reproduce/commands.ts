import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';

const FILE = 'commands.txt';

/**
 * Notes down in the folder of the runs by which command they are made.
 *
 * @returns all commands by which they were, each once
 */
export async function noteCommand(folder: string, command: string): Promise<string[]> {
  await mkdir(folder, {recursive: true});
  const path = join(folder, FILE);
  const text = await readFile(path, 'utf8').catch(() => '');
  const commands = [...new Set([...text.split('\n').filter(Boolean), command])];
  await writeFile(path, `${commands.join('\n')}\n`);
  return commands;
}
