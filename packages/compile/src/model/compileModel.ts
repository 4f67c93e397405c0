import {type LayersModel, Sequential} from '@tensorflow/tfjs-layers';
import type {Fallback} from '../runtime/compile.js';
import type {StepRuns} from '../runtime/explain.js';
import {CompilationError} from '../trace/compilationError.js';
import type {ModelSettings} from './modelSettings.js';
import {type BatchTensors, TrainFunction} from './trainFunction.js';

/** What a compiled model replaces, and how it runs. */
interface Attachment {
  settings: ModelSettings;
  fallback: Fallback;
  /** Why the training step is not compiled as a whole. */
  reason?: string;
  /** The training steps that ran last. */
  train?: TrainFunction;
  detach(): void;
}

const attachments = new WeakMap<LayersModel, Attachment>();

/** Members of models that their declarations hide. */
interface Hidden {
  /** The model that a sequential one delegates to; a new one is made at each `compile`. */
  readonly model?: LayersModel;
  makeTrainFunction(): (data: BatchTensors) => unknown;
  build(inputShape?: unknown): void;
}

/** Makes the training steps of a model run compiled, as far as they can be; a model that is compiled gets the new arguments. */
export function attachModel(model: LayersModel, settings: ModelSettings, fallback: Fallback): void {
  const attachment = attachments.get(model);
  if (attachment !== undefined) {
    Object.assign(attachment, {settings, fallback});
    return;
  }
  const created: Attachment = {settings, fallback, detach: () => {}};
  const undo = model instanceof Sequential ? replaceInSequential(model, created) : replace(model, created);
  const dispose = () => {
    detachModel(model);
    return model.dispose();
  };
  Object.defineProperty(model, 'dispose', {configurable: true, value: dispose});
  created.detach = () => {
    Reflect.deleteProperty(model, 'dispose');
    undo();
  };
  attachments.set(model, created);
}

export function detachModel(model: LayersModel): void {
  attachments.get(model)?.detach();
  attachments.delete(model);
}

/** Whether a model was compiled, and its training steps did not fall back since. */
export function isModelCompiled(model: LayersModel): boolean {
  const attachment = attachments.get(model);
  return attachment !== undefined && attachment.reason === undefined;
}

/** Why the training steps of a compiled model do not run compiled as a whole; undefined if they do, or none has run. */
export function eagerReasonOfModel(model: LayersModel): string | undefined {
  return attachments.get(model)?.reason;
}

/** The compiled steps of a model, and how often the last batch ran each; undefined if its last training step was not compiled, or there was none. */
export function runsOfModel(model: LayersModel): readonly StepRuns[] | undefined {
  const attachment = attachments.get(model);
  return attachment?.reason === undefined ? attachment?.train?.runs : undefined;
}

/** Replaces the function that makes training steps; the result undoes it. */
function replace(model: LayersModel, attachment: Attachment): () => void {
  const train = new TrainFunction(model);
  const makeTrainFunction = () => {
    const eager = prototypeOf(model).makeTrainFunction.call(model);
    return (data: BatchTensors) => {
      try {
        train.prepare(data, attachment.settings);
      } catch (error) {
        fallBack(model, attachment, error);
        return eager(data);
      }
      delete attachment.reason;
      attachment.train = train;
      return train.run(data);
    };
  };
  Object.defineProperty(model, 'makeTrainFunction', {configurable: true, value: makeTrainFunction});
  return () => {
    Reflect.deleteProperty(model, 'makeTrainFunction');
    train.dispose();
  };
}

/** Replaces it in the model that a sequential one delegates to, whenever that is made anew. */
function replaceInSequential(sequential: Sequential, attachment: Attachment): () => void {
  let undo = () => {};
  const replaceInner = () => {
    undo();
    const {model} = sequential as unknown as Hidden;
    undo = model === undefined ? () => {} : replace(model, attachment);
  };
  const build = (inputShape?: unknown) => {
    prototypeOf(sequential).build.call(sequential, inputShape);
    replaceInner();
  };
  Object.defineProperty(sequential, 'build', {configurable: true, value: build});
  replaceInner();
  return () => {
    Reflect.deleteProperty(sequential, 'build');
    undo();
  };
}

function prototypeOf(model: LayersModel): Hidden {
  return Object.getPrototypeOf(model);
}

function fallBack(model: LayersModel, attachment: Attachment, error: unknown): void {
  if (!(error instanceof CompilationError) || attachment.fallback !== 'eager') throw error;
  if (attachment.reason === error.message) return;
  attachment.reason = error.message;
  console.warn(`${model.name}: its training steps are not compiled as a whole: ${error.message}`);
}
