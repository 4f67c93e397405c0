import type * as tf from '@tensorflow/tfjs-core';
import type {Check} from '../check.js';
import {expectEqual} from '../expectations.js';
import {sequences} from '../samples.js';

/** Outputs and states have the shapes that `computeOutputShape` says, with and without sequences and states. */
export const shapes: Check = {
  name: 'shapes',
  run(subject) {
    for (const returnSequences of [false, true]) {
      for (const returnState of [false, true]) {
        const layer = subject.layer({returnSequences, returnState});
        const x = sequences();
        const results = [layer.apply(x) as tf.Tensor | tf.Tensor[]].flat();
        const computed = layer.computeOutputShape(x.shape);
        const what = `shapes with returnSequences ${returnSequences} and returnState ${returnState}`;
        expectEqual(
          what,
          results.map(({shape}) => shape),
          returnState ? computed : [computed],
        );
        const sizes = [layer.cell.stateSize].flat() as number[];
        const states = returnState ? sizes.map((size) => [2, size]) : [];
        expectEqual(
          what,
          results.map(({shape}) => shape),
          [returnSequences ? [2, 3, 2] : [2, 2], ...states],
        );
      }
    }
  },
};
