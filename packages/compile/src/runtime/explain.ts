import {requireInteger} from '@ntmjs/arguments';
import type {RNN} from '@tensorflow/tfjs-layers';
import {generate, type ModuleExports} from '../code/module.js';
import {LIST_START, sizeOf, type Value} from '../graph/graph.js';
import type {Expression, Routine} from '../passes/loop.js';
import {countOperations} from '../passes/operations.js';
import {traceStep} from '../trace/traceStep.js';
import {usesRelaxedSimd} from './compile.js';
import {measurePeak} from './peak.js';
import {inLayer, planTrace, type StepSource, stepOf} from './pipeline.js';
import {StepProgram} from './program.js';
import {requireRnn} from './recurrentLayers.js';
import {newModule} from './webAssembly.js';

/** A step, and how often it runs. */
export interface StepRuns {
  readonly step: StepSource;
  readonly count: number;
}

/** One loop of the compiled code. */
export interface ExplainedLoop {
  /** The name of its layer; several names if layers are compiled together. */
  readonly layer: string;
  /** The function of the module that it is in; `finish` runs once a sequence, which is measured with one of about 20 steps. */
  readonly part: 'forward' | 'backward' | 'finish';
  /** Its dimensions (`r` marks those that are reduced), and what it computes. */
  readonly code: string;
  /**
   * How long it takes a step of one sequence, or, one by one, those of a batch like the last one of a model. Measured on separate memory filled
   * with small numbers; its call from JavaScript is part of it. Where weights are large, a batch takes less: sequences run side by side.
   */
  readonly microseconds: number;
  /** Its share of the time of all loops. */
  readonly percent: number;
  /** Its floating-point operations in that time: each function of an element counts as one, `exp` as well as `add`. */
  readonly operations: number;
  /** Its floating-point operations a nanosecond. */
  readonly gigaflops: number;
}

/** How a layer or a model was compiled. Of a model, numbers of nodes, times and bytes are sums over its steps. */
export interface Explanation {
  /** Whether its code has the instructions of relaxed SIMD. */
  readonly relaxedSimd: boolean;
  /** The number of kernel calls in the trace, then the number of nodes after each pass. */
  readonly passes: readonly {readonly name: string; readonly nodes: number}[];
  /** Every loop; `console.table` prints them. */
  readonly loops: readonly ExplainedLoop[];
  /** The most floating-point operations a nanosecond on this machine: of products and sums that read no memory, fused if those of the layer are. */
  readonly peakGigaflops: number;
  /** How long compilation took: the first layers of a program take longest, until the engine has optimized this code. */
  readonly milliseconds: {
    readonly trace: number;
    readonly passes: number;
    readonly code: number;
    /** WebAssembly's: it compiles functions later, when they are first called. */
    readonly engine: number;
  };
  /**
   * Bytes of the weights, the constants, a step's scratch memory, the frame that a step keeps, the code, and the states whose rows are changed
   * in place, with their gradients.
   */
  readonly memory: {
    readonly weights: number;
    readonly constants: number;
    readonly scratch: number;
    readonly frame: number;
    readonly code: number;
    readonly rows: number;
  };
}

/** How often each loop is measured. */
const REPEATS = 10;

/** The steps of the sequence with which `finish` is measured, unless their frames take too many bytes. */
const STEPS = 20;
const MOST_FRAME_BYTES = 2 ** 26;

/** The most rounds of a measurement: more would take minutes and measure nothing better. */
const MOST_ROUNDS = 1_000_000;

/** The number of rounds of a measurement; throws an `ArgumentError` if it is out of its range. */
export function requireRounds(rounds: number): number {
  return requireInteger('rounds', rounds, {min: 1, max: MOST_ROUNDS});
}

/**
 * Explains how a recurrent layer is compiled.
 *
 * @throws ArgumentError if it is no recurrent layer, or not built
 * @throws CompilationError if the layer cannot be compiled, or this host does not run its code
 */
