import {
  type NumberOption,
  type OptionArgs,
  type OptionDeclarations,
  type ResolvedOptions,
  requireDeclarations,
  requireObject,
} from '@ntmjs/arguments';
import type {Algebra} from '@ntmjs/compile';

/** The publication that an optimizer follows. */
export interface OptimizerSource {
  readonly reference: string;
  /** The section or equations: `algorithm 2`. */
  readonly section: string;
  readonly url: string;
}

/** Values of one step: the weight, its gradient, the learning rate, and each slot and scalar by its name. */
export type UpdateValues<T, Slot extends string, Scalar extends string> = Readonly<
  Record<'weight' | 'gradient' | 'learningRate' | Slot | Scalar, T>
>;

/**
 * An optimizer: all that is known of it. The eager optimizer, the compiled update, the validation of configurations, the help of
 * the command and the text of reports derive from its declaration.
 */
export interface OptimizerDeclaration<
  Name extends string = string,
  Arguments extends OptionDeclarations = OptionDeclarations,
  Slot extends string = string,
  Scalar extends string = string,
> {
  /** The `type` of its configurations, which begins with a letter: `adam`. */
  readonly name: Name;
  /** Its name in texts: `Adam`. */
  readonly title: string;
  readonly source: OptimizerSource;
  /** Its arguments besides the learning rate, which every optimizer has. */
  readonly arguments: Arguments;
  /** The names of the running values that it keeps of each weight, 0 at first. */
  readonly slots: readonly Slot[];
  /** The class name of tfjs' own optimizer with the same rule, arguments and order of slots, if one exists. */
  readonly tfjsClassName?: string;
  /**
   * Numbers that are the same for all weights but change from step to step, such as Adam's β₁ᵗ.
   *
   * @param step the number t of the step, 1 at first
   */
  scalars?(args: ResolvedOptions<Arguments>, step: number): Readonly<Record<Scalar, number>>;
  /** The update rule: the next value of the weight and of each slot, written with the operations of the algebra. */
  update<T>(
    algebra: Algebra<T>,
    values: UpdateValues<T, Slot, Scalar>,
    args: ResolvedOptions<Arguments>,
  ): Readonly<Record<'weight' | Slot, T>>;
}

/** The learning rate, which every optimizer has. */
export const learningRateOption = {
  ...{type: 'number', above: 0, symbol: 'η'},
  description: 'the learning rate',
} as const satisfies NumberOption;

/** All arguments of an optimizer, the learning rate first. */
export function optimizerOptions<Arguments extends OptionDeclarations>(
  declaration: Pick<OptimizerDeclaration<string, Arguments>, 'arguments'>,
) {
  requireObject('declaration', declaration, 'a declaration of an optimizer');
  requireDeclarations('declaration.arguments', declaration.arguments);
  return {learningRate: learningRateOption, ...declaration.arguments};
}

/** The arguments of an optimizer as a user gives them. */
export type OptimizerArgs<Declaration extends OptimizerDeclaration> = OptionArgs<
  {readonly learningRate: typeof learningRateOption} & Declaration['arguments']
>;

/** The configuration of an optimizer: its name as `type`, and its arguments. */
export type OptimizerConfigOf<Declaration extends OptimizerDeclaration> =
  Declaration extends OptimizerDeclaration
    ? {readonly type: Declaration['name']} & OptimizerArgs<Declaration>
    : never;
