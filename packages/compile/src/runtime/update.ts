import {requireChoice} from '@ntmjs/arguments';
import {assemble, FunctionBuilder} from '../code/assembler.js';
import {emitLoop} from '../code/emitLoop.js';
import {mathBuilders} from '../code/math.js';
import type {ScalarFunction, Value} from '../graph/graph.js';
import type {Expression, Loop} from '../passes/fuse.js';
import type {StepProgram} from './program.js';

/** How weights follow their gradients: the optimisers that can be compiled, with all their settings. */
export type UpdateRule =
  | {
      readonly type: 'gravesRmsProp';
      readonly decay: number;
      readonly momentum: number;
      readonly epsilon: number;
    }
  | {readonly type: 'adam'; readonly beta1: number; readonly beta2: number; readonly epsilon: number};

/** How gradients are bounded before: first as a whole, then one by one. */
export interface ClipRule {
  readonly globalNorm?: number | undefined;
  readonly elementwise?: number | undefined;
}

/** A gradient is NaN or infinite. */
export class NonFiniteGradient extends Error {
  override readonly name = 'NonFiniteGradient';

  /** @param weight which of the layer's trainable weights the gradient is of */
  constructor(
    readonly weight: number,
    readonly value: number,
  ) {
    super(`the gradient of the trainable weight ${weight} is ${value}`);
  }
}

/** The running values that each rule keeps of every weight, in the order in which tfjs' optimisers list them. */
const SLOTS = {
  gravesRmsProp: ['meanSquare', 'mean', 'update'],
  adam: ['firstMoment', 'secondMoment'],
} as const;

/** The numbers that change from step to step. */
const SCALARS = ['scale', 'learningRate', 'firstCorrection', 'secondCorrection', 'squares'] as const;

type Name = 'weight' | 'gradient' | (typeof SLOTS)[keyof typeof SLOTS][number] | (typeof SCALARS)[number];

/** Clipping and update of all weights of a program, compiled: they lie side by side in its memory, as do their gradients. */
export class Updater {
  private readonly size: number;
  private readonly addresses: Readonly<Record<string, number>>;
  private readonly exports: {squares(): void; update(): void};
  /** How many updates there were. */
  iterations = 0;

  /**
   * @param memory takes so many bytes of the program's memory for good, and returns where they begin
   * @throws ArgumentError if the rule is not one of those that can be compiled
   */
  constructor(
    private readonly program: StepProgram,
    private readonly rule: UpdateRule,
    private readonly clip: ClipRule,
    reserve: (bytes: number) => number,
  ) {
    requireChoice('rule.type', rule.type, ['gravesRmsProp', 'adam']);
    const {layout} = program;
    const [weight, gradient] = [layout.weights[0]!, layout.weightGradients[0]!];
    this.size = (layout.scratch - gradient) / 4;
    const slots = Object.fromEntries(SLOTS[rule.type].map((slot) => [slot, reserve(4 * this.size)]));
    const scalars = Object.fromEntries(SCALARS.map((scalar) => [scalar, reserve(16)]));
    this.addresses = {weight, gradient, ...slots, ...scalars};
    this.exports = program.link(assemble(this.functions(), 1)) as unknown as Updater['exports'];
  }

  /**
   * Clips the gradients that the program has added up, and moves the weights.
   *
   * @throws NonFiniteGradient if one is not finite; nothing has changed then
   */
  step(learningRate: number): void {
    const numbers = this.program.numbers();
    const norm = this.norm(numbers);
    const set = (name: Name, value: number) => {
      numbers[this.addresses[name]! / 4] = value;
    };
    this.iterations++;
    const {globalNorm = Number.POSITIVE_INFINITY} = this.clip;
    set('scale', norm > globalNorm ? globalNorm / norm : 1);
    set('learningRate', learningRate);
    if (this.rule.type === 'adam') {
      set('firstCorrection', 1 - this.rule.beta1 ** this.iterations);
      set('secondCorrection', 1 - this.rule.beta2 ** this.iterations);
    }
    this.exports.update();
  }

  /** The running values, by slot and weight, in the order in which tfjs' optimisers list them: copies. */
  slots(): Float32Array[] {
    return this.slotPlaces().map(([start, size]) => this.program.numbers().slice(start, start + size));
  }

  setSlots(values: readonly ArrayLike<number>[]): void {
    const numbers = this.program.numbers();
    for (const [index, [start]] of this.slotPlaces().entries()) numbers.set(values[index]!, start);
  }

  /** Where each slot of each weight begins, and how long it is, in numbers; slot by slot. */
  private slotPlaces(): [number, number][] {
    const {layout, sizes} = this.program;
    return SLOTS[this.rule.type].flatMap((slot) =>
      sizes.weights.map((size, weight): [number, number] => [
        (this.addresses[slot]! + layout.weights[weight]! - layout.weights[0]!) / 4,
        size,
      ]),
    );
  }