export function explainLayer(layer: RNN, rounds: number): Explanation {
  requireRnn(layer);
  return explainSteps([{step: stepOf(layer, usesRelaxedSimd(layer)), count: 1}], rounds);
}

/**
 * Explains how steps are compiled.
 *
 * @param runs at least one
 * @throws CompilationError if one cannot be compiled, or this host does not run its code
 */
export function explainSteps(runs: readonly StepRuns[], rounds: number): Explanation {
  const explained = runs.map(({step}) => explainStep(step, rounds));
  const loops = explained.flatMap((step, index) =>
    step.loops.map(({microseconds, operations, ...loop}) => {
      const {step, count} = runs[index]!;
      return {...loop, layer: step.name, microseconds: count * microseconds, operations: count * operations};
    }),
  );
  const total = sum(loops.map(({microseconds}) => microseconds));
  const relaxedSimd = runs.some(({step}) => step.relaxedSimd);
  return {
    relaxedSimd,
    passes: explained[0]!.passes.map(({name}, index) => ({
      name,
      nodes: sum(explained.map(({passes}) => passes[index]!.nodes)),
    })),
    loops: loops.map(({layer, part, code, microseconds, operations}) => ({
      ...{layer, part, code, microseconds, percent: (100 * microseconds) / total},
      ...{operations, gigaflops: operations / (1000 * microseconds)},
    })),
    peakGigaflops: measurePeak(relaxedSimd),
    milliseconds: sums(explained.map(({milliseconds}) => milliseconds)),
    memory: sums(explained.map(({memory}) => memory)),
  };
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, size) => total + size, 0);
}

/** The sum of each field. */
function sums<Key extends string>(records: readonly Readonly<Record<Key, number>>[]): Record<Key, number> {
  const keys = Object.keys(records[0]!) as Key[];
  const entries = keys.map((key) => [key, sum(records.map((record) => record[key]))]);
  return Object.fromEntries(entries) as Record<Key, number>;
}

/** Explains how one step is compiled, with the times of one step. */
function explainStep({cell, inputSize, name, relaxedSimd}: StepSource, rounds: number) {
  const milliseconds = {trace: 0, passes: 0, code: 0, engine: 0};
  const timed = <T>(phase: keyof typeof milliseconds, work: () => T): T => {
    const start = performance.now();
    const result = work();
    milliseconds[phase] = performance.now() - start;
    return result;
  };
  const trace = timed('trace', () => traceStep(cell, inputSize, name));
  const {settled, plan, sizes, passes} = timed('passes', () => planTrace(trace, name));
  const {frame} = plan;
  const {bytes, layout} = timed('code', () => generate(settled, plan, sizes, {separate: true, relaxedSimd}));
  // The times do not depend on constants.
  const constants = new Float32Array();
  const program = timed('engine', () =>
    inLayer(
      name,
      () => new StepProgram({frame, layout, sizes, module: newModule(bytes), relaxedSimd, constants}),
    ),
  );
  const functions = program.exports as unknown as Record<string, (...addresses: number[]) => void>;
  const steps = Math.max(1, Math.min(STEPS, Math.floor(MOST_FRAME_BYTES / frame.bytes)));
  const input = program.reserve(4 * sizes.input * steps);
  const previous = program.reserve(frame.bytes * (steps + 1));
  const current = previous + frame.bytes;
  const gradient = program.reserve(4 * sizes.input);
  const numbers = program.numbers();
  numbers.fill(0.01, 0, layout.cotangentsEnd / 4);
  numbers.fill(0.01, input / 4);
  program.rows?.begin(sizes.states.map((size) => ({array: new Float32Array(size).fill(0.01), start: 0})));
  program.exports.forward(input, previous, current);
  // The minimum, since engines optimize code while it runs.
  const time = (run: () => void): number => {
    let best = Number.POSITIVE_INFINITY;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const start = performance.now();
      for (let round = 0; round < rounds; round++) run();
      best = Math.min(best, ((performance.now() - start) / rounds) * 1000);
    }
    return best;
  };
  /** The number of rows in a list, if it is still in memory. */
  const countOf = ({id, role, size}: Value): number => {
    const framed = frame.offsets.get(id);
    const address = role.kind === 'active' ? layout.rows!.list : framed && current + framed;
    return address === undefined ? size - LIST_START : new Int32Array(numbers.buffer)[address / 4]!;
  };
  const addresses = [input, previous, current];
  const parts = {
    forward: {loops: plan.forward, args: addresses},
    backward: {loops: plan.backward, args: [...addresses, ...layout.cotangents, gradient]},
  } satisfies Partial<Record<keyof ModuleExports, {loops: readonly Routine[]; args: number[]}>>;
  const inSteps = Object.entries(parts).flatMap(([part, {loops, args}]) =>
    loops.map((loop, index) => ({
      part: part as ExplainedLoop['part'],
      code: describe(loop),
      microseconds: time(() => functions[`${part}${index}`]!(...args)),
      operations: countOperations(withCount(loop, countOf)),
    })),
  );
  const products = settled.outerProducts.map(({weight, dims}, index) => ({
    part: 'finish' as const,
    code: `[${dims.join(', ')}, steps r] gradient of weight ${weight}: outer products`,
    microseconds: time(() => functions[`finish${index}`]!(...addresses, steps)) / steps,
    operations: 2 * sizeOf(dims),
  }));
  return {
    passes,
    loops: [...inSteps, ...products],
    milliseconds,
    memory: {
      weights: 4 * sum(sizes.weights),
      constants: 4 * sum(plan.constants.map(({size}) => size)),
      scratch: plan.scratchBytes,
      frame: frame.bytes,
      code: bytes.length,
      rows: layout.end - layout.cotangentsEnd,
    },
  };
}

