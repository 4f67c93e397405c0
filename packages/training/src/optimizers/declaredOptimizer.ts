import {type ResolvedOptions, resolveOptions} from '@ntmjs/arguments';
import type {Algebra, RuleOptimizer, UpdateRule} from '@ntmjs/compile';
import * as tf from '@tensorflow/tfjs-core';
import {type OptimizerArgs, type OptimizerDeclaration, optimizerOptions} from './declaration.js';
import {updateRuleOf} from './declareOptimizer.js';
import {requireDeclaration} from './requireDeclaration.js';
import {type NamedTensor, slotName, slotTensors} from './state.js';

/** The operations of update rules on tensors. */
const onTensors: Algebra<tf.Tensor> = {
  ...{add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div, min: tf.minimum, max: tf.maximum},
  ...{neg: tf.neg, abs: tf.abs, sign: tf.sign, sqrt: tf.sqrt, square: tf.square},
};

/**
 * An optimizer of tfjs that follows a declaration, also for `model.compile`. `train` compiles its update, and resumes
 * from its state exactly.
 */
export class DeclaredOptimizer<Declaration extends OptimizerDeclaration = OptimizerDeclaration>
  extends tf.Optimizer
  implements RuleOptimizer
{
  static get className(): string {
    return 'DeclaredOptimizer';
  }

  learningRate: number;
  readonly args: ResolvedOptions<Declaration['arguments']>;
  /** The update rule with the arguments filled in. */
  readonly rule: UpdateRule;
  /** The running values, slot by slot, each for every variable. */
  private slots: tf.Variable[][];

  /** @throws ArgumentError if the declaration is invalid, or an argument unknown, missing or out of its range */
  constructor(
    readonly declaration: Declaration,
    args: OptimizerArgs<Declaration>,
  ) {
    super();
    requireDeclaration(declaration);
    const {learningRate, ...rest} = resolveOptions('optimizer', args, optimizerOptions(declaration));
    this.learningRate = learningRate;
    this.args = rest as ResolvedOptions<Declaration['arguments']>;
    this.rule = updateRuleOf(declaration, this.args);
    this.slots = declaration.slots.map(() => []);
  }

  override getClassName(): string {
    return classNameOf(this.declaration);
  }

  /**
   * Updates the variables; one without a gradient stays as it is.
   *
   * @param variableGradients a gradient for each variable, by the variable's name; always in the same order
   * @throws Error if there is no variable of a name, or a variable has another shape than the one at its index had before
   */
  override applyGradients(variableGradients: tf.NamedTensorMap | NamedTensor[]): void {
    const gradients = Array.isArray(variableGradients)
      ? variableGradients.map(({name, tensor}) => [name, tensor] as const)
      : Object.entries(variableGradients);
    tf.tidy(() => {
      const numbers = {...this.rule.scalars?.(this.iterations + 1), learningRate: this.learningRate};
      const scalars = mapValues(numbers, (value) => tf.scalar(value));
      for (const [index, [name, gradient]] of gradients.entries()) {
        const variable = tf.engine().registeredVariables[name];
        if (variable === undefined) throw new Error(`no variable is named "${name}"`);
        const slots = this.slotsOf(variable, index);
        if (gradient) tf.tidy(() => this.update({...scalars, weight: variable, gradient}, slots));
      }
    });
    this.incrementIterations();
  }

  private update(values: Readonly<Record<string, tf.Tensor>>, slots: Readonly<Record<string, tf.Variable>>) {
    const next = this.rule.update(onTensors, {...values, ...slots});
    const variables = {...slots, weight: values.weight as tf.Variable};
    // A value may be another's variable, which must be read before it is assigned to.
    const tensors = mapValues(variables, (_, name) => tf.clone(next[name]!));
    for (const [name, variable] of Object.entries(variables)) variable.assign(tensors[name]!);
  }

  /** The running values of one variable, made when they are first needed. */
  private slotsOf({name, shape}: tf.Variable, index: number): Readonly<Record<string, tf.Variable>> {
    const entries = this.declaration.slots.map((slot, row): [string, tf.Variable] => {
      const variables = this.slots[row]!;
      variables[index] ??= tf.tidy(() => tf.variable(tf.zeros(shape), false));
      const variable = variables[index];
      if (!tf.util.arraysEqual(shape, variable.shape)) {
        throw new Error(
          `the running values for "${name}" must have its shape [${shape}], not [${variable.shape}]: ` +
            'gradients must come in the same order at every step',
        );
      }
      return [slot, variable];
    });
    return Object.fromEntries(entries);
  }

  slotVariables(variables: readonly tf.Variable[]): readonly (readonly tf.Variable[])[] {
    for (const [index, variable] of variables.entries()) this.slotsOf(variable, index);
    return this.slots.map((row) => row.slice(0, variables.length));
  }

  override dispose(): void {
    super.dispose();
    tf.dispose(this.slots.flat());
    this.slots = this.declaration.slots.map(() => []);
  }

  /** The number of iterations, then each slot of every variable, slot by slot. */
  override async getWeights(): Promise<NamedTensor[]> {
    const slots = this.declaration.slots.flatMap((slot, row) =>
      this.slots[row]!.map((tensor, index): NamedTensor => ({name: slotName(slot, index), tensor})),
    );
    return [await this.saveIterations(), ...slots];
  }

  /**
   * Takes over what `getWeights` returned: of this optimizer, of another with the same slots, or of tfjs' own with the same rule;
   * for variables of the same shapes.
   *
   * @throws ArgumentError that names the slots expected and found if it is the state of another optimizer
   */
  override async setWeights(weightValues: NamedTensor[]): Promise<void> {
    const tensors = slotTensors(this.declaration, weightValues);
    await this.extractIterations(weightValues);
    const before = this.slots.flat();
    this.slots = tensors.map((row) => row.map((tensor) => tf.variable(tensor, false)));
    tf.dispose(before);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {learningRate: this.learningRate, ...(this.args as tf.serialization.ConfigDict)};
  }
}

