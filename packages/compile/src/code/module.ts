import type {Access, StepSizes, Value} from '../graph/graph.js';
import {DYNAMIC, type Expression, type Loop, type Routine} from '../passes/loop.js';
import {bytesOf, type StepPlan} from '../plan/plan.js';
import type {RowsInPlace, SettledGraph} from '../plan/settle.js';
import {abreast, countAbreast} from './abreast.js';
import type {ActiveRows} from './activeRows.js';
import {assemble, FunctionBuilder, I32, type ModuleFunction} from './assembler.js';
import type {LoopContext} from './cursor.js';
import {emitListing} from './emitListing.js';
import {emitLoop} from './emitLoop.js';
import {emitSearch} from './emitSearch.js';
import type {Address} from './place.js';
import {storedBytes} from './storedSums.js';

/** The memory layout of a module: addresses in bytes. */
export interface ModuleLayout {
  readonly constants: ReadonlyMap<number, number>;
  readonly weights: readonly number[];
  readonly weightGradients: readonly number[];
  readonly scratch: number;
  /** Sums of a loop while it runs. */
  readonly storedSums: number;
  /** How many sequences can take a step side by side; 1 if there is no code for that. */
  readonly abreast: number;
  /** Two cotangents `[output | states]`, of each sequence that runs side by side: a step reads one and writes the other. */
  readonly cotangents: readonly [number, number];
  /** The bytes from the cotangent of one sequence to that of the next. */
  readonly cotangentBytes: number;
  readonly cotangentsEnd: number;
  /** The byte offsets of the parts of a cotangent: the output's, then each state's. */
  readonly cotangentParts: readonly number[];
  /** The rows that are changed in place. */
  readonly rows: RowsLayout | undefined;
  /** The first address of free memory. */
  readonly end: number;
}

/** The memory layout of the states whose rows are changed in place. They have the same number of rows. */
export interface RowsLayout extends ActiveRows {
  readonly states: readonly {
    /** Its index. */
    readonly state: number;
    readonly width: number;
    readonly address: number;
    /** The address of the gradient with respect to it, if it is not always zero. */
    readonly gradient: number | undefined;
  }[];
}

/** A step as a WebAssembly module, whose functions are `ModuleExports`. */
export interface StepModule {
  readonly bytes: Uint8Array;
  readonly layout: ModuleLayout;
}

/** Variants of the code. */
interface CodeArgs {
  /** Whether the loops are exported (`forward0`, `forward1`, …), so that each can be timed. */
  readonly separate?: boolean;
  /** Whether it has the instructions of relaxed SIMD. */
  readonly relaxedSimd?: boolean;
}

/** The functions of a module. All arguments except `count` are addresses in bytes. */
export interface ModuleExports {
  /** One step: reads the input and the previous frame, writes the current frame. */
  forward(input: number, previous: number, current: number): void;
  /** The gradient of a step: reads the frames and a cotangent, writes the previous step's cotangent and the input's gradient. */
  backward(
    input: number,
    previous: number,
    current: number,
    cotangent: number,
    previousCotangent: number,
    inputGradient: number,
  ): void;
  /** Sums the outer products of `count` steps, whose inputs and frames are contiguous. */
  finish(input: number, previous: number, current: number, count: number): void;
  /**
   * The same as `forward` and `backward` for `ModuleLayout.abreast` sequences, if these are several: addresses are those of the first one, and inputs,
   * frames, input gradients and cotangents of the others follow.
   */
  forwardAbreast?: ModuleExports['forward'];
  backwardAbreast?: ModuleExports['backward'];
}

/** The parameters of the functions, as locals. */
const [INPUT, PREVIOUS, CURRENT, COTANGENT, PREVIOUS_COTANGENT, INPUT_GRADIENT] = [0, 1, 2, 3, 4, 5] as const;
const COUNT = 3;

