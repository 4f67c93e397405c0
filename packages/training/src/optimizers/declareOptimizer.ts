import type {OptionDeclarations, ResolvedOptions} from '@ntmjs/arguments';
import type {UpdateRule} from '@ntmjs/compile';
import type {OptimizerDeclaration} from './declaration.js';
import {requireDeclaration, requireScalars, requireUpdated} from './requireDeclaration.js';

/**
 * Returns a declaration as it is, with the types of its update rule inferred: the rule knows the names of its slots, scalars
 * and arguments.
 *
 * @throws ArgumentError that names the field if a field is missing or invalid, or two values of the update rule share a name
 */
export function declareOptimizer<
  const Name extends string,
  const Arguments extends OptionDeclarations,
  const Slot extends string,
  Scalar extends string = never,
>(
  declaration: OptimizerDeclaration<Name, Arguments, Slot, Scalar>,
): OptimizerDeclaration<Name, Arguments, Slot, Scalar> {
  requireDeclaration(declaration);
  return declaration;
}

/**
 * The update rule of an optimizer with these arguments.
 *
 * @throws ArgumentError if a scalar has the name of another value; the rule throws one if it does not return the weight and every
 *   slot
 */
export function updateRuleOf<Declaration extends OptimizerDeclaration>(
  declaration: Declaration,
  args: ResolvedOptions<Declaration['arguments']>,
): UpdateRule {
  requireScalars(declaration, args);
  return {
    slots: declaration.slots,
    scalars: (step) => declaration.scalars?.(args, step) ?? {},
    update: (algebra, values) => requireUpdated(declaration, declaration.update(algebra, values, args)),
  };
}
