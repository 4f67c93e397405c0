import type {layers, RNN} from '@tensorflow/tfjs-layers';
import type {CompileSettings} from '../runtime/compile.js';
import {InitialStates} from '../runtime/initialStates.js';
import {compileStep, inputSizeOf} from '../runtime/pipeline.js';
import type {CompiledStage} from './compiledStage.js';
import type {RecurrentDropout} from './recurrentDropout.js';
import {TrainedCell} from './trainedCell.js';

/**
 * Compiles a recurrent layer.
 *
 * @param layer built
 * @param first whether nothing needs the gradient of its input
 * @throws CompilationError if it cannot run compiled
 */
export function compileRecurrent(
  layer: RNN,
  dropout: RecurrentDropout,
  {masked, first}: {readonly masked: boolean; readonly first: boolean},
  {budget, relaxedSimd}: CompileSettings,
): CompiledStage {
  const {name, goBackwards, returnSequences} = layer;
  const inputSize = inputSizeOf(layer);
  const size = dropout.sizes.reduce((sum, each) => sum + each, inputSize);
  const cell = new TrainedCell(layer.cell as layers.RNNCell, dropout, inputSize, first);
  const step = {cell, inputSize: size, name, relaxedSimd};
  const program = compileStep(step);
  const start = new InitialStates(layer, program);
  return {
    code: {
      kind: 'recurrent',
      ...{name, step: program.code, budget, inputSize, masked, first, goBackwards, returnSequences},
      learned: start.areLearned,
    },
    program,
    step,
    start,
  };
}
