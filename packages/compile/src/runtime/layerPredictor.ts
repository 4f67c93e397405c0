import {requireObject, requirePositiveInteger} from '@ntmjs/arguments';
import type {RNN} from '@tensorflow/tfjs-layers';
import {compiledRunnerOf} from './compile.js';
import {LayerValues} from './layerValues.js';
import {requireArray} from './requireArray.js';
import {requireRoom} from './requireRoom.js';
import type {SequenceRunner} from './sequence.js';
import type {TrainingBatch} from './sequenceBatch.js';

/**
 * Runs one recurrent layer forward on arrays, without a tensor in between: what `layer.apply` computes, to the last bit. The layer's
 * weights are read when they have changed.
 */
export class LayerPredictor {
  private readonly runner: SequenceRunner;
  private readonly values: LayerValues;

  /**
   * @param layer built; it is compiled if it is not yet
   * @throws ArgumentError if it is no recurrent layer, or not built
   * @throws CompilationError if the layer cannot run compiled; then it is eager if it was. Also if its initial states depend on its inputs
   */
  constructor(layer: RNN) {
    this.runner = compiledRunnerOf(layer);
    this.values = new LayerValues(layer, this.runner);
  }

  /**
   * Runs sequences forward in time, from the layer's own initial states.
   *
   * @returns the outputs of all steps, `[batch, steps, units]`
   * @throws ArgumentError if the batch is empty, its inputs have another size, or it does not fit the memory
   */
  predict(given: TrainingBatch): Float32Array {
    const {runner} = this;
    const {sizes} = runner.program;
    const {batch, steps, inputs, mask} = requireObject('batch', given, 'an object {batch, steps, inputs}');
    requirePositiveInteger('batch.batch', batch);
    requirePositiveInteger('batch.steps', steps);
    requireArray('batch.inputs', inputs, batch * steps * sizes.input);
    requireRoom(runner, runner.oneGroup({batch, steps}), false);
    const initialStates = this.values.read();
    return runner.groupByGroup({batch, steps, inputs, mask, initialStates}, false).outputs([]);
  }
}
