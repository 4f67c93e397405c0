import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

/** A cell cannot be traced or compiled; the message says why, and names the kernel. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
}

const RECORDER = 'ntmjs-recorder';

/** A tensor as a kernel sees it: its shape, and the data it stands for, which reshaped tensors share. */
export interface TracedTensor {
  readonly data: object;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

/** One kernel that ran. */
export interface KernelCall {
  readonly kernel: string;
  /** By name; lists of inputs are under `0`, `1`, … */
  readonly inputs: Readonly<Record<string, TracedTensor>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly TracedTensor[];
}

/** What ran while a function was traced. */
export interface Recording<T> {
  readonly result: T;
  readonly calls: readonly KernelCall[];
  /** The elements of what the calls read without any of them, or a parameter, having made it. */
  readonly constants: ReadonlyMap<object, Float32Array>;
}

interface Listener {
  readonly calls: KernelCall[];
  readonly constants: Map<object, Float32Array>;
  readonly known: Set<object>;
}

let listener: Listener | undefined;

/**
 * Runs a function on a backend that computes as tfjs' cpu backend does, and writes down every kernel that depends on a
 * parameter. What does not is a constant.
 *
 * @param parameters makes the tensors that the function gets; they are on the recording backend
 * @returns what the function returned, and what ran; every tensor made meanwhile is disposed
 */
export function record<T>(
  parameters: () => readonly tf.Tensor[],
  run: (...parameters: tf.Tensor[]) => T,
): Recording<T> {
  return onRecorder(() => {
    const tensors = parameters();
    listener = {calls: [], constants: new Map(), known: new Set(tensors.map(({dataId}) => dataId))};
    const {calls, constants} = listener;
    try {
      return {result: run(...tensors), calls, constants};
    } finally {
      listener = undefined;
    }
  });
}

/**
 * Runs a function on the recording backend, and goes back to the backend that was there.
 *
 * @returns what the function returned, without any tensor: all that were made meanwhile are disposed
 */
export function onRecorder<T>(run: () => T): T {
  const before = tf.getBackend();
  const production = tf.env().getBool('PROD');
  register();
  tf.env().set('PROD', true); // keeps the cpu backend from advertising tfjs-node
  switchTo(RECORDER);
  try {
    return tf.engine().tidy(() => run() as never) as unknown as T;
  } finally {
    tf.env().set('PROD', production);
    switchTo(before);
  }
}

/** Makes a backend the current one at once: its factory is not async. */
function switchTo(backend: string): void {
  void tf.setBackend(backend);
  if (tf.getBackend() !== backend) throw new Error(`the backend ${backend} did not start`);
}

/** Registers the recording backend, once: the kernels of the cpu backend, each telling the listener what it did. */
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
        note(config.kernelName, inputs as [string, tf.TensorInfo][], call.attrs ?? {}, outputs, reader);
        return outputs;
      } finally {
        kernelsRunning--;
      }
    };
    tf.registerKernel({...config, backendName: RECORDER, kernelFunc});
  }
}

/** How many kernels are running, one inside the other: they may read values, what is traced may not. */
let kernelsRunning = 0;

/** The cpu backend, but that nobody may read what depends on a parameter: what is done with it would not be traced. */
function createBackend(): tf.KernelBackend {
  const backend = tf.findBackendFactory('cpu')!() as tf.KernelBackend;
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (dataId) => {
    if (kernelsRunning === 0 && listener?.known.has(dataId)) {
      const last = listener.calls.at(-1)?.kernel;
      const where = last === undefined ? 'before any kernel' : `after the kernel ${last}`;
      throw new TraceError(
        `it reads the values of a tensor ${where}: what depends on data cannot be compiled`,
      );
    }
    return readSync(dataId);
  };
  return backend;
}

interface Reader {
  readSync(dataId: object): ArrayLike<number>;
}

function note(
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
  const made = [outputs].flat();
  for (const {dataId} of made) {
    const values = backend.readSync(dataId);
    for (let index = 0; index < values.length; index++) {
      if (Number.isNaN(values[index]))
        throw new TraceError(`the kernel ${kernel} gives NaN for plain inputs`);
    }
  }
  for (const {dataId} of made) known.add(dataId);
  calls.push({
    kernel,
    inputs: Object.fromEntries(inputs.map(([name, input]) => [name, traced(input)])),
    attributes: attributes as Record<string, unknown>,
    outputs: made.map(traced),
  });
}
