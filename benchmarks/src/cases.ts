import {type FitModelName, fitModels} from './fitModels.js';
import {largeRows, type ModelName} from './models.js';

/**
 * `eager` is plain tfjs, one operation after the other; `compiled` is the whole step as WebAssembly; `layers compiled` only the
 * recurrent layers, with the rest eager; `relaxed simd` is `compiled` with fused products and sums; `pytorch` is a peer; `c++ 128` and `c++ native` are the network by hand, with vectors
 * as long as those of WebAssembly and as long as this machine has.
 */
export const engineNames = [
  'eager',
  'compiled',
  'layers compiled',
  'relaxed simd',
  'pytorch',
  'c++ 128',
  'c++ native',
] as const;

export type EngineName = (typeof engineNames)[number];

interface CaseArgs {
  readonly engine: EngineName;
  /** A tfjs backend, WebAssembly, or the device of a peer. */
  readonly backend: 'wasm' | 'cpu';
  /** Sequences per step. */
  readonly batch: number;
  readonly threads: number;
}

/** A model on the copy task. */
export interface CopyCase extends CaseArgs {
  readonly model: ModelName;
  /** Whole training steps, or forward passes as in an evaluation. */
  readonly work: 'training' | 'forward';
  readonly task: 'copy';
  /** T, the number of vectors to copy: 2T + 1 steps in time. */
  readonly length: number;
}

/** A model that is trained with `fit`. */
export interface FitCase extends CaseArgs {
  readonly model: FitModelName;
  readonly work: 'fit';
  readonly task: 'synthetic';
  /** Steps in time of the inputs. */
  readonly length: number;
}

/** One thing to measure: a model on a task. */
export type Case = CopyCase | FitCase;

/** Cases that are measured in turns and compared with the first of them. */
export type Block<C extends Case = Case> = readonly C[];

/** The width of a vector of the copy task, as in the paper. */
export const bits = 8;

type Computer = Pick<Case, 'engine' | 'backend'>;

const eager: Computer = {engine: 'eager', backend: 'wasm'};
const eagerCpu: Computer = {engine: 'eager', backend: 'cpu'};
const compiled: Computer = {engine: 'compiled', backend: 'wasm'};
const layersCompiled: Computer = {engine: 'layers compiled', backend: 'wasm'};
const pytorch: Computer = {engine: 'pytorch', backend: 'cpu'};
const native: readonly Computer[] = [
  compiled,
  {engine: 'relaxed simd', backend: 'wasm'},
  {engine: 'c++ 128', backend: 'cpu'},
  {engine: 'c++ native', backend: 'cpu'},
];

function block(
  model: ModelName,
  batch: number,
  computers: readonly Computer[],
  more: Partial<Pick<CopyCase, 'work' | 'threads' | 'length'>> = {},
): Block<CopyCase> {
  return computers.map((computer) => ({
    ...computer,
    ...{model, work: 'training', task: 'copy', batch, length: 10, threads: 1},
    ...more,
  }));
}

function fitBlock(model: FitModelName, batch: number): Block<FitCase> {
  const {length, eagerOnWasm} = fitModels[model];
  return [...(eagerOnWasm ? [eager] : []), compiled, pytorch].map((computer) => ({
    ...computer,
    ...{model, work: 'fit', task: 'synthetic', batch, length, threads: 1},
  }));
}

const one = block('ntm-feedforward', 1, [eager, eagerCpu, compiled, pytorch]);
const sixteen = block('ntm-feedforward', 16, [eager, eagerCpu, compiled, pytorch]);

/** The same model with more and more rows of memory, in one block, since what matters is how the cost grows. */
const rows = (
  ['ntm-feedforward-128', 'ntm-feedforward-512', 'ntm-feedforward-2048', 'ntm-feedforward-8192'] as const
).flatMap((model) => block(model, 1, [compiled, pytorch]));

/** What is measured by default. */
export const standardBlocks: readonly Block<CopyCase>[] = [one, sixteen];

/** Everything that can be measured. */
export const allBlocks: readonly Block<CopyCase>[] = [
  one,
  [...sixteen, ...block('ntm-feedforward', 16, [compiled, pytorch], {threads: 2})],
  ...[1, 16].map((batch) => block('ntm-feedforward', batch, [eager, compiled], {work: 'forward'})),
  rows,
  ...[1, 16].map((batch) => block('ntm-lstm', batch, [eager, eagerCpu, compiled, pytorch])),
  block('ntm-recall', 1, [eager, compiled]),
  block('ntm-sort', 1, [eager, compiled]),
  ...[1, 16].map((batch) => block('lstm', batch, [eager, eagerCpu, layersCompiled, pytorch])),
  ...[1, 16].map((batch) => block('lstm-3-layers', batch, [eager, layersCompiled, pytorch])),
];

/** Compiled code beside the same network by hand in C++. */
export const nativeBlocks: readonly Block<CopyCase>[] = [
  ...[1, 16].map((batch) => block('ntm-feedforward', batch, native)),
  ...(['ntm-feedforward-512', 'ntm-feedforward-2048', 'ntm-feedforward-8192'] as const).map((model) =>
    block(model, 1, native),
  ),
  ...[1, 16].map((batch) => block('ntm-lstm', batch, native)),
  block('ntm-recall', 1, native),
  block('ntm-sort', 1, native),
  ...[1, 16].map((batch) => block('ntm-feedforward', batch, native, {work: 'forward'})),
  block('ntm-feedforward', 16, native, {threads: 2}),
];

/** Of 50 vectors, which take 101 steps in time. */
const long = {length: 50};

/** Sparse memories of more and more rows, and dense ones, as long as they fit. */
export const sparseBlocks: readonly Block<CopyCase>[] = [
  largeRows.flatMap((rows) => block(`sam-${rows}`, 1, [compiled], long)),
  largeRows.flatMap((rows) => block(`sdnc-${rows}`, 1, [compiled], long)),
  largeRows.slice(0, -1).flatMap((rows) => block(`ntm-dense-${rows}`, 1, [compiled], long)),
];

/** Models that are trained with `fit`; eager only where the wasm backend has every kernel of their gradients. */
export const fitBlocks: readonly Block<FitCase>[] = (Object.keys(fitModels) as FitModelName[]).flatMap(
  (model) => [32, 128].map((batch) => fitBlock(model, batch)),
);

/** The model's name in tables and rows; it ends in `-forward` if only forward passes are measured. */
export function modelOf({model, work}: Pick<Case, 'model' | 'work'>): string {
  return work === 'forward' ? `${model}-forward` : model;
}

/** A case as text, for messages. */
export function describeCase(item: Case): string {
  const {engine, backend, batch, threads} = item;
  return `${engine} on ${backend}, ${modelOf(item)}, batch ${batch}${threads > 1 ? `, ${threads} threads` : ''}`;
}
