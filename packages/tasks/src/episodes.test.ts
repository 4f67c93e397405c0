import {expect, test} from 'vitest';
import {questionEpisodes} from './episodes.js';
import {episodeRows} from './fixtures/rows.js';

test('inputs come first, the answer last, and channels beyond the end of a row are 0', () => {
  const questions = [
    {inputs: [[1, 2, 3], [4]], answer: [[1]]},
    {inputs: [[5], [6, 7]], answer: [[0, 1]]},
  ];
  const episodes = questionEpisodes(questions, {inputSize: 3, outputSize: 2});
  expect(episodes).toMatchObject({batch: 2, steps: 3, inputSize: 3, outputSize: 2});
  const blank = [0, 0, 0];
  expect(episodeRows(episodes)).toEqual([
    {
      inputs: [[1, 2, 3], [4, 0, 0], blank],
      targets: [
        [0, 0],
        [0, 0],
        [1, 0],
      ],
      mask: [0, 0, 1],
    },
    {
      inputs: [[5, 0, 0], [6, 7, 0], blank],
      targets: [
        [0, 0],
        [0, 0],
        [0, 1],
      ],
      mask: [0, 0, 1],
    },
  ]);
});
