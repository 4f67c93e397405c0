import {configOfLayer, type ModelName, modelNameOf} from '@ntmjs/presets';
import {taskNames} from '@ntmjs/tasks';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {type Choice, taskOf} from '../choice.js';
import {type Sizes, sizesOf} from '../sizes.js';

/**
 * The choice that matches an opened model: its model name and sizes, and a task with as many inputs and outputs.
 *
 * @param preferred its task is tried first
 * @throws Error if no task has as many inputs and outputs
 */
export function choiceOfModel(model: LayersModel, preferred: Choice): Choice {
  const [input, output] = [model.inputs, model.outputs].map((tensors) => tensors.map(({shape}) => shape));
  if (input!.length !== 1 || output!.length !== 1 || input![0]!.length !== 3 || output![0]!.length !== 3) {
    const shapes = JSON.stringify([input, output]);
    throw new Error(
      `the model must map [batch, steps, inputs] to [batch, steps, outputs], got the shapes ${shapes}`,
    );
  }
  const [inputSize, outputSize] = [input![0]![2], output![0]![2]];
  const {name, sizes} = nameAndSizes(model);
  const fits = (task: string) => {
    const {inputSize: inputs, outputSize: outputs} = taskOf({task, model: name});
    return inputs === inputSize && outputs === outputSize;
  };
  const task = [preferred.task, ...taskNames].find(fits);
  if (task === undefined) {
    throw new Error(`no task has ${inputSize} inputs and ${outputSize} outputs, as the model does`);
  }
  return {task, model: name, sizes, seed: preferred.seed};
}

/** The model name and the sizes of a model. */
function nameAndSizes(model: LayersModel): {name: ModelName; sizes: Sizes} {
  const layer = model.layers.find((candidate) => candidate instanceof RNN) as RNN | undefined;
  if (layer === undefined) throw new Error('the model must have a recurrent layer');
  const config = configOfLayer(layer);
  return {name: modelNameOf({...config}), sizes: sizesOf(config)};
}