/** A routine with as many rows as its list has. */
function withCount(routine: Routine, countOf: (list: Value) => number): Routine {
  if (routine.kind === 'search')
    return routine.list === undefined ? routine : {...routine, size: countOf(routine.list)};
  if (routine.kind === 'list' || routine.rows === undefined) return routine;
  const {dim, list} = routine.rows;
  return {...routine, dims: [...routine.dims].with(dim, countOf(list))};
}

/** A routine as text: `[128, 20r] v77 = sum(mul(state3, weight0))`. */
function describe(routine: Routine): string {
  if (routine.kind === 'search') {
    const {size, list, target, count, operand} = routine;
    const space = list === undefined ? `${size}r` : `rows of ${nameOf(list)} r`;
    return `[${space}] v${target.value.id} = top${count}(${nameOf(operand.value)})`;
  }
  if (routine.kind === 'list')
    return `v${routine.target.value.id} = rows(${routine.operands.map(({value}) => nameOf(value)).join(', ')})`;
  const {dims, rows, reduced, stores, reductions} = routine;
  const sizeAt = (axis: number) => (axis === rows?.dim ? `rows of ${nameOf(rows.list)} ` : dims[axis]!);
  const space = dims.map((_, axis) => `${sizeAt(axis)}${reduced[axis] ? 'r' : ''}`.trim()).join(', ');
  const lines = [
    ...stores.map(({target, expression}) => `v${target.value.id} = ${text(expression)}`),
    ...reductions.map(({target, fn, expression}) => `v${target.value.id} = ${fn}(${text(expression)})`),
  ];
  return `[${space}] ${lines.join('; ')}`;
}

function text(expression: Expression): string {
  if (expression.kind === 'apply') return `${expression.fn}(${expression.operands.map(text).join(', ')})`;
  return nameOf(expression.access.value);
}

function nameOf({role, id}: Value): string {
  switch (role.kind) {
    case 'constant':
      return role.data.length === 1 ? String(role.data[0]) : `constant${id}`;
    case 'state':
    case 'weight':
      return `${role.kind}${role.index}`;
    case 'rows':
      return `${role.gradient ? 'gradient of ' : ''}state${role.state}`;
    case 'computed':
      return `v${id}`;
    default:
      return role.kind;
  }
}
