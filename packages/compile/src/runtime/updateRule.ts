import {
  requireFunction,
  requireKeys,
  requireList,
  requireNumber,
  requireObject,
  requireText,
} from '@ntmjs/arguments';

/**
 * The operations that an update rule is written with. Each applies to every element of its operands; a number stands for
 * itself at every element. The compiler implements them on expressions of its own, others on tensors or plain numbers.
 */
export interface Algebra<T> {
  add(a: T | number, b: T | number): T;
  sub(a: T | number, b: T | number): T;
  mul(a: T | number, b: T | number): T;
  div(a: T | number, b: T | number): T;
  min(a: T | number, b: T | number): T;
  max(a: T | number, b: T | number): T;
  neg(a: T | number): T;
  abs(a: T | number): T;
  /** −1, 0 or 1. */
  sign(a: T | number): T;
  sqrt(a: T | number): T;
  square(a: T | number): T;
}

/** How one training step moves the weights and the running values that an optimizer keeps of each weight. */
export interface UpdateRule {
  /** The names of the running values, which are 0 at first: `firstMoment`, `secondMoment`. */
  readonly slots: readonly string[];
  /**
   * Numbers that are the same for all weights but change from step to step, by name: Adam's β₁ᵗ.
   *
   * @param step the number of the step, 1 at first
   */
  scalars?(step: number): Readonly<Record<string, number>>;
  /**
   * The rule itself.
   *
   * @param values `weight`, `gradient`, `learningRate`, and each slot and each scalar by its name
   * @returns the next `weight`, and the next value of each slot by its name
   */
  update<T>(algebra: Algebra<T>, values: Readonly<Record<string, T>>): Readonly<Record<string, T>>;
}

/** How gradients are clipped before an update: first their norm as a whole, then each element. */
export interface ClipRule {
  readonly globalNorm?: number | undefined;
  readonly elementwise?: number | undefined;
}

/** Checks an update rule. */
export function requireRule(rule: UpdateRule): UpdateRule {
  requireObject('rule', rule, 'an object {slots, scalars?, update}');
  const slots = requireList('rule.slots', rule.slots, 'a list of names');
  for (const [index, slot] of slots.entries()) requireText(`rule.slots[${index}]`, slot);
  if (rule.scalars !== undefined) requireFunction('rule.scalars', rule.scalars);
  requireFunction('rule.update', rule.update);
  return rule;
}

/** Checks how gradients are clipped. */
export function requireClip(clip: ClipRule): ClipRule {
  const {globalNorm, elementwise} = requireKeys('clip', clip, ['globalNorm', 'elementwise']);
  if (globalNorm !== undefined) requireNumber('clip.globalNorm', globalNorm, {above: 0});
  if (elementwise !== undefined) requireNumber('clip.elementwise', elementwise, {above: 0});
  return clip;
}