/** Whether an optimizer is a `DeclaredOptimizer`; `instanceof` is no test, since tfjs accepts every optimizer as any other. */
export function isDeclared(optimizer: tf.Optimizer): optimizer is DeclaredOptimizer {
  return Object.prototype.isPrototypeOf.call(DeclaredOptimizer.prototype, optimizer);
}

/** The class names in models that were saved before class names had a prefix. */
const earlierClassNames: ReadonlyMap<string, string> = new Map([
  ['gravesRmsProp', 'GravesRmsProp'],
  ['adamw', 'Adamw'],
  ['sgd', 'Sgd'],
]);

/**
 * The name that tfjs saves an optimizer under. Its prefix keeps it from the classes of others: tfjs has an `Adagrad` of its own.
 * tfjs drops `_` from names as it loads them.
 */
function classNameOf({name, tfjsClassName}: OptimizerDeclaration): string {
  return tfjsClassName ?? earlierClassNames.get(name) ?? `ntmjs.${name.replaceAll('_', '.')}`;
}

/** Registers an optimizer with tfjs, so that models that were compiled with it load. The class of another stays. */
export function registerClass(declaration: OptimizerDeclaration): void {
  const [registered] =
    tf.serialization.SerializationMap.getMap().classNameMap[classNameOf(declaration)] ?? [];
  if (registered !== undefined && !isOwnClass(registered)) return;
  class Registered extends DeclaredOptimizer {
    static override get className(): string {
      return classNameOf(declaration);
    }

    static override fromConfig<T extends tf.serialization.Serializable>(
      cls: tf.serialization.SerializableConstructor<T>,
      config: tf.serialization.ConfigDict,
    ): T {
      // tfjs may add keys of its own to a configuration.
      const names = Object.keys(optimizerOptions(declaration)).filter((name) => name in config);
      return new cls(Object.fromEntries(names.map((name) => [name, config[name]])));
    }

    constructor(args: OptimizerArgs<OptimizerDeclaration>) {
      super(declaration, args);
    }
  }
  tf.serialization.registerClass(Registered);
}

/** Whether a class was registered here, be it by another copy of this module. */
function isOwnClass(registered: object): boolean {
  return Reflect.get(Object.getPrototypeOf(registered), 'className') === DeclaredOptimizer.className;
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value, name)]));
}
