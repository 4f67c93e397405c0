import * as tf from '@tensorflow/tfjs-core';

/** Kernels whose results are true or false, and the names of their inputs. */
const comparisons: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr'].map(
      (kernel) => [kernel, ['a', 'b']],
    ),
  ),
  LogicalNot: ['x'],
};

/**
 * Runs code in which comparisons have a gradient: zero. tfjs has none for them, which is an error where it asks for one. Eagerly that is rare,
 * since a counter, say, depends on no weight; a trace asks for the gradients of all states.
 */
export function withGradientsOfComparisons<T>(run: () => T): T {
  const added = Object.entries(comparisons).filter(([kernelName]) => tf.getGradient(kernelName) == null);
  for (const [kernelName, inputsToSave] of added) {
    tf.registerGradient({
      kernelName,
      inputsToSave: [...inputsToSave],
      gradFunc: (_, saved) =>
        Object.fromEntries(
          inputsToSave.map((name, index) => [name, () => tf.zeros((saved as tf.Tensor[])[index]!.shape)]),
        ),
    });
  }
  try {
    return run();
  } finally {
    for (const [kernelName] of added) tf.unregisterGradient(kernelName);
  }
}
