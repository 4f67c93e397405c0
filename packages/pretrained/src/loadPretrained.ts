// Registers the layers that the models are made of.
import '@ntmjs/layers';
import {ArgumentError, requireChoice, requireKeys} from '@ntmjs/arguments';
import {parseJson, readSavedModel} from '@ntmjs/arguments/files';
import {io} from '@tensorflow/tfjs-core';
import {type LayersModel, loadLayersModel} from '@tensorflow/tfjs-layers';
import {addressOf, pretrainedFiles} from './addresses.js';
import {type PretrainedCard, requireCard} from './card.js';
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
function fileOf(name: string, file: string, args: PretrainedArgs): URL {
  requireKeys('pretrained', args, ['from']);
  const folder = requireName(name);
  const {from} = args;
  if (from === undefined) return addressOf(folder, requireChoice('the file', file, pretrainedFiles));
  if (typeof from !== 'string' && !(from instanceof URL)) throw new ArgumentError('from', 'a URL', from);
  if (!String(from).endsWith('/')) throw new ArgumentError('from', 'a URL that ends in "/"', String(from));
  try {
    return new URL(`${folder}/${file}`, from);
  } catch {
    const example = "new URL('models/', document.baseURI)";
    throw new ArgumentError('from', `an absolute URL, such as ${example}`, from);
  }
}

/**
 * Loads a model that has learned one of the paper's tasks: from `[batch, steps, inputs]` to logits `[batch, steps, outputs]`.
 *
 * It is a tfjs model like any other: it can be evaluated, run on a larger memory (`withRows` of `@ntmjs/layers`), compiled
 * (`compile` of `@ntmjs/compile`), traced (`@ntmjs/inspect`), trained further and saved. The caller disposes it.
 *
 * @param name one of `pretrainedNames`: the task and the model, also by a name of an older version
 * @throws ArgumentError if there is no model of that name, or one of its files is broken or not what was saved; it names the file
 * @throws Error if its files cannot be read
 */
export async function loadPretrained(name: string, args: PretrainedArgs = {}): Promise<LayersModel> {
  const urlOf = (file: string) => fileOf(name, file, args);
  const {model, data} = await readSavedModel({
    read: (file) => readFile(urlOf(file)),
    nameOf: (file) => String(urlOf(file)),
  });
  return loadLayersModel({
    load: () =>
      io.getModelArtifactsForJSON(model as unknown as io.ModelJSON, async (manifest) => [
        manifest.flatMap(({weights}) => weights),
        data,
      ]),
  });
}

/**
 * Loads the card of a pretrained model: its task, config, training and cost.
 *
 * @throws ArgumentError if there is no model of that name, or its file is broken or not what was written; it names the field
 * @throws Error if its file cannot be read
 */
export async function pretrainedCard(name: string, args: PretrainedArgs = {}): Promise<PretrainedCard> {
  const url = fileOf(name, 'card.json', args);
  return requireCard(String(url), parseJson(String(url), await readFile(url)));
}
