// Registers the layers that the models are made of.
import '@ntmjs/layers';
import {ArgumentError, requireKeys} from '@ntmjs/arguments';
import {io} from '@tensorflow/tfjs-core';
import {type LayersModel, loadLayersModel} from '@tensorflow/tfjs-layers';
import {addressOf, type PretrainedFile} from './addresses.js';
import type {PretrainedCard} from './card.js';
import {requireName} from './names.js';
import {readFile} from './readFile.js';

export interface PretrainedArgs {
  /**
   * URL of the folder of the models, ending in `/`; defaults to `models` of this package. It is necessary with bundlers that
   * do not copy files to which a module refers by `new URL(…, import.meta.url)`.
   */
  readonly from?: URL | string | undefined;
}

/** The URL of a file of a model. */
function fileOf(name: string, file: PretrainedFile, args: PretrainedArgs): URL {
  requireKeys('pretrained', args, ['from']);
  const folder = requireName(name);
  const {from} = args;
  if (from === undefined) return addressOf(folder, file);
  if (!String(from).endsWith('/')) throw new ArgumentError('from', 'a URL that ends in "/"', String(from));
  return new URL(`${folder}/${file}`, from);
}

async function readJson(url: URL): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await readFile(url)));
}

/**
 * Loads a model that has learned one of the paper's tasks: from `[batch, steps, inputs]` to logits `[batch, steps, outputs]`.
 *
 * It is a tfjs model like any other: it can be evaluated, run on a larger memory (`withRows` of `@ntmjs/layers`), compiled
 * (`compile` of `@ntmjs/compile`), traced (`@ntmjs/inspect`), trained further and saved. The caller disposes it.
 *
 * @param name one of `pretrainedNames`: the task and the model, also by a name of an older version
 * @throws ArgumentError if there is no model of that name
 * @throws Error if its files cannot be read
 */
export async function loadPretrained(name: string, args: PretrainedArgs = {}): Promise<LayersModel> {
  const model = (await readJson(fileOf(name, 'model.json', args))) as io.ModelJSON;
  return loadLayersModel({
    load: () =>
      io.getModelArtifactsForJSON(model, async (manifest) => {
        const specs = manifest.flatMap(({weights}) => weights);
        return [specs, await readFile(fileOf(name, 'weights.bin', args))];
      }),
  });
}

/**
 * Loads the card of a pretrained model: its task, config, training and cost.
 *
 * @throws ArgumentError if there is no model of that name
 * @throws Error if its file cannot be read
 */
export async function pretrainedCard(name: string, args: PretrainedArgs = {}): Promise<PretrainedCard> {
  return (await readJson(fileOf(name, 'card.json', args))) as PretrainedCard;
}
