import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {TraceError} from './compilationError.js';

const RECORDER = 'ntmjs-recorder';

/** A tensor as a kernel sees it: its shape, and the identity of its data, which reshaped tensors share. */
export interface TracedTensor {
  readonly data: object;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

/** One call of a kernel. */
export interface KernelCall {
  readonly kernel: string;
  /** By name; those of a list are named `0`, `1`, … */
  readonly inputs: Readonly<Record<string, TracedTensor>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly TracedTensor[];
}

/** The kernel calls of a traced function. */
export interface Recording<T> {
  readonly result: T;
  readonly calls: readonly KernelCall[];
  /** The elements of data that the calls read, but that is neither a parameter nor an output of a call. */
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
 * Runs a function on a backend that computes as tfjs' cpu backend does, and records every kernel call that depends on a
 * parameter. The results of other calls are constants.
 *
 * @param parameters creates the function's arguments on the recording backend
 * @returns the function's result and the calls; every tensor created in between is disposed
 */
export function record<T>(
  parameters: () => readonly tf.Tensor[],
  run: (...parameters: tf.Tensor[]) => T,
): Recording<T> {
  return onRecorder(() => {
    const tensors = parameters();
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
      return tf.engine().tidy(() => run() as never) as unknown as T;
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

/** Registers the recording backend, once: the kernels of the cpu backend, each of which reports its calls to the listener. */
function register(): void {
  if (tf.findBackendFactory(RECORDER) !== null) return;
  tf.registerBackend(RECORDER, createBackend, 0);
  for (const config of tf.getKernelsForBackend('cpu')) {
    const kernelFunc: tf.KernelFunc = (call) => {
      kernelsRunning++;
      try {
        const outputs = config.kernelFunc(call);
        const inputs = Object.entries(call.inputs).filter(([, input]) => input != null);
        const reader = call.backend as Reader;
        recordCall(config.kernelName, inputs as [string, tf.TensorInfo][], call.attrs ?? {}, outputs, reader);
        return outputs;
      } finally {
        kernelsRunning--;
      }
    };
    tf.registerKernel({...config, backendName: RECORDER, kernelFunc});
  }
}

/** How many nested kernels are running: a kernel may read values, traced code may not. */
let kernelsRunning = 0;

/** The cpu backend, except that traced code must not read values that depend on a parameter: their use could not be recorded. */
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
    if (failure !== undefined) listener!.failure ??= failure;
    return readSync(dataId);
  };
  return backend;
}

/** The error of reading a tensor, if traced code must not. */
function forbiddenRead(dataId: object): TraceError | undefined {
  if (kernelsRunning > 0 || !listener?.known.has(dataId)) return undefined;
  const last = listener.calls.at(-1)?.kernel;
  const where = last === undefined ? 'before any kernel' : `after the kernel ${last}`;
  return new TraceError(
    `it reads the values of a tensor ${where}: code that depends on them cannot be compiled`,
  );
}

interface Reader {
  readSync(dataId: object): ArrayLike<number>;
}

function recordCall(
  kernel: string,
  inputs: [string, tf.TensorInfo][],
  attributes: object,
  outputs: tf.TensorInfo | tf.TensorInfo[],
  backend: Reader,
): void {
  if (listener === undefined) return;
  const {calls, constants, known} = listener;
  if (!inputs.some(([, {dataId}]) => known.has(dataId))) return;
  const traced = ({dataId, shape, dtype}: tf.TensorInfo): TracedTensor => ({
    data: dataId,
    shape: [...shape],
    dtype,
  });
  for (const [, {dataId}] of inputs) {
    if (!known.has(dataId)) constants.set(dataId, Float32Array.from(backend.readSync(dataId)));
  }
  const results = [outputs].flat();
  for (const {dataId} of results) {
    const values = backend.readSync(dataId);
    for (let index = 0; index < values.length; index++) {
      if (Number.isNaN(values[index]))
        throw new TraceError(`the kernel ${kernel} returns NaN for ordinary inputs`);
    }
  }
  for (const {dataId} of results) known.add(dataId);
  calls.push({
    kernel,
    inputs: Object.fromEntries(inputs.map(([name, input]) => [name, traced(input)])),
    attributes: attributes as Record<string, unknown>,
    outputs: results.map(traced),
  });
}
