import {ArgumentError} from '@ntmjs/arguments';
import {ntm} from '@ntmjs/layers';
import {expectNoLeak, useBackend} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {layers, sequential} from '@tensorflow/tfjs-layers';
import {describe, expect, test} from 'vitest';
import {exportWeights} from './exportWeights.js';
import {modelOf, networks, weightsOf} from './fixtures/networks.js';
import {importWeights} from './importWeights.js';
import {readSafetensors, type Safetensors} from './safetensors/readSafetensors.js';
import {writeSafetensors} from './safetensors/writeSafetensors.js';
import {weightsConfig} from './weightsConfig.js';

useBackend('cpu');

/** The message with which a file is refused by a model. */
function refusal(model: Parameters<typeof importWeights>[0], bytes: Uint8Array): string {
  try {
    importWeights(model, bytes, {file: 'w.safetensors'});
  } catch (error) {
    expect(error).toBeInstanceOf(ArgumentError);
    return (error as Error).message;
  }
  throw new Error('the file is accepted');
}

/** A file of a model's weights, changed. */
function changed(
  model: Parameters<typeof exportWeights>[0],
  change: (file: {
    tensors: Record<string, Safetensors['tensors'][string]>;
    metadata: Record<string, string>;
  }) => void,
): Uint8Array {
  const read = readSafetensors(exportWeights(model));
  const file = {tensors: {...read.tensors}, metadata: {...read.metadata}};
  change(file);
  return writeSafetensors(file.tensors, file.metadata);
}

describe.each(Object.keys(networks))('%s', (name) => {
  test('its weights are exported and imported to the last bit', () => {
    const [model, other] = [modelOf(name, 1), modelOf(name, 50)];
    expect(weightsOf(other)).not.toEqual(weightsOf(model));
    const bytes = exportWeights(model);
    importWeights(other, bytes);
    expect(weightsOf(other)).toEqual(weightsOf(model));
    expect(exportWeights(other)).toEqual(bytes);
    for (const each of [model, other]) each.dispose();
  });

  test('every element of a weight is in the file once', () => {
    const model = modelOf(name);
    const {tensors} = readSafetensors(exportWeights(model));
    const random =
      name.includes('random') || ['mann', 'sam', 'sdnc'].some((one) => name === `${one}, all options`);
    const stored = Object.entries(tensors)
      .filter(([tensor]) => !(random && tensor === 'access.memory_contents'))
      // Of the biases of an LSTM one is of zeros.
      .flatMap(([tensor, {values}]) => [...(tensor.endsWith('bias_hh') ? values.filter(Boolean) : values)]);
    expect(stored.sort()).toEqual(weightsOf(model).flat().sort());
    model.dispose();
  });
});

test('names, shapes and orientation are those of the guide', () => {
  const model = modelOf('ntm, all learned');
  const {tensors, metadata} = readSafetensors(exportWeights(model));
  const shapes = Object.fromEntries(Object.entries(tensors).map(([name, {shape}]) => [name, shape]));
  expect(shapes).toEqual({
    'controller.0.weight_ih': [20, 3 + 4],
    'controller.0.weight_hh': [20, 5],
    'controller.0.bias_ih': [20],
    'controller.0.bias_hh': [20],
    'interface.weight': [2 * (4 + 1 + 1 + 3 + 1) + 2 * 4, 5],
    'interface.bias': [28],
    'output.weight': [2, 5 + 4],
    'output.bias': [2],
    read_gains: [4],
    initial_reads: [4],
    'initial_hidden.0': [5],
    'initial_cell.0': [5],
    'access.memory_contents': [6, 4],
    'access.weighting_logits_0': [6],
    'access.weighting_logits_1': [6],
  });
  const kernel = model.getWeights()[0]!;
  expect([...tensors['controller.0.weight_ih']!.values]).toEqual([...tf.transpose(kernel).dataSync()]);
  expect(metadata.format).toBe('pt');
  model.dispose();
});

test('the first states of stacked layers are numbered from below, as the layers are', () => {
  const model = modelOf('ntm, 3 LSTM layers');
  const {tensors} = readSafetensors(exportWeights(model));
  const stored = (name: string) => [
    ...model.weights
      .find(({originalName}) => originalName.endsWith(name))!
      .read()
      .dataSync(),
  ];
  expect([...tensors['initial_cell.2']!.values]).toEqual(stored('initial_controller_state_1'));
  expect([...tensors['initial_hidden.0']!.values]).toEqual(stored('initial_controller_state_4'));
  model.dispose();
});

