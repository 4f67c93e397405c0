import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {loadPretrained, pretrainedCard} from '@ntmjs/pretrained';
import {fileSystem} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {loadLayersModel} from '@tensorflow/tfjs-layers';
import {type CommandResult, ntm} from '../command.js';
import {timeless} from '../timeless.js';
import type {Reading} from './judge.js';
import type {Playground} from './playground.js';
import {evaluation, PRETRAINED, readFiles} from './written.js';

/** Whatever reads files. */
export interface Reader {
  readonly name: string;
  /** How often it is tried, relative to the others: less if it takes long. */
  readonly weight: number;
  /** Which files it reads: of a run, of a pretrained model, or of the model of a checkpoint alone. */
  readonly of: 'run' | 'pretrained' | 'model';
  /** Whether a file, by its name, is one that it reads. */
  reads(file: string): boolean;
  read(folder: string): Promise<Reading>;
}

/** The files of a checkpoint, of which only the last is read. */
const ofModel = (file: string) => file === 'model.json' || file === 'weights.bin';

/** A text without what depends on the time, on the folder, or on how many figures the process has drawn. */
function normalized(folder: string, text: string): string {
  return timeless(text.replaceAll(folder, 'FOLDER')).replace(/(gradient_|clip)\d+/g, '$1');
}

/** A text of JSON as its value alone is written: spaces, and digits beyond those of a double, may differ. */
function asValue(file: string, text: string): string {
  return file.endsWith('.json') ? JSON.stringify(JSON.parse(text)) : text;
}

/** All that came of a command: what it printed, and the files that it left. */
async function commandReading(
  folder: string,
  {code, stdout, stderr}: CommandResult,
  isResult: (file: string) => boolean,
): Promise<Reading> {
  if (stderr !== '' || code > 1) return {accepted: false, message: normalized(folder, stderr)};
  const files = [...(await readFiles(folder))].filter(([file]) => isResult(file));
  const texts = files.map(([file, content]) =>
    file.endsWith('.bin') || file.endsWith('.png')
      ? `${file} ${content.toString('base64')}`
      : `${file} ${normalized(folder, asValue(file, content.toString()))}`,
  );
  return {accepted: true, result: [`exit code ${code}`, normalized(folder, stdout), ...texts].join('\n')};
}

/** What a function that loads something made of it, or the message of its error. */
async function reading(load: () => Promise<string>): Promise<Reading> {
  try {
    return {accepted: true, result: await load()};
  } catch (error) {
    if (!(error instanceof Error)) return {accepted: false, message: ''};
    const isRaw = !['ArgumentError', 'Error'].includes(error.name);
    return {accepted: false, message: isRaw ? `${error.name}: ${error.message}` : error.message};
  }
}

/** Everything that a model is: its configuration and its weights, bit by bit. Disposes it. */
function modelText(model: LayersModel): string {
  const weights = model.weights.map((weight) => {
    const values = weight.read().dataSync();
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    return `${weight.originalName} [${weight.shape}] ${bytes.toString('base64')}`;
  });
  const text = [JSON.stringify(model.getConfig()), ...weights].join('\n');
  model.dispose();
  return text;
}

const run: readonly Reader[] = [
  {
    ...{name: 'eval', weight: 30, of: 'run'},
    reads: (file) => file === 'run.json' || ofModel(file),
    read: async (folder) => commandReading(folder, await ntm(['eval', folder, ...evaluation]), () => false),
  },
  {
    ...{name: 'train --resume', weight: 30, of: 'run'},
    reads: () => true,
    read: async (folder) =>
      commandReading(folder, await ntm(['train', '--resume', folder, ...evaluation]), (file) =>
        /\.(bin|json|jsonl)$/.test(file),
      ),
  },
  {
    ...{name: 'inspect', weight: 5, of: 'run'},
    reads: (file) => file === 'run.json' || file === 'metrics.jsonl' || ofModel(file),
    read: async (folder) =>
      commandReading(folder, await ntm(['inspect', folder, '--at', 'length=1', '--json']), (file) =>
        file.startsWith('inspect'),
      ),
  },
];

const pretrained: readonly Reader[] = [
  {
    ...{name: 'loadPretrained', weight: 15, of: 'pretrained'},
    reads: ofModel,
    read: (folder) =>
      reading(async () => modelText(await loadPretrained(PRETRAINED, {from: `${pathToFileURL(folder)}/`}))),
  },
  {
    ...{name: 'pretrainedCard', weight: 5, of: 'pretrained'},
    reads: (file) => file === 'card.json',
    read: (folder) =>
      reading(async () =>
        JSON.stringify(await pretrainedCard(PRETRAINED, {from: `${pathToFileURL(folder)}/`})),
      ),
  },
];

const model: Reader = {
  ...{name: 'loadLayersModel(fileSystem)', weight: 5, of: 'model'},
  reads: ofModel,
  read: (folder) => reading(async () => modelText(await loadLayersModel(fileSystem(folder)))),
};

/** The opening of a model's two files in the playground. */
function opening({openModel, choiceOfModel, firstChoice}: Playground): Reader {
  return {
    ...{name: 'open in the playground', weight: 10, of: 'pretrained'},
    reads: ofModel,
    read: (folder) =>
      reading(async () => {
        const files = await Promise.all(
          ['model.json', 'weights.bin'].map(async (name) => {
            const content = new Uint8Array(await readFile(join(folder, PRETRAINED, name))).buffer;
            return {name, content};
          }),
        );
        const opened = await openModel(files);
        return `${JSON.stringify(choiceOfModel(opened, firstChoice))} ${modelText(opened)}`;
      }),
  };
}

/** Everything that reads files. */
export function readersWith(playground: Playground): readonly Reader[] {
  return [...run, ...pretrained, model, opening(playground)];
}