  /** ‖g‖, of all gradients as one vector. */
  private norm(numbers: Float32Array): number {
    this.exports.squares();
    const squares = numbers[this.addresses.squares! / 4]!;
    if (Number.isFinite(squares)) return Math.sqrt(squares);
    // A gradient that is not finite; or finite ones whose squares single precision cannot hold.
    const {layout, sizes} = this.program;
    let sum = 0;
    for (const [weight, address] of layout.weightGradients.entries()) {
      for (const value of numbers.subarray(address / 4, address / 4 + sizes.weights[weight]!)) {
        if (!Number.isFinite(value)) throw new NonFiniteGradient(weight, value);
        sum += value ** 2;
      }
    }
    return Math.sqrt(sum);
  }

  private functions() {
    const squares = new FunctionBuilder([]);
    const update = new FunctionBuilder([]);
    const ids = Object.keys(this.addresses);
    const surroundings = {
      place: ({id}: Value) => ({offset: this.addresses[ids[id]!]!}),
      accumulates: () => false,
    };
    const [squaresLoop, updateLoop] = this.loops(ids);
    emitLoop(squares, squaresLoop, surroundings);
    emitLoop(update, updateLoop, surroundings);
    const exported = [
      {name: 'squares', builder: squares},
      {name: 'update', builder: update},
    ];
    return [...mathBuilders().map((builder) => ({builder})), ...exported];
  }

  /** The sum of the squares of all gradients; and the update. */
  private loops(names: readonly string[]): [Loop, Loop] {
    const dims = [this.size];
    const expressions = new Map<string, Expression>();
    const intern = (key: string, create: (id: number) => Expression) => {
      const expression = expressions.get(key) ?? create(expressions.size);
      expressions.set(key, expression);
      return expression;
    };
    const value = (name: Name): Value => ({
      id: names.indexOf(name),
      size: this.size,
      role: {kind: 'computed'},
    });
    const access = (name: Name, stride: number) => ({value: value(name), offset: 0, strides: [stride]});
    const load = (name: Name) =>
      intern(name, (id) => ({kind: 'load', id, access: access(name, name in this.scalarNames ? 0 : 1)}));
    const constant = (number: number) =>
      intern(String(number), (id) => {
        const role = {kind: 'constant', data: Float32Array.of(number)} as const;
        return {kind: 'load', id, access: {value: {id: -1, size: 1, role}, offset: 0, strides: [0]}};
      });
    const apply = (fn: ScalarFunction, ...operands: Expression[]) =>
      intern(`${fn} ${operands.map(({id}) => id).join(' ')}`, (id) => ({kind: 'apply', id, fn, operands}));
    const mix = (kept: number, old: Expression, fresh: Expression) =>
      apply('add', apply('mul', old, constant(kept)), apply('mul', fresh, constant(1 - kept)));

    const square = apply('square', load('gradient'));
    const squares: Loop = {
      dims,
      reduced: [true],
      stores: [],
      reductions: [
        {fn: 'sum', expression: square, target: {value: value('squares'), offset: 0, strides: []}},
      ],
    };
    let g = apply('mul', load('gradient'), load('scale'));
    const {elementwise} = this.clip;
    if (elementwise !== undefined)
      g = apply('min', apply('max', g, constant(-elementwise)), constant(elementwise));
    const stores = (entries: Partial<Record<Name, Expression>>): Loop => ({
      dims,
      reduced: [false],
      reductions: [],
      stores: Object.entries(entries).map(([name, expression]) => ({
        expression: expression!,
        target: access(name as Name, 1),
      })),
    });
    const {rule} = this;
    if (rule.type === 'gravesRmsProp') {
      const meanSquare = mix(rule.decay, load('meanSquare'), apply('square', g));
      const mean = mix(rule.decay, load('mean'), g);
      const variance = apply('add', apply('sub', meanSquare, apply('square', mean)), constant(rule.epsilon));
      const change = apply('mul', apply('div', g, apply('sqrt', variance)), load('learningRate'));
      const update = apply('sub', apply('mul', load('update'), constant(rule.momentum)), change);
      return [squares, stores({meanSquare, mean, update, weight: apply('add', load('weight'), update)})];
    }
    const firstMoment = mix(rule.beta1, load('firstMoment'), g);
    const secondMoment = mix(rule.beta2, load('secondMoment'), apply('square', g));
    const first = apply('div', firstMoment, load('firstCorrection'));
    const second = apply('sqrt', apply('div', secondMoment, load('secondCorrection')));
    const change = apply(
      'mul',
      apply('div', first, apply('add', second, constant(rule.epsilon))),
      load('learningRate'),
    );
    return [squares, stores({firstMoment, secondMoment, weight: apply('sub', load('weight'), change)})];
  }

  private get scalarNames(): Readonly<Record<string, true>> {
    return Object.fromEntries(SCALARS.map((name) => [name, true]));
  }
}