test('the gates of a GRU are in the order of PyTorch', () => {
  const model = modelOf('ntm, GRU');
  const {tensors} = readSafetensors(exportWeights(model));
  const [, , bias] = weightsOf(model) as [number[], number[], number[]];
  const [z, r, n] = [bias.slice(0, 5), bias.slice(5, 10), bias.slice(10)];
  expect([...tensors['controller.0.bias']!.values]).toEqual([...r, ...z, ...n]);
  model.dispose();
});

test('the metadata holds what a program must know, and what the caller adds', () => {
  const model = modelOf('ntm, clipped');
  const bytes = exportWeights(model, {metadata: {task: 'mine'}});
  expect(readSafetensors(bytes).metadata.task).toBe('mine');
  expect(weightsConfig(bytes)).toEqual({
    ...{cell: 'MemoryAugmentedCell', inputs: 3, units: 2},
    controller: {type: 'feedforward', units: 5, layers: 1},
    access: {
      class: 'NtmAccess',
      memory: {rows: 6, width: 4, contents: 'constant', value: 0.1, deviation: 0.3, seed: 1},
      ...{
        heads: ['write', 'read'],
        shiftRange: 1,
        firstWeighting: 'oneHot',
        vectorActivation: 'linear',
      },
      weightingClip: 0.01,
    },
    ...{readClip: 0.02, outputClip: 0.3},
  });
  model.dispose();
});

test('of two biases of an LSTM the sum counts', () => {
  const model = modelOf('ntm, LSTM');
  const bias = weightsOf(model)[2]!;
  const bytes = changed(model, ({tensors}) => {
    tensors['controller.0.bias_hh'] = {
      ...tensors['controller.0.bias_hh']!,
      values: new Float32Array(20).fill(0.25),
    };
  });
  importWeights(model, bytes);
  expect(weightsOf(model)[2]).toEqual(bias.map((value) => Math.fround(value + 0.25)));
  model.dispose();
});

describe('a file of another layer is refused, and no weight changes:', () => {
  const refused = (name: string, change: Parameters<typeof changed>[1]) => {
    const model = modelOf(name);
    const before = weightsOf(model);
    const message = refusal(model, changed(model, change));
    expect(weightsOf(model)).toEqual(before);
    model.dispose();
    return message;
  };

  test('each tensor that is missing, unknown or of another shape is named', () => {
    const message = refused('ntm, feedforward', ({tensors}) => {
      tensors['interfaces.weight'] = tensors['interface.weight']!;
      delete tensors['interface.weight'];
      delete tensors['output.bias'];
      const {shape, values} = tensors['output.weight']!;
      tensors['output.weight'] = {dtype: 'F32', shape: shape.toReversed(), values};
    });
    expect(message).toMatch(/^w\.safetensors must be the weights of this layer, got /);
    expect(message).toContain('interface.weight [28, 5] is missing');
    expect(message).toContain('output.bias [2] is missing');
    expect(message).toContain('interfaces.weight [28, 5] is unknown');
    expect(message).toContain('output.weight is [9, 2], not [2, 9]');
  });

  test('of many faults some are listed', () => {
    const message = refused('ntm, feedforward', ({tensors}) => {
      const one = {dtype: 'F32', shape: [1], values: new Float32Array(1)} as const;
      for (let index = 0; index < 100; index++) tensors[`t${index}`] = one;
    });
    expect(message).toMatch(/; t19 \[1\] is unknown; and 80 others$/);
  });

  test('a number that is not finite is named', () => {
    const message = refused('ntm, feedforward', ({tensors}) => {
      tensors['output.bias'] = {...tensors['output.bias']!, values: new Float32Array([0, Number.NaN])};
    });
    expect(message).toBe('w.safetensors: output.bias[1] must be a finite number, got NaN');
  });

  test('an argument of the layer that differs is named', () => {
    const message = refused('ntm, feedforward', ({metadata}) => {
      metadata['ntmjs.layer'] = metadata['ntmjs.layer']!.replace('"linear"', '"tanh"');
    });
    expect(message).toBe(
      'w.safetensors: ntmjs.layer.access.vectorActivation must be "linear", as in the layer, got "tanh"',
    );
  });

  test('an argument that no such layer can have', () => {
    const message = refused('ntm, feedforward', ({metadata}) => {
      metadata['ntmjs.layer'] = metadata['ntmjs.layer']!.replace('"rows":6', '"rows":0');
    });
    expect(message).toBe('w.safetensors: ntmjs.layer.access.memory.rows must be a positive integer, got 0');
  });

  test('a configuration that is no JSON of a layer', () => {
    const withConfig = (text: string) =>
      refused('ntm, feedforward', ({metadata}) => {
        metadata['ntmjs.layer'] = text;
      });
    expect(withConfig('{')).toContain('w.safetensors: ntmjs.layer must be valid JSON');
    expect(withConfig('[]')).toContain('w.safetensors: ntmjs.layer must be the configuration of a layer');
    expect(withConfig('['.repeat(1e5))).toContain(
      'w.safetensors: ntmjs.layer must be JSON of at most 8 levels',
    );
  });

  test('contents that are drawn from another seed', () => {
    const message = refused('ntm, random contents', ({tensors}) => {
      const {shape, values} = tensors['access.memory_contents']!;
      tensors['access.memory_contents'] = {dtype: 'F32', shape, values: values.map((value) => value + 1)};
    });
    expect(message).toMatch(
      /^w\.safetensors: access\.memory_contents\[0\] must be .* which the layer draws from its seed/,
    );
  });
});

