import {requireInteger} from '@ntmjs/arguments';
import type {layers, RNN} from '@tensorflow/tfjs-layers';
import {generate, type ModuleExports} from '../code/module.js';
import {sizeOf} from '../graph/graph.js';
import type {Expression, Loop} from '../passes/loop.js';
import {countOperations} from '../passes/operations.js';
import {traceStep} from '../trace/traceStep.js';
import {usesRelaxedSimd} from './compile.js';
import {measurePeak} from './peak.js';
import {inLayer, inputSizeOf, planTrace} from './pipeline.js';
import {StepProgram} from './program.js';
import {requireRnn} from './recurrentLayers.js';
import {newModule} from './webAssembly.js';

/** One loop of the compiled code. */
export interface ExplainedLoop {
  /** The function of the module that it is in; `finish` runs once a sequence, which is measured with one of about 20 steps. */
  readonly part: 'forward' | 'backward' | 'finish';
  /** Its dimensions (`r` marks those that are reduced), and what it computes. */
  readonly code: string;
  /** How long it takes a step, measured on separate memory filled with small numbers; its call from JavaScript is part of it. */
  readonly microseconds: number;
  /** Its share of the time of all loops. */
  readonly percent: number;
  /** Its floating-point operations a step: each function of an element counts as one, `exp` as well as `add`. */
  readonly operations: number;
  /** Its floating-point operations a nanosecond. */
  readonly gigaflops: number;
}

/** How a layer was compiled. */
export interface Explanation {
  /** Whether its code has the instructions of relaxed SIMD. */
  readonly relaxedSimd: boolean;
  /** The number of kernel calls in the trace, then the number of nodes after each pass. */
  readonly passes: readonly {readonly name: string; readonly nodes: number}[];
  /** Every loop of a step; `console.table` prints them. */
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
  /** Bytes of the weights, the constants, a step's scratch memory, the frame that a step keeps, and the code. */
  readonly memory: {
    readonly weights: number;
    readonly constants: number;
    readonly scratch: number;
    readonly frame: number;
    readonly code: number;
  };
}

/** How often each loop is measured. */
const REPEATS = 10;

/** The steps of the sequence with which `finish` is measured, unless their frames take too many bytes. */
const STEPS = 20;
const MOST_FRAME_BYTES = 2 ** 26;

/** The most rounds of a measurement: more would take minutes and measure nothing better. */
const MOST_ROUNDS = 1_000_000;

/**
 * Explains how a recurrent layer is compiled: passes, loops with their times, and memory. The layer itself does not change.
 *
 * @param layer built
 * @param rounds how often each loop runs per measurement; at most 1 000 000, defaults to 200
 * @throws ArgumentError if it is no recurrent layer, or not built, or `rounds` is out of its range
 * @throws CompilationError if the layer cannot be compiled, or this host does not run its code
 */
export function explain(layer: RNN, rounds = 200): Explanation {
  requireRnn(layer);
  requireInteger('rounds', rounds, {min: 1, max: MOST_ROUNDS});
  const milliseconds = {trace: 0, passes: 0, code: 0, engine: 0};
  const timed = <T>(phase: keyof typeof milliseconds, work: () => T): T => {
    const start = performance.now();
    const result = work();
    milliseconds[phase] = performance.now() - start;
    return result;
  };
  const {name} = layer;
  const trace = timed('trace', () => traceStep(layer.cell as layers.RNNCell, inputSizeOf(layer), name));
  const {settled, plan, sizes, passes} = timed('passes', () => planTrace(trace, name));
  const {frame} = plan;
  const relaxedSimd = usesRelaxedSimd(layer);
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
  program.numbers().fill(0.01);
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
  const addresses = [input, previous, current];
  const parts = {
    forward: {loops: plan.forward, args: addresses},
    backward: {loops: plan.backward, args: [...addresses, ...layout.cotangents, gradient]},
  } satisfies Partial<Record<keyof ModuleExports, {loops: readonly Loop[]; args: number[]}>>;
  const inSteps = Object.entries(parts).flatMap(([part, {loops, args}]) =>
    loops.map((loop, index) => ({
      part: part as ExplainedLoop['part'],
      code: describe(loop),
      microseconds: time(() => functions[`${part}${index}`]!(...args)),
      operations: countOperations(loop),
    })),
  );
  const products = settled.outerProducts.map(({weight, dims}, index) => ({
    part: 'finish' as const,
    code: `[${dims.join(', ')}, steps r] gradient of weight ${weight}: outer products summed over the steps`,
    microseconds: time(() => functions[`finish${index}`]!(...addresses, steps)) / steps,
    operations: 2 * sizeOf(dims),
  }));
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, size) => total + size, 0);
  const measured = [...inSteps, ...products];
  const total = sum(measured.map(({microseconds}) => microseconds));
  return {
    relaxedSimd,
    passes,
    loops: measured.map(({part, code, microseconds, operations}) => ({
      ...{part, code, microseconds, percent: (100 * microseconds) / total},
      ...{operations, gigaflops: operations / (1000 * microseconds)},
    })),
    peakGigaflops: measurePeak(relaxedSimd),
    milliseconds,
    memory: {
      weights: 4 * sum(sizes.weights),
      constants: 4 * sum(plan.constants.map(({size}) => size)),
      scratch: plan.scratchBytes,
      frame: frame.bytes,
      code: bytes.length,
    },
  };
}

/** A loop as text: `[128, 20r] v77 = sum(mul(state3, weight0))`. */
function describe({dims, reduced, stores, reductions}: Loop): string {
  const space = dims.map((dim, axis) => `${dim}${reduced[axis] ? 'r' : ''}`).join(', ');
  const lines = [
    ...stores.map(({target, expression}) => `v${target.value.id} = ${text(expression)}`),
    ...reductions.map(({target, fn, expression}) => `v${target.value.id} = ${fn}(${text(expression)})`),
  ];
  return `[${space}] ${lines.join('; ')}`;
}

function text(expression: Expression): string {
  if (expression.kind === 'apply') return `${expression.fn}(${expression.operands.map(text).join(', ')})`;
  const {role, id} = expression.access.value;
  switch (role.kind) {
    case 'constant':
      return role.data.length === 1 ? String(role.data[0]) : `constant${id}`;
    case 'state':
    case 'weight':
      return `${role.kind}${role.index}`;
    case 'computed':
      return `v${id}`;
    default:
      return role.kind;
  }
}
