import type {StepSizes, Value} from '../graph/graph.js';
import {type Loop, operands, type Routine} from '../passes/loop.js';
import type {StepPlan} from '../plan/plan.js';
import {assemble, type ModuleFunction, PAGE} from './assembler.js';
import {addPart, stepAddresses} from './module.js';
import {storedBytes} from './storedSums.js';

/** The functions that a standalone module exports besides its `memory`. All arguments are addresses in bytes. */
export interface StandaloneExports {
  readonly memory: WebAssembly.Memory;
  /** Writes the states before the first step into a frame. */
  first(frame: number): void;
  /** One step: reads the input and the previous frame, writes the current frame. */
  forward(input: number, previous: number, current: number): void;
}

/** The memory layout of a standalone module. Addresses and offsets are in bytes. */
export interface StandaloneLayout {
  /** The size of the memory, which does not grow. */
  readonly pages: number;
  readonly input: number;
  /** A step reads the states in one frame, and writes states and output to the other. */
  readonly frames: readonly [number, number];
  readonly frameBytes: number;
  /** The offsets in a frame. */
  readonly output: number;
  readonly states: readonly number[];
}

/** What the memory of a standalone module begins with. */
export interface StandaloneValues {
  readonly weights: readonly Float32Array[];
  /** The states before the first step. */
  readonly states: readonly Float32Array[];
}

/**
 * Generates the forward half of a step as a module that imports nothing: it has a memory of its own, which begins with the weights. The
 * loops are those of `generate`, and compute the same to the last bit.
 */
export function generateStandalone(
  plan: StepPlan,
  sizes: StepSizes,
  {weights, states}: StandaloneValues,
): {readonly bytes: Uint8Array; readonly layout: StandaloneLayout} {
  let end = 0;
  const take = (bytes: number) => {
    const address = end;
    end += Math.ceil(bytes / 16) * 16;
    return address;
  };
  const firsts = states.map((values, index) => firstState(index, values));
  const constants = constantsOf([...plan.forward, ...firsts]);
  const addresses = new Map(constants.map(({id, size}) => [id, take(4 * size)]));
  const layout = {
    constants: addresses,
    weights: sizes.weights.map((size) => take(4 * size)),
    scratch: take(plan.scratchBytes),
    storedSums: take(Math.max(0, ...plan.forward.map(storedBytes))),
    rows: undefined,
  };
  const input = take(4 * sizes.input);
  const frames = [take(plan.frame.bytes), take(plan.frame.bytes)] as const;

  const functions: ModuleFunction[] = [];
  const accumulates = () => false;
  const {scratch, storedSums} = layout;
  addPart(
    functions,
    {name: 'forward', parameters: 3, loops: plan.forward},
    {
      addressOf: stepAddresses(plan, layout)(plan.forwardScratch),
      accumulates,
      storedSums,
    },
  );
  addPart(
    functions,
    {name: 'first', parameters: 1, loops: firsts},
    {
      addressOf: ({role, id}) =>
        role.kind === 'state'
          ? {base: 0, offset: plan.frame.states[role.index]!}
          : {offset: addresses.get(id)!},
      accumulates,
    },
  );
  const begin = new Float32Array(scratch / 4);
  for (const {id, role} of constants) begin.set((role as ConstantRole).data, addresses.get(id)! / 4);
  for (const [index, weight] of weights.entries()) begin.set(weight, layout.weights[index]! / 4);
  const pages = Math.ceil(end / PAGE);
  const data = [{address: 0, bytes: new Uint8Array(begin.buffer)}];
  return {
    bytes: assemble(functions, {pages, data}),
    layout: {
      pages,
      input,
      frames,
      frameBytes: plan.frame.bytes,
      output: plan.frame.output,
      states: plan.frame.states as number[],
    },
  };
}

type ConstantRole = Extract<Value['role'], {kind: 'constant'}>;

/** A loop that writes the values of a state; one number if all are the same. */
function firstState(index: number, values: Float32Array): Loop {
  const size = values.length;
  const isOne = values.every((value) => Object.is(value, values[0]));
  const data = isOne ? values.slice(0, 1) : values;
  const dims = size === 1 ? [] : [size];
  const value: Value = {id: -1 - index, size: data.length, role: {kind: 'constant', data}};
  const state: Value = {id: 0, size, role: {kind: 'state', index}};
  const access = {value, offset: 0, strides: dims.map(() => (isOne ? 0 : 1))};
  const target = {value: state, offset: 0, strides: dims.map(() => 1)};
  const store = {expression: {kind: 'load', id: 0, access} as const, target};
  return {dims, reduced: dims.map(() => false), stores: [store], reductions: []};
}

/** The constants of more than one element that routines read; others are part of the code. */
function constantsOf(loops: readonly Routine[]): Value[] {
  const found = new Map<number, Value>();
  for (const {value} of loops.flatMap(operands))
    if (value.role.kind === 'constant' && value.role.data.length > 1) found.set(value.id, value);
  return [...found.values()];
}