/** Lays out the memory of a module. */
function layOut({inPlace}: SettledGraph, plan: StepPlan, sizes: StepSizes): ModuleLayout {
  const routines = [...plan.forward, ...plan.backward];
  const count = countAbreast(routines, sizes.weights);
  let end = 0;
  const take = (size: number) => {
    const offset = end;
    end += bytesOf(size);
    return offset;
  };
  const constants = new Map(plan.constants.map(({id, size}) => [id, take(size)]));
  const weights = sizes.weights.map(take);
  const weightGradients = sizes.weights.map(take);
  const scratch = end;
  end += count * plan.scratchBytes;
  const storedSums = end;
  end += count * Math.max(0, ...routines.map(storedBytes));
  const own = sizes.states.map((size, index) =>
    inPlace?.stored.some(({state}) => state === index) ? 0 : size,
  );
  const parts = [sizes.output, ...own];
  const total = parts.reduce((sum, size) => sum + size, 0);
  const cotangentBytes = bytesOf(total);
  const cotangents = [take((count * cotangentBytes) / 4), take((count * cotangentBytes) / 4)] as const;
  const cotangentsEnd = end;
  let offset = 0;
  const cotangentParts = parts.map((size) => {
    const part = offset;
    offset += 4 * size;
    return part;
  });
  const rowsLayout = ({stored, active, searched}: RowsInPlace): RowsLayout => {
    const {rows} = stored[0]!;
    return {
      rows,
      fresh: Math.min(rows, searched),
      list: take(active.size),
      flags: take(rows),
      next: take(1),
      states: stored.map(({state, width, gradient}) => ({
        state,
        width,
        address: take(rows * width),
        gradient: gradient && take(rows * width),
      })),
    };
  };
  const rows = inPlace && rowsLayout(inPlace);
  return {
    constants,
    weights,
    weightGradients,
    scratch,
    storedSums,
    abreast: count,
    cotangents,
    cotangentBytes,
    cotangentsEnd,
    cotangentParts,
    rows,
    end,
  };
}

/**
 * Generates the code of a step. Every loop is a function of its own: engines optimize many small functions sooner than a large one,
 * and as well.
 */
export function generate(
  settled: SettledGraph,
  plan: StepPlan,
  sizes: StepSizes,
  {separate = false, relaxedSimd = false}: CodeArgs = {},
): StepModule {
  const layout = layOut(settled, plan, sizes);
  const gradientAddresses = new Map<number, Address>();
  for (const [index, value] of settled.weightGradients.entries()) {
    if (value !== null) gradientAddresses.set(value.id, {offset: layout.weightGradients[index]!});
  }
  const accumulated = new Set(gradientAddresses.keys());
  gradientAddresses.set(settled.inputGradient.id, {base: INPUT_GRADIENT, offset: 0});
  for (const [index, {id, role}] of settled.stateGradients.entries()) {
    if (role.kind !== 'rows')
      gradientAddresses.set(id, {base: PREVIOUS_COTANGENT, offset: layout.cotangentParts[1 + index]!});
  }
  const addressOf = stepAddresses(plan, layout);
  const products = outerLoops(settled, plan, sizes);
  for (const {target} of products.flatMap(({reductions}) => reductions)) {
    accumulated.add(target.value.id);
    const role = target.value.role as {index: number};
    gradientAddresses.set(target.value.id, {offset: layout.weightGradients[role.index]!});
  }
  const steps = [
    {name: 'forward', parameters: 3, loops: plan.forward, scratch: plan.forwardScratch},
    {name: 'backward', parameters: 6, loops: plan.backward, scratch: plan.backwardScratch},
  ];
  const sums = {name: 'finish', parameters: 4, loops: products, scratch: plan.backwardScratch};
  /** By how many elements what begins at the address in each parameter is before that of the next sequence. */
  const [frame, cotangent] = [plan.frame.bytes / 4, layout.cotangentBytes / 4];
  const distances = [sizes.input, frame, frame, cotangent, cotangent, sizes.input];
  const functions: ModuleFunction[] = [];
  for (const {scratch, ...part} of [...steps, sums]) {
    const context = {
      addressOf: (value: Value) => gradientAddresses.get(value.id) ?? addressOf(scratch)(value),
      accumulates: ({id}: Value) => accumulated.has(id),
      storedSums: layout.storedSums,
      count: COUNT,
      active: layout.rows,
    };
    addPart(functions, part, context, {separate, relaxedSimd});
    if (layout.abreast === 1 || part.name === sums.name) continue;
    const distance = (value: Value) => {
      const {base} = context.addressOf(value);
      if (base !== undefined) return distances[base]!;
      return value.role.kind === 'computed' && !accumulated.has(value.id) ? plan.scratchBytes / 4 : 0;
    };
    const loops = part.loops.map((loop) => abreast(loop as Loop, layout.abreast, distance));
    addPart(functions, {...part, name: `${part.name}Abreast`, loops}, context, {separate, relaxedSimd});
  }
  return {bytes: assemble(functions, 1), layout};
}

