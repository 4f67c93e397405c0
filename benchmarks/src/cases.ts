import type {ModelName} from './models.js';

/** Who does the computing; `eager` is tfjs as it is, one operation after the other. */
export const engineNames = ['eager', 'pytorch'] as const;

export type EngineName = (typeof engineNames)[number];

/** One thing to measure: whole training steps of a model on a task. */
export interface Case {
  readonly engine: EngineName;
  /** What the engine computes on: a tfjs backend, or the device of a peer. */
  readonly backend: 'wasm' | 'cpu';
  readonly model: ModelName;
  readonly task: 'copy';
  /** Sequences a step. */
  readonly batch: number;
  /** T, the number of vectors to copy: 2T + 1 steps in time. */
  readonly length: number;
  readonly threads: number;
}

/** The width of a vector of the copy task, as in the paper. */
export const bits = 8;

/** What computes, in the order of the rows; the first is what the others are compared with. */
const engines = [
  {engine: 'eager', backend: 'wasm'},
  {engine: 'eager', backend: 'cpu'},
  {engine: 'pytorch', backend: 'cpu'},
] as const;

/** A model at several batch sizes on every engine. */
function onEveryEngine(model: ModelName, batches: readonly number[]): Case[] {
  return batches.flatMap((batch) =>
    engines.map((engine): Case => ({...engine, model, task: 'copy', batch, length: 10, threads: 1})),
  );
}

/** What is measured unless more is asked for. */
export const standardCases: readonly Case[] = onEveryEngine('ntm-feedforward', [1, 16]);

/** Everything that can be measured. */
export const allCases: readonly Case[] = [
  ...standardCases,
  ...onEveryEngine('ntm-lstm', [1, 16]),
  ...onEveryEngine('lstm', [1, 16]),
];

/** The cases in groups that differ in nothing but what computes: those are what can be compared. */
export function comparisons(cases: readonly Case[]): Case[][] {
  const groups = new Map<string, Case[]>();
  for (const item of cases) {
    const {model, task, batch, length} = item;
    const key = JSON.stringify([model, task, batch, length]);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()];
}

/** A case in words, for messages. */
export function describeCase({engine, backend, model, batch}: Case): string {
  return `${engine} on ${backend}, ${model}, batch ${batch}`;
}
