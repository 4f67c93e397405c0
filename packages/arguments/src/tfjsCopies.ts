import {ArgumentError} from './argumentError.js';

/**
 * The members that objects of TensorFlow.js have, of whichever copy and version. They are also those of its minified files, in
 * which classes have other names.
 */
const members = {
  symbolicTensor: ['sourceLayer', 'shape'],
  layer: ['apply', 'countParams'],
  optimizer: ['applyGradients', 'computeGradients'],
  weightOption: ['getClassName', 'getConfig'],
} as const;

/** How a project comes to have two copies of TensorFlow.js, and how to have one. */
const REMEDY =
  'npm installs a second copy without a word if the TensorFlow.js of a project, or of a package in it, is not ^4.22.0, which ntmjs ' +
  'requires; `npm ls @tensorflow/tfjs-core` shows every copy. To have one, run `npm install @tensorflow/tfjs@^4.22.0`, and if a ' +
  'package brings an older one, add "overrides": {"@tensorflow/tfjs": "^4.22.0"} to package.json. If all copies have one version, ' +
  'import TensorFlow.js everywhere as ES modules or everywhere by require, and dedupe it in the bundler.';

/**
 * Returns `value` unless it is an object of TensorFlow.js that another copy than ours made. Each copy has classes of its own, and
 * an object of one fails in the other with errors that name something else.
 *
 * @param kind of the object: `layer` for models and cells, too; `weightOption` for initializers, regularizers and constraints
 * @param type our class of that kind
 * @throws ArgumentError that says how the second copy came to be, and how to have one
 */
export function requireSameCopy<T>(
  argument: string,
  value: T,
  kind: keyof typeof members,
  type: abstract new (...args: never) => unknown,
): T {
  if (isOf(kind, value) && !isInstance(type, value)) throw copyError(argument, value);
  return value;
}

/** Where copies of TensorFlow.js that are loaded into one program keep the engine that they share. */
interface Shared {
  readonly _tfengine?: {readonly state?: {readonly tensorInfo?: WeakMap<object, unknown>}};
}

/**
 * Returns `value` unless it is a tensor of another engine than ours. Copies of TensorFlow.js in one program share an engine, and
 * with it their tensors; those of another frame have their own.
 *
 * @throws ArgumentError as `requireSameCopy` does
 */
export function requireSameEngine<T>(argument: string, value: T): T {
  const {dataId, isDisposed}: {dataId?: object; isDisposed?: boolean} = Object(value);
  if (dataId === undefined || isDisposed) return value;
  const tensors = (globalThis as Shared)._tfengine?.state?.tensorInfo;
  if (tensors?.has(dataId) === false) throw copyError(argument, value);
  return value;
}

/** A flag of tfjs-layers. */
const FLAG = 'TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES';

/** The environment of TensorFlow.js, `tf.env()`: that of the copy that was loaded first. */
interface Environment {
  readonly flagRegistry?: Readonly<Record<string, {readonly evaluationFn?: unknown}>>;
}

/**
 * Watches for a second copy of TensorFlow.js, of which `requireSameCopy` learns nothing while its code calls only itself: it does
 * not know the classes of saved models that were registered with ours.
 *
 * @param environment `tf.env()`
 * @param type our class of it, `tf.Environment`
 * @returns a function that warns of a second copy on the console, once; it is also called once all modules that are being loaded
 *   have been
 */
export function watchForCopies(
  environment: unknown,
  type: abstract new (...args: never) => unknown,
): () => void {
  // Each copy of tfjs-layers registers its flags in the environment that all share, in place of those of the copies before it. Flags of
  // tfjs-core tell nothing: the file of tfjs-converter for Node contains some of it.
  const registered = () => (environment as Environment).flagRegistry?.[FLAG]?.evaluationFn;
  const own = registered();
  let warned = false;
  const warn = () => {
    if (warned || (isInstance(type, environment) && registered() === own)) return;
    warned = true;
    console.warn(`There are two copies of TensorFlow.js in this program. ${REMEDY}`);
  };
  queueMicrotask(warn);
  return warn;
}

function isOf(kind: keyof typeof members, value: unknown): boolean {
  return typeof value === 'object' && value !== null && members[kind].every((member) => member in value);
}

/** `instanceof` of the prototypes alone: tfjs' `Optimizer` takes the objects of other copies for its own. */
function isInstance(type: abstract new (...args: never) => unknown, value: unknown): boolean {
  return Object.prototype.isPrototypeOf.call(type.prototype, value as object);
}

function copyError(argument: string, value: unknown): ArgumentError {
  const hint = `, which is of a second copy${versionOf(value)}. ${REMEDY}`;
  return new ArgumentError(argument, 'of the copy of TensorFlow.js that ntmjs uses', value, hint);
}

/** The version of the copy that a model is of. Nothing else has it. */
function versionOf(value: unknown): string {
  const model = value as {toJSON?: (unused: null, asText: false) => {readonly keras_version?: string}};
  try {
    const version = model.toJSON?.(null, false).keras_version;
    return version === undefined ? '' : ` (${version})`;
  } catch {
    return '';
  }
}