test('what a configuration of an older version does not have is as it is by default', () => {
  const older = (of: ReturnType<typeof modelOf>) =>
    changed(of, ({metadata}) => {
      metadata['ntmjs.layer'] = metadata['ntmjs.layer']!.replace(/"vectorActivation":"[a-z]+",/, '');
    });
  const [model, other] = [modelOf('ntm, feedforward'), modelOf('ntm, LSTM')];
  expect(weightsConfig(older(model))!.access).not.toHaveProperty('vectorActivation');
  importWeights(model, older(model));
  expect(refusal(other, older(other))).toBe(
    'w.safetensors: ntmjs.layer.access.vectorActivation must be "tanh", as in the layer, got "linear"',
  );
  for (const each of [model, other]) each.dispose();
});

test('what only training needs may differ', () => {
  const model = modelOf('ntm, clipped');
  const bytes = changed(model, ({metadata}) => {
    metadata['ntmjs.layer'] = metadata['ntmjs.layer']!.replace('"weightingClip":0.01,', '').replace(
      '0.02',
      '7',
    );
  });
  expect(weightsConfig(bytes)).not.toEqual(weightsConfig(exportWeights(model)));
  importWeights(model, bytes);
  model.dispose();
});

test('of a file without a configuration, names and shapes are compared', () => {
  const [model, other] = [modelOf('dnc', 1), modelOf('dnc', 9)];
  const bytes = changed(model, ({metadata}) => {
    delete metadata['ntmjs.layer'];
  });
  expect(weightsConfig(bytes)).toBeUndefined();
  importWeights(other, bytes);
  expect(weightsOf(other)).toEqual(weightsOf(model));
  for (const each of [model, other]) each.dispose();
});

test('a layer of a larger model is exported and imported alone', () => {
  const layer = ntm({units: 2, controller: {type: 'lstm', units: 4}, memory: {rows: 4, width: 3}, seed: 1});
  const model = sequential({layers: [layers.dense({units: 3, inputShape: [null, 2]}), layer]});
  expect(() => exportWeights(model)).toThrow(
    'model must be a layer of @ntmjs/layers, or a model in which no other',
  );
  importWeights(layer, exportWeights(layer));
  layer.trainable = false;
  importWeights(layer, exportWeights(layer));
  model.dispose();
});

test('what cannot be exported is refused', () => {
  const memory = {rows: 4, width: 3};
  const recurrentInitializer = 'glorotUniform';
  const inModel = (controller: never) =>
    sequential({layers: [ntm({units: 2, controller, memory, inputShape: [null, 2]})]});
  const refusalOf = (controller: unknown) => () => exportWeights(inModel(controller as never));
  expect(refusalOf(layers.lstmCell({units: 4, recurrentInitializer}))).toThrow(
    'controller.recurrentActivation must be sigmoid',
  );
  expect(refusalOf(layers.simpleRNNCell({units: 4, recurrentInitializer}))).toThrow(
    'controller must be one that a config',
  );
  const cells = [1, 2].map(() =>
    layers.lstmCell({units: 4, recurrentInitializer, recurrentActivation: 'sigmoid'}),
  );
  expect(refusalOf(layers.stackedRNNCells({cells}))).toThrow('controller must be one that a config');
  expect(() => exportWeights(ntm({units: 2, controller: {type: 'lstm', units: 4}, memory}))).toThrow(
    'model must be a layer that was built',
  );
  expect(() =>
    exportWeights(
      sequential({layers: [layers.lstm({units: 2, recurrentInitializer, inputShape: [null, 2]})]}),
    ),
  ).toThrow('model must be a layer of @ntmjs/layers');
});

test('neither leaves a tensor', () => {
  const model = modelOf('ntm, random contents');
  expectNoLeak(() => importWeights(model, exportWeights(model)), 20);
  model.dispose();
});
