import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {TraceError} from './compilationError.js';
import {kernelShapes, type OutputShape, type RecordedKernel, type SupportedKernel} from './kernelShapes.js';

const RECORDER = 'ntmjs-recorder';

/** A tensor as a kernel sees it: its shape, and the identity of its data, which reshaped tensors share. */
export interface TracedTensor {
  readonly data: object;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

/** One call of a kernel that does more than to give its input another shape or type. */
export interface KernelCall {
  readonly kernel: RecordedKernel;
  /** By name; those of a list are named `0`, `1`, … */
  readonly inputs: Readonly<Record<string, TracedTensor>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly TracedTensor[];
}

/** The kernel calls of a traced function, in order. */
export interface Recording<T> {
  readonly result: T;
  readonly calls: readonly KernelCall[];
  /** The elements of data that the calls read, but that is neither a parameter nor an output of a call; one if all are equal. */
  readonly constants: ReadonlyMap<object, Float32Array>;
}

interface Listener {
  readonly calls: KernelCall[];
  readonly constants: Map<object, Float32Array>;
  readonly known: Set<object>;
  /** What the traced code did that cannot be compiled, where it could not be told so at once. */
  failure?: TraceError;
}

let listener: Listener | undefined;

/**
 * Runs a function and records every kernel call that depends on a parameter. These compute nothing: parameters, and what depends on
 * them, are tensors without numbers, of any size. The results of other calls are constants, computed as by tfjs' cpu backend.
 *
 * @param shapes of the function's arguments
 * @returns the function's result and the calls; every tensor created in between is disposed
 * @throws TraceError if the function reads numbers of a parameter, or of what depends on one, or calls an unsupported kernel with it
 */
export function record<T>(
  shapes: readonly (readonly number[])[],
  run: (...parameters: tf.Tensor[]) => T,
): Recording<T> {
  return onRecorder(() => {
    const tensors = shapes.map(withoutNumbers);
    const current: Listener = {
      ...{calls: [], constants: new Map(), known: new Set(tensors.map(({dataId}) => dataId))},
    };
    listener = current;
    try {
      const {calls, constants} = current;
      const recording = {result: run(...tensors), calls, constants};
      if (current.failure !== undefined) throw current.failure;
      return recording;
    } finally {
      listener = undefined;
    }
  });
}

/**
 * Runs a function on the recording backend, then restores the current backend.
 *
 * @returns the function's result, which holds no tensors: all that were created in between are disposed
 */
export function onRecorder<T>(run: () => T): T {
  return unobserved(() => {
    const before = tf.getBackend();
    register();
    switchTo(RECORDER);
    try {
      let result!: T;
      // Not returned by `tidy`, which would search all of it for tensors.
      tf.engine().tidy(() => {
        result = run();
      });
      return result;
    } finally {
      switchTo(before);
    }
  });
}

/**
 * Runs a function that neither tfjs' debug mode nor its profiler sees, which read, check and log the result of every kernel. Flags
 * are as before then, also those that tfjs derives from others when it first reads them.
 */
function unobserved<T>(run: () => T): T {
  const flags = tf.env().getFlags();
  const {state} = tf.engine();
  const before = {flags: {...flags}, profiling: state.profiling};
  // Not by `env().set`, which announces debug mode on the console. `PROD`, since the cpu backend would advertise tfjs-node.
  Object.assign(flags, {DEBUG: false, PROD: true});
  state.profiling = false;
  try {
    return run();
  } finally {
    for (const name of Object.keys(flags)) if (!(name in before.flags)) Reflect.deleteProperty(flags, name);
    Object.assign(flags, before.flags);
    state.profiling = before.profiling;
  }
}

/** Makes a backend the current one, synchronously: its factory is not async. */
function switchTo(backend: string): void {
  void tf.setBackend(backend);
  if (tf.getBackend() !== backend) throw new Error(`the backend ${backend} cannot be initialized`);
}

/** Registers the recording backend, once: tfjs' cpu backend, whose kernels compute nothing if there are no numbers. */
function register(): void {
  if (tf.findBackendFactory(RECORDER) !== null) return;
  tf.registerBackend(RECORDER, createBackend, 0);
  for (const config of tf.getKernelsForBackend('cpu')) {
    const kernelFunc: tf.KernelFunc = (call) =>
      dependsOnParameter(call.inputs)
        ? recordCall(config.kernelName, inputsOf(call), call.attrs ?? {}, call.backend as Storage)
        : config.kernelFunc(call);
    tf.registerKernel({...config, backendName: RECORDER, kernelFunc});
  }
}

function dependsOnParameter(inputs: tf.NamedTensorInfoMap): boolean {
  if (listener === undefined) return false;
  // Inputs that an operation was not given are null.
  for (const name of Object.keys(inputs)) if (listener.known.has(inputs[name]?.dataId as object)) return true;
  return false;
}

/** The inputs that a kernel is called with; those of a list are named `0`, `1`, … */
function inputsOf({inputs}: {inputs: tf.NamedTensorInfoMap}): Record<string, tf.TensorInfo> {
  const given: Record<string, tf.TensorInfo> = {};
  for (const name of Object.keys(inputs)) if (inputs[name] != null) given[name] = inputs[name];
  return given;
}

/** Members of tfjs' cpu backend. */
interface Storage {
  readSync(dataId: object): tf.TypedArray;
  incRef(dataId: object): void;
  /** Without values: a tensor of no numbers. */
  makeTensorInfo(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
}

/** A tensor of which only the shape is known, on the recording backend. */
function withoutNumbers(shape: readonly number[]): tf.Tensor {
  const engine = tf.engine();
  const storage = engine.backend as unknown as Storage;
  return engine.makeTensorFromTensorInfo(storage.makeTensorInfo(shape, 'float32'));
}

/** The cpu backend, except that traced code must not read what depends on a parameter: there are no numbers, and no trace of their use. */
function createBackend(): tf.KernelBackend {
  const backend = tf.findBackendFactory('cpu')!() as tf.KernelBackend;
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (dataId) => {
    const failure = forbiddenRead(dataId);
    if (failure !== undefined) throw failure;
    return readSync(dataId);
  };
  // If nothing awaits the values, nothing catches an error; so the trace fails instead.
  backend.read = async (dataId) => {
    const failure = forbiddenRead(dataId);
    if (failure === undefined) return readSync(dataId);
    listener!.failure ??= failure;
    return new Float32Array();
  };
  return backend;
}

/** The error of reading a tensor, if traced code must not. */
function forbiddenRead(dataId: object): TraceError | undefined {
  if (!listener?.known.has(dataId)) return undefined;
  const last = listener.calls.at(-1)?.kernel;
  const where = last === undefined ? 'before any kernel' : `after the kernel ${last}`;
  return new TraceError(
    `it reads the values of a tensor ${where}: code that depends on them cannot be compiled`,
  );
}

/** Records a call, and returns outputs without numbers. */
function recordCall(
  kernel: string,
  inputs: Record<string, tf.TensorInfo>,
  attributes: object,
  storage: Storage,
): tf.TensorInfo[] | tf.TensorInfo {
  const {calls, constants, known} = listener!;
  if (!isSupported(kernel)) throw new TraceError(`the kernel ${kernel} is unsupported`);
  const results: OutputShape | OutputShape[] = kernelShapes[kernel](inputs, attributes as never);
  if (!Array.isArray(results) && results.shares !== undefined) {
    const {shape, dtype, shares} = results;
    storage.incRef(shares.dataId);
    return {dataId: shares.dataId, shape, dtype};
  }
  const shapes = Array.isArray(results) ? results : [results];
  const outputs = shapes.map(({shape, dtype}) => storage.makeTensorInfo(shape, dtype));
  const read: Record<string, TracedTensor> = {};
  for (const name of Object.keys(inputs)) {
    const input = inputs[name]!;
    const {dataId} = input;
    if (!known.has(dataId) && !constants.has(dataId))
      constants.set(dataId, elementsOf(storage.readSync(dataId)));
    read[name] = traced(input);
  }
  for (const {dataId} of outputs) known.add(dataId);
  calls.push({
    kernel: kernel as RecordedKernel,
    inputs: read,
    attributes: attributes as Record<string, unknown>,
    outputs: outputs.map(traced),
  });
  return Array.isArray(results) ? outputs : outputs[0]!;
}

export function traced({dataId, shape, dtype}: tf.TensorInfo): TracedTensor {
  return {data: dataId, shape, dtype};
}

function isSupported(kernel: string): kernel is SupportedKernel {
  return kernel in kernelShapes;
}

/** A copy of a constant's elements; one if all are equal, as many large ones are. */
function elementsOf(values: tf.TypedArray): Float32Array {
  const first = values[0];
  return new Float32Array(values.every((value) => value === first) ? values.subarray(0, 1) : values);
}
