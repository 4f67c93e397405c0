import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {draw} from '../fixtures/drawing.js';
import {contextFigure} from '../index.js';

const contexts = ['00', '01', '10', '11'];

/** Weights that are 1 at one row for each context. */
const oneHot = (...rows: readonly number[]) =>
  rows.map((at) => Array.from({length: 6}, (_, row) => Number(row === at)));

interface View {
  readonly title: string;
  readonly data: {readonly values: readonly {context: string; row: string; value: number}[]};
  readonly encoding: {readonly y: {readonly sort: readonly string[]}};
}

const viewsOf = (...args: Parameters<typeof contextFigure>) =>
  (contextFigure(...args) as unknown as {vconcat: readonly View[]}).vconcat;

test('rows are in the order of the contexts of the first head, and rows without attention are left out', () => {
  const panels = [
    {title: 'read head', weights: oneHot(5, 2, 0, 3)},
    {title: 'write head', weights: oneHot(2, 5, 4, 4)},
  ];
  const [read, write] = viewsOf({panels, contexts});
  expect(read!.title).toBe('read head');
  // Row 4 has the attention of the second head alone.
  expect(read!.encoding.y.sort).toEqual(['4', '5', '2', '0', '3']);
  expect(write!.encoding.y.sort).toEqual(['4', '5', '2', '0', '3']);
  expect(write!.data.values.filter(({value}) => value === 1)).toEqual([
    {context: '00', row: '2', value: 1},
    {context: '01', row: '5', value: 1},
    {context: '10', row: '4', value: 1},
    {context: '11', row: '4', value: 1},
  ]);
});

test('the image', async () => {
  const {texts} = await draw(
    contextFigure({panels: [{title: 'read head', weights: oneHot(5, 2, 0, 3)}], contexts}),
  );
  for (const text of ['Rows by context', 'read head', 'memory row', 'context', '00', '11', '5']) {
    expect(texts).toContain(text);
  }
});

test.each<[unknown, string]>([
  [{panels: [], contexts}, 'panels must be a list of at least one panel'],
  [
    {panels: [{title: 'a', weights: oneHot(1)}], contexts},
    'panels[0].weights.length must be 4, one for each context, got 1',
  ],
  [
    {panels: [{title: 'a', weights: [[1], [1], [1], [1, 0]]}], contexts},
    'panels[0].weights[3].length must be 1, as of all contexts, got 2',
  ],
  [{panels: [{title: 'a', weights: [[2]]}], contexts: ['0']}, 'panels[0].weights[0][0] must be'],
  [{panels: [{title: 'a', weights: [[1], [1]]}], contexts: ['0', '0']}, 'contexts must be different names'],
])('rejects %j', (args, message) => {
  expect(() => contextFigure(args as never)).toThrow(ArgumentError);
  expect(() => contextFigure(args as never)).toThrow(message);
});
