import {ArgumentError, requireObject} from '@ntmjs/arguments';
import type {Access, ScalarFunction, Value} from '../graph/graph.js';
import type {Expression, Loop} from '../passes/loop.js';
import type {Algebra, ClipRule, UpdateRule} from './updateRule.js';

/** The names of what clipping needs; no rule has such names, which are no identifiers. */
export const GRADIENT_SCALE = 'gradient scale';
export const SUM_OF_SQUARES = 'sum of squares';

/** Scalars of a step by name: the learning rate, the scale of the gradients, and those of the rule. */
type StepScalars = Readonly<Record<string, number>>;

/** A number that is the same for all weights. It is computed once a step, in double precision, and rounded once. */
interface Scalar {
  readonly kind: 'scalar';
  /** Equal for equal scalars. */
  readonly key: string;
  /** Whether it is the same at every step. */
  readonly constant: boolean;
  valueAt(step: StepScalars): number;
}

type Term = Scalar | Expression;

const FUNCTIONS: {readonly [Name in keyof Algebra<number>]: (a: number, b: number) => number} = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  min: Math.min,
  max: Math.max,
  neg: (a) => -a,
  abs: Math.abs,
  sign: Math.sign,
  sqrt: Math.sqrt,
  square: (a) => a * a,
};

/** The loops over all weights that clip and update, and what they read and write. */
export class UpdateLoops {
  /** The sum of the squares of all gradients. */
  readonly squares: Loop;
  /** The update of the weights and slots. */
  readonly update: Loop;
  /** The names of the values in memory, each at the index that is its id in the loops. */
  readonly names: string[] = [];
  /** The values in memory that are one number, set before each update: how each is computed. */
  readonly scalars = new Map<string, (step: StepScalars) => number>();
  private readonly expressions = new Map<string, Expression>();

  /**
   * @param size how many weights there are
   * @throws ArgumentError if the rule does not return the weight and each slot
   */
  constructor(
    private readonly size: number,
    rule: UpdateRule,
    clip: ClipRule,
  ) {
    const square = this.apply('square', this.element('gradient'));
    const target = {value: this.value(SUM_OF_SQUARES), offset: 0, strides: []};
    const dims = [size];
    this.squares = {
      dims,
      reduced: [true],
      stores: [],
      reductions: [{fn: 'sum', expression: square, target}],
    };
    const next = this.nextValues(rule, clip);
    const stores = ['weight', ...rule.slots].map((name) => {
      const term = Object.hasOwn(next, name) ? next[name] : undefined;
      if (term === undefined) throw new ArgumentError(`update().${name}`, 'the next value', term);
      return {expression: this.lift(term), target: this.access(name, 1)};
    });
    this.update = {dims, reduced: [false], reductions: [], stores};
  }

  private nextValues(rule: UpdateRule, {elementwise}: ClipRule): Readonly<Record<string, Term>> {
    let gradient = this.apply('mul', this.element('gradient'), this.scalar(GRADIENT_SCALE));
    if (elementwise !== undefined)
      gradient = this.apply('min', this.apply('max', gradient, -elementwise), elementwise);
    const slots = rule.slots.map((slot) => [slot, this.element(slot)] as const);
    const scalars = ['learningRate', ...Object.keys(rule.scalars?.(1) ?? {})].map(
      (name) => [name, this.scalar(name)] as const,
    );
    const values = {
      weight: this.element('weight'),
      gradient,
      ...Object.fromEntries<Term>([...slots, ...scalars]),
    };
    return requireObject('update()', rule.update(this.algebra(), values), 'an object of the next values');
  }

  private algebra(): Algebra<Term> {
    const binary = (name: keyof Algebra<Term>) => (a: Term | number, b: Term | number) =>
      this.combine(name, a, b);
    const unary = (name: keyof Algebra<Term>) => (a: Term | number) => this.combine(name, a);
    return {
      ...{add: binary('add'), sub: binary('sub'), mul: binary('mul'), div: binary('div')},
      ...{min: binary('min'), max: binary('max'), neg: unary('neg'), abs: unary('abs')},
      ...{sign: unary('sign'), sqrt: unary('sqrt'), square: unary('square')},
    };
  }

  /** A scalar if all operands are scalars, else an expression. */
  private combine(name: keyof Algebra<Term>, ...operands: (Term | number)[]): Term {
    const terms = operands.map((operand) => (typeof operand === 'number' ? constant(operand) : operand));
    if (!terms.every((term) => term.kind === 'scalar')) return this.apply(name, ...terms);
    return {
      kind: 'scalar',
      key: `${name}(${terms.map(({key}) => key).join(', ')})`,
      constant: terms.every((term) => term.constant),
      valueAt: (step) => {
        const [a, b = 0] = terms.map((term) => term.valueAt(step));
        return FUNCTIONS[name](a!, b);
      },
    };
  }

  private apply(fn: ScalarFunction, ...terms: (Term | number)[]): Expression {
    const operands = terms.map((term) => this.lift(term));
    return this.intern(`${fn} ${operands.map(({id}) => id).join(' ')}`, (id) => ({
      ...{kind: 'apply', id, fn, operands},
    }));
  }

  /** An expression of the same value; a scalar that changes is read from memory. */
  private lift(term: Term | number): Expression {
    const lifted = typeof term === 'number' ? constant(term) : term;
    if (lifted.kind !== 'scalar') return lifted;
    const {key} = lifted;
    if (lifted.constant) {
      const role = {kind: 'constant', data: Float32Array.of(lifted.valueAt({}))} as const;
      const access = {value: {id: -1, size: 1, role}, offset: 0, strides: [0]};
      return this.intern(`constant ${key}`, (id) => ({kind: 'load', id, access}));
    }
    this.scalars.set(key, (step) => lifted.valueAt(step));
    return this.intern(key, (id) => ({kind: 'load', id, access: this.access(key, 0)}));
  }

  /** A scalar that is given at each step. */
  private scalar(name: string): Scalar {
    return {kind: 'scalar', key: name, constant: false, valueAt: (step) => step[name]!};
  }

  /** The element of a value that there is one of for each weight. */
  private element(name: string): Expression {
    return this.intern(name, (id) => ({kind: 'load', id, access: this.access(name, 1)}));
  }

  private access(name: string, stride: number): Access {
    return {value: this.value(name), offset: 0, strides: [stride]};
  }

  private value(name: string): Value {
    if (!this.names.includes(name)) this.names.push(name);
    return {id: this.names.indexOf(name), size: this.size, role: {kind: 'computed'}};
  }

  private intern(key: string, create: (id: number) => Expression): Expression {
    const expression = this.expressions.get(key) ?? create(this.expressions.size);
    this.expressions.set(key, expression);
    return expression;
  }
}

function constant(value: number): Scalar {
  return {kind: 'scalar', key: String(value), constant: true, valueAt: () => value};
}
