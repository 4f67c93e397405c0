import {ArgumentError} from '@ntmjs/arguments';
import {expect, test} from 'vitest';
import {draw} from '../fixtures/drawing.js';
import {type OutputPanel, type OutputPanelsArgs, outputPanels} from '../index.js';

/** Two steps of two channels: 01 then 10. The second output of the first step is wrong. */
const small: OutputPanel = {
  title: 'small',
  steps: 2,
  channels: 2,
  targets: new Float32Array([0, 1, 1, 0]),
  outputs: new Float32Array([-2, -1, 2, 0]),
};

/** Zeros, all of them answered with a wrong 1. */
const wide = (steps: number, channels = 2): OutputPanel => ({
  title: `length ${steps}`,
  steps,
  channels,
  targets: new Float32Array(steps * channels),
  outputs: new Float32Array(steps * channels).fill(3),
});

/** The part of the specification that the tests look at. */
interface Figure {
  title: {text: string};
  vconcat: {hconcat: Panel[]}[];
}
interface Panel {
  title: string[];
  vconcat: {
    width: number;
    layer: {
      data: {values: Record<string, number>[]};
      encoding: {y?: {axis: {title: string | null; values: number[]; labelExpr: string; minExtent: number}}};
    }[];
  }[];
}

const figureOf = (figure: OutputPanelsArgs) => outputPanels(figure) as unknown as Figure;
const cellsOf = ({vconcat}: Panel) => vconcat.map(({layer}) => layer[1]!.data.values);

test('targets, probabilities and wrong bits of a panel', () => {
  const {title, vconcat} = figureOf({panels: [small], channelNames: ['a', 'b']});
  const panel = vconcat[0]!.hconcat[0]!;
  expect(title.text).toBe('Targets and outputs');
  expect(panel.title).toEqual(['small', '1 of 4 bits wrong']);
  expect(cellsOf(panel)).toEqual([
    [
      {step: 0, row: 1, value: 1},
      {step: 1, row: 0, value: 1},
    ],
    [
      {step: 0, row: 0, value: 0.119},
      {step: 0, row: 1, value: 0.269},
      {step: 1, row: 0, value: 0.881},
      {step: 1, row: 1, value: 0.5},
    ],
    [{step: 0, row: 1, value: 1}],
  ]);
  const axes = panel.vconcat.map(({layer}) => layer[1]!.encoding.y!.axis);
  expect(axes.map((axis) => axis.title)).toEqual(['targets', 'outputs', 'wrong bits']);
  expect(axes[0]).toMatchObject({values: [0, 1], labelExpr: '["a","b"][datum.value]'});
});

test('what is wrong does not depend on the other bits: every step and channel has its own', () => {
  const {steps, channels} = {steps: 5, channels: 3};
  for (let index = 0; index < steps * channels; index++) {
    for (const target of [0, 1]) {
      const targets = new Float32Array(steps * channels).fill(target);
      const outputs = targets.map((bit) => (bit ? 1 : -1));
      outputs[index]! *= -1;
      const panel = figureOf({panels: [{title: '', steps, channels, targets, outputs}]}).vconcat[0]!
        .hconcat[0]!;
      expect(cellsOf(panel)[2]).toEqual([
        {step: Math.floor(index / channels), row: index % channels, value: 1},
      ]);
    }
  }
});

test('only answering steps are shown, side by side', () => {
  const mask = new Float32Array([0, 1, 0, 1]);
  const targets = new Float32Array([9, 9, 0, 1, 9, 9, 1, 0]);
  const outputs = new Float32Array([9, 9, -2, -1, 9, 9, 2, 0]);
  const masked = {title: 'small', steps: 4, channels: 2, mask, targets, outputs};
  expect(figureOf({panels: [masked]})).toEqual(figureOf({panels: [small]}));
});

test('panels stand side by side as far as they fit, with steps of equal width', () => {
  const {vconcat} = figureOf({panels: [10, 20, 30, 100, 64, 64].map((steps) => wide(steps))});
  const titles = vconcat.map(({hconcat}) => hconcat.map((panel) => panel.title[0]));
  expect(titles).toEqual([
    ['length 10', 'length 20', 'length 30'],
    ['length 100'],
    ['length 64'],
    ['length 64'],
  ]);
  expect(vconcat[0]!.hconcat.map(({vconcat}) => vconcat[0]!.width)).toEqual([60, 120, 180]);
  const axes = vconcat[0]!.hconcat.map(({vconcat}) => vconcat[0]!.layer[1]!.encoding.y!.axis);
  expect(axes.map(({title}) => title)).toEqual(['targets', null, null]);
  expect(axes.map(({values}) => values.length)).toEqual([2, 0, 0]);
  expect(axes.map(({minExtent}) => minExtent)).toEqual([28, 0, 0]);
});

test.each<[string, OutputPanel[], string[]]>([
  ['several panels', [wide(10, 8), wide(20, 8), small], ['length 10', '160 of 160 bits wrong', 'wrong bits']],
  ['one channel and many steps', [wide(200, 1)], ['length 200', '0', '100', 'time step', 'targets']],
  ['very many steps', [wide(1000, 1)], ['value (bit or probability)']],
])('the image of %s', async (_, panels, labels) => {
  const {texts} = await draw(outputPanels({panels}));
  expect(texts).toEqual(expect.arrayContaining(labels));
});

const withPart = (part: object) => ({panels: [small, {...small, ...part}]});

test.each<[object, string]>([
  [{panels: []}, 'panels must be a list of one or more elements, got []'],
  [withPart({steps: 0}), 'panels[1].steps must be a positive integer, got 0'],
  [withPart({channels: 1.5}), 'panels[1].channels must be a positive integer, got 1.5'],
  [withPart({steps: 3}), 'panels[1].outputs must be a Float32Array of [3, 2], got 4'],
  [withPart({targets: [0, 1, 1, 0]}), 'panels[1].targets must be a Float32Array of [2, 2], got 4'],
  [withPart({mask: new Float32Array(3)}), 'panels[1].mask must be a Float32Array of [2], got 3'],
  [withPart({mask: new Float32Array(2)}), 'panels[1].mask must be 1 at one or more steps'],
  [{channelNames: ['a']}, 'channelNames must be 2 names, as many as panels[0] has channels, got ["a"]'],
  [{titel: 'x'}, 'figure.titel must be omitted'],
])('%# a wrong argument is named', (part, message) => {
  const call = () => outputPanels({panels: [small], ...part} as OutputPanelsArgs);
  expect(call).toThrow(ArgumentError);
  expect(call).toThrow(message);
});
