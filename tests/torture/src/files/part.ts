import {cp, mkdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Outcome, Part, RunCase} from '../part.js';
import {anyOf, streamOf, weightedOf} from '../random.js';
import {judge} from './judge.js';
import {mutate} from './mutations.js';
import {loadPlayground} from './playground.js';
import {type Reader, readersWith} from './readers.js';
import {type Files, PRETRAINED, readFiles, writeFiles, writeRun} from './written.js';

/** The files as they were written, and the result of each reader with them. */
export interface Written {
  readonly files: Readonly<Record<Reader['of'], Files>>;
  readonly results: ReadonlyMap<Reader, string>;
}

/** The file's name, for the message that refuses it. */
function nameOf(path: string): string {
  return path.split('/').at(-1)!;
}

/** Whether a path is in the last checkpoint, or in none. */
function isCurrent(path: string, files: Files): boolean {
  const checkpoints = [...files.keys()].filter((file) => file.startsWith('checkpoints/'));
  const last = Math.max(...checkpoints.map((file) => Number(file.split('/')[1])));
  return !path.startsWith('checkpoints/') || path.startsWith(`checkpoints/${last}/`);
}

/** The results of the readers with the files as they were written; each must give the same twice. */
export async function readWritten(
  readers: readonly Reader[],
  files: Written['files'],
  folder: string,
): Promise<Written> {
  const results = new Map<Reader, string>();
  for (const reader of readers) {
    const read = async () => {
      await writeFiles(folder, files[reader.of]);
      const reading = await reader.read(folder);
      await rm(folder, {recursive: true});
      if (!reading.accepted) throw new Error(`${reader.name} refuses what was written: ${reading.message}`);
      return reading.result;
    };
    const result = await read();
    const wrong = judge('', result, {accepted: true, result: await read()});
    if (wrong !== undefined) throw new Error(`${reader.name} reads the same files twice: ${wrong}`);
    results.set(reader, result);
  }
  return {files, results};
}

/** A reader, one of its files, and a change of that file: what comes of reading it. */
export async function tryMutation(
  readers: readonly Reader[],
  {files, results}: Written,
  random: ReturnType<typeof streamOf>,
  folder: string,
): Promise<Outcome> {
  const reader = weightedOf(
    random,
    readers.map((one) => [one.weight, one] as const),
  );
  const all = files[reader.of];
  const paths = [...all.keys()].filter((path) => reader.reads(nameOf(path)) && isCurrent(path, all));
  const path = anyOf(random, paths);
  const {kind, content} = mutate(nameOf(path), all.get(path)!, random);
  await writeFiles(folder, new Map([...all, [path, content]]));
  const reading = await reader.read(folder);
  const wrong = judge(nameOf(path), results.get(reader)!, reading);
  if (wrong !== undefined) return {counts: {wrong: 1}, failure: `${reader.name}, ${path}, ${kind}: ${wrong}`};
  return {counts: {[reading.accepted ? 'accepted, with the same result' : 'refused, naming the file']: 1}};
}

const models = fileURLToPath(new URL('../models', import.meta.resolve('@ntmjs/pretrained')));

async function start({seed, folder}: {seed: number; folder: string}): Promise<RunCase> {
  const readers = readersWith(await loadPlayground());
  const source = join(folder, 'source');
  const [run, pretrained] = [join(source, 'run'), join(source, 'pretrained')];
  await mkdir(source);
  await writeRun(run);
  await cp(join(models, PRETRAINED), join(pretrained, PRETRAINED), {recursive: true});
  const ofRun = await readFiles(run);
  const model = [...ofRun].filter(([path]) => path.startsWith('checkpoints/') && isCurrent(path, ofRun));
  const files = {
    run: ofRun,
    pretrained: await readFiles(pretrained),
    model: new Map(
      model
        .map(([path, content]) => [nameOf(path), content] as const)
        .filter(([name]) => name === 'model.json' || name === 'weights.bin'),
    ),
  };
  const work = join(folder, 'work');
  const written = await readWritten(readers, files, work);
  return async (index) => {
    try {
      return await tryMutation(readers, written, streamOf('files', seed, index), work);
    } finally {
      await rm(work, {recursive: true, force: true});
    }
  };
}

export const files: Part = {
  name: 'files',
  title: 'changed files',
  holds:
    'accepted only with the same result as what was written, else refused by a message that names the file',
  count: 10_000,
  limit: 120,
  casesPerProcess: 500,
  start,
};
