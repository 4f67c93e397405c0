import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {basename, dirname, join} from 'node:path';
import {type ExportWeightsArgs, exportOnnx, exportProgram, exportWeights} from '@ntmjs/interchange';
import {writeWhole} from '@ntmjs/training/runs';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {WEIGHTS} from './weightsFile.js';

/** The file of a network. */
interface NetworkFile {
  readonly bytes: Uint8Array;
  readonly what: string;
  /** A file that was written beside it, and the name that events have for that. */
  readonly beside?: {readonly name: string; readonly path: string; readonly what: string};
}

type Export = (file: string, model: LayersModel, args: ExportWeightsArgs) => Promise<NetworkFile>;

/** How a network is exported, by the end of the name of the file. */
export const networkExports: Readonly<Record<string, Export>> = {
  [WEIGHTS]: async (_, model, args) => ({
    bytes: exportWeights(model, args),
    what: "the weights, with the names that PyTorch's modules give them",
  }),
  '.wasm': async (file, model, args) => ({
    bytes: exportProgram(model, args),
    what: 'the network, compiled, with its weights',
    beside: {
      ...{name: 'runner', path: await writeRunner(file)},
      what: `runs it: const network = await loadNetwork(fetch('${basename(file)}'))`,
    },
  }),
  '.onnx': async (file, model, args) => {
    const {step, initialStates} = exportOnnx(model, args);
    const path = file.replace(/\.onnx$/, '.initial.onnx');
    await writeWhole(path, initialStates);
    return {
      bytes: step,
      what: 'a step of the network, with its weights',
      beside: {name: 'initialStates', path, what: 'the states before the first step, for each sample of x'},
    };
  },
};

/**
 * Writes the files that run a compiled network beside it: those of `@ntmjs/interchange/runner`.
 *
 * @returns the path of `ntm-runner.js`
 */
async function writeRunner(program: string): Promise<string> {
  const own = dirname(createRequire(import.meta.url).resolve('@ntmjs/interchange/package.json'));
  const pathOf = (ending: string) => join(dirname(program), `ntm-runner${ending}`);
  for (const ending of ['.js', '.d.ts']) {
    const text = await readFile(join(own, 'dist', `runner${ending}`), 'utf8');
    await writeWhole(pathOf(ending), text.replace(/\/\/# sourceMappingURL=.*\n?$/, ''));
  }
  return pathOf('.js');
}
