// @ts-check
import {requireKeys, requirePositiveInteger, resolveOptions} from '@ntmjs/arguments';
import {bitMetrics, drawVectors, oneHot, questionEpisodes, vectorChannels} from '@ntmjs/tasks';

/** @satisfies {import('@ntmjs/arguments').OptionDeclarations} */
const options = {
  vectorWidth: {type: 'integer', min: 1, default: 6, description: 'width of a vector'},
  maxLength: {type: 'integer', min: 1, default: 10, description: 'maximum vectors of a training episode'},
};

/**
 * Say a sequence of random bit vectors backwards.
 *
 *     step      0 … T−1    T            T+1 … 2T
 *     input     vectors    delimiter    –
 *     target    –          –            vectors, the last first
 *
 * @type {import('@ntmjs/tasks').TaskMaker}
 */
export default function reverseTask(given) {
  const config = resolveOptions('reverse', given, options);
  const {vectorWidth, maxLength} = config;
  const sizes = {inputSize: vectorWidth + 1, outputSize: vectorWidth};
  const delimiter = oneHot(vectorWidth + 1, vectorWidth);
  return {
    name: 'reverse',
    title: 'Reverse',
    description: 'Say a sequence of random bit vectors backwards.',
    options,
    config,
    trainingRange: {length: {min: 1, max: maxLength}},
    evaluation: [{length: 2 * maxLength}],
    solved: {metric: 'bits', below: 0.1},
    inputChannels: [...vectorChannels(vectorWidth), 'delimiter'],
    outputChannels: vectorChannels(vectorWidth),
    ...sizes,
    metrics: bitMetrics,
    sample(random, batch, difficulty = {}) {
      requirePositiveInteger('batch', batch);
      requireKeys('difficulty', difficulty, ['length']);
      const {length = random.integer(1, maxLength)} = difficulty;
      requirePositiveInteger('difficulty.length', length);
      const questions = Array.from({length: batch}, () => {
        const vectors = drawVectors(random, length, vectorWidth);
        return {inputs: [...vectors, delimiter], answer: vectors.toReversed()};
      });
      return questionEpisodes(questions, sizes);
    },
  };
}
