import type {LayerVariable} from '@tensorflow/tfjs-layers';
import type {CompileSettings} from '../runtime/compile.js';
import type {StepSource} from '../runtime/pipeline.js';
import {compileStep} from '../runtime/pipeline.js';
import type {PassCode} from '../runtime/stages/lossPass.js';
import {LossStage} from '../runtime/stages/lossStage.js';
import type {Stage} from '../runtime/stages/stage.js';
import {type Link, stageOf} from '../runtime/stages/stageChain.js';
import {TraceError} from '../trace/compilationError.js';
import {type Group, groupOperations, inputsOf, outputOf, rowFunctionOf} from './arrange.js';
import type {CompiledStage} from './compiledStage.js';
import {type CompiledLoss, compileLoss, type OutputLoss} from './loss.js';
import type {ModelGraph} from './modelGraph.js';
import {rowSizeOf, type Value} from './operations.js';
import {type RowFunction, rowStepOf} from './rowCell.js';
import type {StageWeights} from './weightStore.js';

/** A stage of the main thread, how it was compiled, and the variables of its weights. */
interface Part extends Link<Stage> {
  readonly compiled: CompiledStage;
  readonly variables: readonly LayerVariable[];
}

/** The loss, with the layers that are compiled with it. */
interface End {
  readonly stage: LossStage;
  readonly compiled: CompiledLoss;
  readonly inputs: readonly number[];
  readonly variables: readonly LayerVariable[];
}

/** The stages of a model, in an order in which they can run. */
export class ModelStages {
  /** Stages that only look up and compare what is given: embeddings, masks. */
  readonly first: readonly Part[];
  /** The others. */
  readonly rest: readonly Part[];
  /** Undefined if the loss is not compiled. */
  readonly end: End | undefined;

  /**
   * @param loss compiled together with the last layers, if that is possible
   * @throws CompilationError if a part of the model cannot run compiled
   */
  constructor(graph: ModelGraph, loss: OutputLoss | undefined, settings: CompileSettings) {
    const groups = groupOperations(graph);
    const [output] = graph.outputs;
    const last = groups.find((group) => outputOf(group) === output);
    const own = last?.kind === 'rows' ? last : undefined;
    this.end = loss && endOf(own, output!, loss, settings);
    const parts = groups
      .filter((group) => this.end === undefined || group !== own)
      .map((group) => partOf(group, settings));
    const given = new Set([...graph.inputs, ...graph.draws.map((drawn) => drawn.output)].map(({id}) => id));
    for (const {compiled, inputs, output} of parts) {
      const isCheap = compiled.program === undefined;
      if (isCheap && inputs.every((id) => given.has(id))) given.add(output);
    }
    this.first = parts.filter((part) => given.has(part.output));
    this.rest = parts.filter((part) => !given.has(part.output));
  }

  /** The weights of all stages. */
  get weights(): StageWeights[] {
    const {first, rest, end} = this;
    return [...first, ...rest, ...(end === undefined ? [] : [end])].flatMap(({stage: {memory}, variables}) =>
      memory === undefined ? [] : [{memory, variables}],
    );
  }

  /** The steps that are compiled, each with the id of a value whose rows it runs over. */
  get steps(): {readonly step: StepSource; readonly input: number}[] {
    const {first, rest, end} = this;
    return [...first, ...rest, ...(end === undefined ? [] : [end])].flatMap(({compiled: {step}, inputs}) =>
      step === undefined ? [] : [{step, input: inputs[0]!}],
    );
  }

  /** The code of the stages that are not first, and of the loss; undefined if the loss is not compiled. */
  get code(): PassCode | undefined {
    const {first, rest, end} = this;
    if (end === undefined) return undefined;
    const own = new Set(rest.map(({output}) => output));
    const read = new Set([...rest, end].flatMap(({inputs}) => inputs).filter((id) => !own.has(id)));
    const needed = new Set(first.filter(({needsGradient}) => needsGradient).map(({output}) => output));
    return {
      links: rest.map(({compiled: {code}, inputs, output, needsGradient}) => ({
        ...{stage: code, inputs, output, needsGradient},
      })),
      loss: {code: end.compiled.code, inputs: end.inputs},
      given: [...read].map((id) => ({id, needsGradient: needed.has(id)})),
    };
  }
}

function partOf(group: Group, settings: CompileSettings): Part {
  const inputs = inputsOf(group);
  const {id: output, needsGradient} = outputOf(group);
  const compiled = group.kind === 'stage' ? group.operation.compile(settings) : rowsOf(group, settings);
  const weights =
    group.kind === 'stage' ? group.operation.weights : group.operations.flatMap((each) => each.weights);
  return {
    ...{stage: stageOf(compiled.code, compiled.program), inputs: inputs.map(({id}) => id), output},
    ...{needsGradient, compiled, variables: weights},
  };
}

function rowsOf(group: Extract<Group, {kind: 'rows'}>, {relaxedSimd}: CompileSettings): CompiledStage {
  const rows = rowFunctionOf(group.operations, inputsOf(group));
  const step = rowStepOf(rows, relaxedSimd);
  const program = compileStep(step);
  const {name, parts} = rows;
  return {code: {kind: 'rows', name, step: program.code, parts}, program, step};
}

/** The loss, compiled with the last layers; undefined if the loss function cannot be compiled. */
function endOf(
  last: Extract<Group, {kind: 'rows'}> | undefined,
  output: Value,
  loss: OutputLoss,
  settings: CompileSettings,
): End | undefined {
  const inputs = last === undefined ? [output] : inputsOf(last);
  const rows = last === undefined ? identity(output) : rowFunctionOf(last.operations, inputs);
  try {
    const compiled = compileLoss(rows, loss, settings);
    const stage = new LossStage(compiled.code, compiled.program);
    return {stage, compiled, inputs: inputs.map(({id}) => id), variables: rows.weights};
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return undefined;
  }
}

function identity(value: Value): RowFunction {
  const {needsGradient} = value;
  const size = rowSizeOf(value);
  return {
    ...{name: 'the output', parts: [{size, needsGradient}], weights: [], outputSize: size},
    apply: ([rows]) => rows!,
  };
}
