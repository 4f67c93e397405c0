import {ArgumentError, requireChoice, requireKeys, requireObject, resolveOptions} from '@ntmjs/arguments';
import type {UpdateRule} from '@ntmjs/compile';
import type * as tf from '@tensorflow/tfjs-core';
import {adam} from './adam.js';
import {adamw} from './adamw.js';
import {type OptimizerConfigOf, type OptimizerDeclaration, optimizerOptions} from './declaration.js';
import {DeclaredOptimizer, isDeclared, registerClass} from './declaredOptimizer.js';
import {updateRuleOf} from './declareOptimizer.js';
import {gravesRmsProp} from './gravesRmsProp.js';
import {requireDeclaration} from './requireDeclaration.js';
import {sgd} from './sgd.js';

/** The optimizers of this package; their types, and what `createOptimizer` and the published JSON Schema know, derive from this list. */
export const builtIn = [gravesRmsProp, adam, adamw, sgd] as const;

type BuiltIn = {
  readonly [Declaration in (typeof builtIn)[number] as Declaration['name']]: Declaration;
};

/**
 * The declarations by name, for types alone. A package that registers an optimizer adds it:
 *
 *     declare module '@ntmjs/training' {
 *       interface OptimizerRegistry {
 *         readonly lion: typeof lion;
 *       }
 *     }
 */
export interface OptimizerRegistry extends BuiltIn {}

/** The configuration of an optimizer: plain JSON, which a run's configuration holds. */
export type OptimizerConfig = OptimizerConfigOf<OptimizerRegistry[keyof OptimizerRegistry]>;

const registry = new Map<string, OptimizerDeclaration>();

/**
 * Makes an optimizer known by its name: to `createOptimizer`, to runs and to the command.
 *
 * @throws ArgumentError if the declaration is invalid, or another optimizer has its name
 */
export function registerOptimizer(declaration: OptimizerDeclaration): void {
  requireDeclaration(declaration);
  const {name} = declaration;
  if (registry.get(name) === declaration) return;
  if (registry.has(name)) throw new ArgumentError('name', 'that of no registered optimizer', name);
  registry.set(name, declaration);
  registerClass(declaration);
}
for (const declaration of builtIn) registerOptimizer(declaration);

/** The names of all registered optimizers. */
export function optimizerNames(): string[] {
  return [...registry.keys()];
}

/**
 * The declaration of a registered optimizer.
 *
 * @throws ArgumentError if there is none of that name
 */
export function optimizerDeclaration(name: string): OptimizerDeclaration {
  return registry.get(requireChoice('optimizer.type', name, optimizerNames()))!;
}

/**
 * Creates the optimizer of a configuration.
 *
 * @throws ArgumentError if the type is unknown, or an argument unknown, missing or out of its range
 */
export function createOptimizer(config: OptimizerConfig): DeclaredOptimizer {
  const declaration = declarationOf(config);
  const {type: _, ...args} = config;
  return new DeclaredOptimizer(declaration, args);
}

/** The declaration that a configuration names. */
function declarationOf(config: OptimizerConfig): OptimizerDeclaration {
  const {type} = requireObject('optimizer', config, 'an object {type, learningRate, …}');
  if (type === undefined) {
    const all = [...registry.values()].flatMap((each) => Object.keys(optimizerOptions(each)));
    requireKeys('optimizer', config, ['type', ...new Set(all)]);
  }
  return optimizerDeclaration(type);
}

/**
 * An optimizer as a report writes it: its title, the arguments that the configuration gives, and the learning rate.
 *
 * @returns `Adam (β₂ 0.99) 0.001`
 * @throws ArgumentError as `createOptimizer` does
 */
export function describeOptimizer(config: OptimizerConfig): string {
  const declaration = declarationOf(config);
  const {type: _, ...all} = config;
  resolveOptions('optimizer', all, optimizerOptions(declaration));
  const {learningRate, ...args} = all;
  const {title, arguments: declared} = declaration;
  const given = Object.entries(args).flatMap(([name, value]: [string, unknown]) =>
    value === undefined ? [] : [`${declared[name]?.symbol ?? name} ${value}`],
  );
  return `${title}${given.length === 0 ? '' : ` (${given.join(', ')})`} ${learningRate}`;
}

/** The update rule of an optimizer, if it has a declaration: also of an optimizer of tfjs itself that has the same rule as one. */
export function ruleOf(optimizer: tf.Optimizer): UpdateRule | undefined {
  if (isDeclared(optimizer)) return optimizer.rule;
  const className = optimizer.getClassName();
  const declaration = [...registry.values()].find(({tfjsClassName}) => tfjsClassName === className);
  if (declaration === undefined) return undefined;
  const {learningRate: _, ...args} = resolveOptions(
    'optimizer',
    optimizer.getConfig(),
    optimizerOptions(declaration),
  );
  return updateRuleOf(declaration, args);
}