/** The address of each value of a step that is no gradient, given the offsets of what is in scratch memory. */
export function stepAddresses(
  plan: StepPlan,
  layout: Pick<ModuleLayout, 'constants' | 'weights' | 'scratch' | 'rows'>,
): (scratch: ReadonlyMap<number, number>) => (value: Value) => Address {
  return (scratch) => (value) => {
    switch (value.role.kind) {
      case 'input':
        return {base: INPUT, offset: 0};
      case 'state':
        return {base: PREVIOUS, offset: plan.frame.states[value.role.index]!};
      case 'rows': {
        const {state, gradient} = value.role;
        const rows = layout.rows!.states.find((own) => own.state === state)!;
        return {offset: gradient ? rows.gradient! : rows.address};
      }
      case 'active':
        return {offset: layout.rows!.list};
      case 'weight':
        return {offset: layout.weights[value.role.index]!};
      case 'cotangent':
        return {base: COTANGENT, offset: 0};
      case 'constant':
        return {offset: layout.constants.get(value.id)!};
      default: {
        const framed = plan.frame.offsets.get(value.id);
        if (framed !== undefined) return {base: CURRENT, offset: framed};
        return {offset: layout.scratch + scratch.get(value.id)!};
      }
    }
  };
}

/** A function that runs routines, one after the other. */
interface Part {
  readonly name: string;
  /** How many integers it takes. */
  readonly parameters: number;
  readonly loops: readonly Routine[];
}

/** Adds a part to the functions of a module: a function for each routine, and one that calls them. */
export function addPart(
  functions: ModuleFunction[],
  {name, parameters, loops}: Part,
  context: LoopContext,
  {separate = false, relaxedSimd = false}: CodeArgs = {},
): void {
  const types = new Array<number>(parameters).fill(I32);
  const all = new FunctionBuilder(types);
  for (const [index, loop] of loops.entries()) {
    const builder = new FunctionBuilder(types, [], relaxedSimd);
    if (loop.kind === 'search') emitSearch(builder, loop, context);
    else if (loop.kind === 'list') emitListing(builder, loop, context);
    else emitLoop(builder, loop, context);
    for (const parameter of types.keys()) all.get(parameter);
    all.call(functions.length);
    functions.push({builder, ...(separate && {name: `${name}${index}`})});
  }
  functions.push({name, builder: all});
}

/**
 * The sum of each outer product over all steps: dW[k, n] += Σₜ aₜ[k] bₜ[n]. A panel of columns is summed for all rows before the next,
 * since the panel of bₜ at all steps stays in the fastest cache.
 */
function outerLoops(settled: SettledGraph, plan: StepPlan, sizes: StepSizes): Loop[] {
  return settled.outerProducts.map(({weight, dims, operands}, index) => {
    const [rowCount, columnCount] = dims;
    const panel = panelOf(columnCount);
    const perStep = (access: Access): Access => {
      const bytes = access.value.role.kind === 'input' ? 4 * sizes.input : plan.frame.bytes;
      const [row, column] = access.strides as [number, number];
      return {...access, strides: [panel * column, row, column, bytes / 4]};
    };
    const [rows, columns] = operands.map(
      (access, id): Expression => ({kind: 'load', id, access: perStep(access)}),
    );
    const target = {
      id: -1 - index,
      size: sizes.weights[weight]!,
      role: {kind: 'weight', index: weight},
    } as const;
    return {
      dims: [columnCount / panel, rowCount, panel, DYNAMIC],
      reduced: [false, false, false, true],
      stores: [],
      reductions: [
        {
          fn: 'sum',
          expression: {kind: 'apply', id: 2, fn: 'mul', operands: [rows!, columns!]},
          target: {value: target, offset: 0, strides: [panel, columnCount, 1]},
        },
      ],
    };
  });
}

/** How many columns a panel may have, best first. */
const PANELS = [64, 56, 48, 40, 32];

/** The number of columns of a panel, of which there is a whole number: all columns if there is no other. */
function panelOf(columns: number): number {
  return PANELS.find((size) => columns % size === 0) ?? columns;
}
