import {neuralDeque} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import {sequential} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {episode, figureEpisode} from '../fixtures/architectures.js';
import {draw} from '../fixtures/drawing.js';
import {episodeFigure, inspect} from '../index.js';
import type {HeadTrace} from '../trace/episodeTrace.js';
import {operationMap} from './operationMap.js';

useBackend('cpu');

const column = (...data: number[]) => ({shape: [data.length, 1], data: Float32Array.from(data)});
const head = (name: string | undefined, values: HeadTrace['values']): HeadTrace => ({
  index: 0,
  kind: 'read',
  ...(name !== undefined && {name}),
  label: 'head',
  values,
});

test('each push and pop is a channel, under the name of its end', () => {
  const heads = [
    head('top', {pushStrength: column(0.25, 0.5)}),
    head('bottom', {pushStrength: column(1, 0)}),
    head('top', {popStrength: column(0, 0.75)}),
  ];
  expect(operationMap(heads)).toEqual({
    names: ['top push', 'bottom push', 'top pop'],
    values: Float32Array.from([0.25, 1, 0, 0.5, 0, 0.75]),
  });
  expect(operationMap([head(undefined, {pushStrength: column(1)})])?.names).toEqual(['push']);
});

test('heads that neither push nor pop have none', () => {
  const pair = {shape: [1, 2], data: Float32Array.from([1, 0])};
  expect(operationMap([head('top', {pushStrength: pair, weighting: pair})])).toBeUndefined();
});

test('a deque is drawn with its top above and its bottom below', async () => {
  const args = {
    units: 2,
    memory: {rows: 40, width: 3},
    returnSequences: true,
    inputShape: [null, 4],
    seed: 5,
  };
  const layer = neuralDeque({...args, controller: {type: 'lstm', units: 6}});
  const trace = await inspect(sequential({layers: [layer]}), episode);
  const figure = episodeFigure({trace, episode: figureEpisode}) as unknown as {title: {subtitle: string[]}};
  expect(figure.title.subtitle[1]).toBe('memory of 40 rows, rows 0–39 shown');
  const {texts} = await draw(figure as never);
  expect(texts).toEqual(expect.arrayContaining(['top push', 'top pop', 'bottom push', 'bottom pop']));
});
