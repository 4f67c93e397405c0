import {mkdir, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {type PretrainedName, pretrainedNames} from '@ntmjs/pretrained';
import {ntm} from '../command.js';

/** The pretrained model whose files are changed. */
export const PRETRAINED: PretrainedName = pretrainedNames[0];

const small = [
  ...['--task-option', 'maxLength=2', '--task-option', 'vectorWidth=2'],
  ...['--units', '4', '--rows', '4', '--width', '3', '--batch', '2', '--seed', '1'],
];

/** How a run that is resumed or read is evaluated. */
export const evaluation = ['--at', 'length=1', '--episodes', '2', '--json'];

/** Trains a small run that is stopped with two checkpoints in it, before it is at its end. */
export async function writeRun(folder: string): Promise<void> {
  const limits = ['--sequences', '80', '--checkpoint-every', '20', '--keep', '2'];
  let reports = 0;
  const stopped = await ntm(['train', 'copy', ...small, ...limits, ...evaluation, '--run', folder], {
    onOutput(text) {
      if (text.includes('"event":"progress"') && ++reports === 3) process.emit('SIGINT');
    },
  });
  if (stopped.code !== 130) throw new Error(`the run to torture was not stopped: ${JSON.stringify(stopped)}`);
}

/** Files by their paths in a folder. */
export type Files = ReadonlyMap<string, Buffer>;

/** Reads all files in a folder and its folders. */
export async function readFiles(folder: string): Promise<Files> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true});
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)),
  );
}

/** Writes files into a folder. */
export async function writeFiles(folder: string, files: Files): Promise<void> {
  for (const [path, content] of files) {
    await mkdir(join(folder, path, '..'), {recursive: true});
    await writeFile(join(folder, path), content);
  }
}
