import {neuralDeque} from '@ntmjs/layers';
import {useBackend} from '@ntmjs/test-support';
import {sequential} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {type ArchitectureName, episode, figureEpisode, modelOf} from '../fixtures/architectures.js';
import {draw} from '../fixtures/drawing.js';
import {episodeFigure, inspect} from '../index.js';
import type {HeadTrace, TracedArray} from '../trace/episodeTrace.js';
import {recallMaps, writeMap} from './matrixMaps.js';
import {probabilities} from './panels.js';
import {operationMap, rowMaps} from './traceMaps.js';

useBackend('cpu');

/** What is drawn of the memory of each architecture, top down; in two columns of which the left comes first. */
const expected: Record<ArchitectureName, RegExp[]> = {
  'ntm, write first': [/^write head$/, /^read head 1$/, /^read head 2$/],
  'ntm, read first': [/^read head$/, /^write head$/],
  dnc: [/^usage$/, /^write head$/, /^read head$/],
  'dnc, all options': [/^usage$/, /^write head 1$/, /^write head 2$/, /^read head 1$/, /^read head 2$/],
  mann: [/^usage \/ \d\.\d$/, /^read head 1$/, /^read head 2$/, /^write head 1$/, /^write head 2$/],
  'mann, all options': [
    /^usage \/ \d\.\d$/,
    /^write head 1$/,
    /^write head 2$/,
    /^write head 3$/,
    /^read head 1$/,
    /^read head 2$/,
    /^read head 3$/,
  ],
  sam: [/^lastAccess \/ \d+\.0$/, /^write head 1$/, /^write head 2$/, /^read head 1$/, /^read head 2$/],
  sdnc: [/^lastAccess \/ \d+\.0$/, /^write head$/, /^read head 1$/, /^read head 2$/],
  delta: [/^write strengths$/, /^read head 1, by the step/, /^read head 2, by the step/],
  'delta, all options': [/^write strengths and decays$/, /^read head, by the step/],
  'delta, sums': [/^write strengths and decays$/, /^read head, by the step/],
  attention: [/^written$/, /^read head 1$/, /^read head 2$/],
  'attention, two blocks': [
    /^written$/,
    /^block 1 read head 1$/,
    /^block 1 read head 2$/,
    /^block 2 read head 1$/,
    /^block 2 read head 2$/,
  ],
  stack: [/^pushes and pops$/, /^strengths$/, /^read head$/],
  queue: [/^pushes and pops$/, /^strengths$/, /^read head$/],
  deque: [/^pushes and pops$/, /^strengths$/, /^top read head$/, /^bottom read head$/],
};

test.each(Object.entries(expected))('the figure of %s', async (name, titles) => {
  const trace = await inspect(modelOf(name as ArchitectureName), episode);
  const figure = episodeFigure({trace, episode: figureEpisode});
  const {texts} = await draw(figure);
  const drawn = texts.filter((text) =>
    / head|^usage|^lastAccess|^strengths|^pushes|^written|^write strengths/.test(text),
  );
  expect(drawn).toHaveLength(titles.length);
  for (const [index, title] of titles.entries()) expect(drawn[index]).toMatch(title);
  // Every value that can be seen is a cell.
  const cells = [...JSON.stringify(figure).matchAll(/"row":/g)].length;
  const seen = (data: Float32Array) => data.filter((value) => Math.abs(value) > 0.01).length;
  const outputs = seen(probabilities(trace.outputs.data.slice(2 * 6)));
  const inputs = seen(episode.inputs);
  const maps = [...rowMaps(trace), ...recallMaps(trace.heads)];
  const memory = maps.reduce((sum, {array}) => sum + seen(array.data), 0);
  const operations = seen((operationMap(trace.heads) ?? writeMap(trace.heads))?.values ?? new Float32Array());
  expect(cells).toBe(inputs + outputs + operations + memory);
});

const array = (...data: number[]): TracedArray => ({
  shape: [1, data.length],
  data: Float32Array.from(data),
});

test('row values above 1 are divided by a number that the title states', () => {
  const [low, high] = rowMaps({heads: [], rowValues: {strengths: array(0, 1), usage: array(1.5, 3.125)}});
  expect(low).toEqual({title: 'strengths', of: 'rows', array: array(0, 1)});
  expect(high).toMatchObject({title: 'usage / 3.2', of: 'rows'});
  expect(high!.array).toEqual(array(1.5 / 3.2, 3.125 / 3.2));
});

test('a head without a weighting is omitted', () => {
  const heads = [
    {index: 0, kind: 'write', label: 'write head', values: {pushVector: array(1, 2)}},
    {index: 1, kind: 'read', label: 'read head', values: {weighting: array(0.5, 0.5)}},
  ] as const;
  expect(rowMaps({heads, rowValues: {}})).toEqual([{title: 'read head', of: 'read', array: array(0.5, 0.5)}]);
});

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
    title: 'pushes and pops',
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
