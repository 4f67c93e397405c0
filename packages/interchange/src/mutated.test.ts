import {ArgumentError} from '@ntmjs/arguments';
import {RandomStream} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {expect, test} from 'vitest';
import {exportWeights} from './exportWeights.js';
import {fileOf} from './fixtures/files.js';
import {mutate} from './fixtures/mutations.js';
import {modelOf, weightsOf} from './fixtures/networks.js';
import {importWeights} from './importWeights.js';
import {readSafetensors} from './safetensors/readSafetensors.js';

useBackend('cpu');

const FILE = 'mutated.safetensors';

/** Whether some work is done; otherwise it must be refused by a message of one line that names the file. */
function accepted(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    expect(error).toBeInstanceOf(ArgumentError);
    expect((error as Error).message).toMatch(/^mutated\.safetensors.* must be .*$/);
    return false;
  }
}

/** What a program that trusts a file reads: the numbers of each tensor, from the bytes that the header says. */
function trusting(bytes: Uint8Array): Map<string, number[]> {
  const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const {__metadata__: _, ...header} = JSON.parse(new TextDecoder().decode(bytes.slice(8, start)));
  return new Map(
    Object.entries<{dtype: string; data_offsets: [number, number]}>(header).map(([name, tensor]) => {
      const part = bytes.slice(...(tensor.data_offsets.map((offset) => start + offset) as [number, number]));
      return [name, tensor.dtype === 'F32' ? [...new Float32Array(part.buffer)] : [...part]];
    }),
  );
}

/** A file with tensors of each type that is read. */
function fileOfEachType(): Uint8Array {
  const data = Array.from({length: 72}, (_, index) => index % 60);
  return fileOf(
    {
      __metadata__: {format: 'pt'},
      a: {dtype: 'F64', shape: [2, 2], data_offsets: [0, 32]},
      b: {dtype: 'F16', shape: [4], data_offsets: [32, 40]},
      c: {dtype: 'BF16', shape: [4, 1], data_offsets: [40, 48]},
      'd.weight': {dtype: 'F32', shape: [6], data_offsets: [48, 72]},
    },
    data,
  );
}

/** Reads mutated files, as files of weights of a model; returns how many were read, and imported. */
function readMutated(model: LayersModel, files: readonly Uint8Array[], count: number) {
  let [read, imported] = [0, 0];
  for (let index = 0; index < count; index++) {
    const random = new RandomStream(index, 'mutated safetensors');
    const bytes = mutate(files[index % files.length]!, random);
    const before = weightsOf(model);
    const isRead = accepted(() => {
      const {tensors} = readSafetensors(bytes, {file: FILE});
      const trusted = trusting(bytes);
      expect(Object.keys(tensors).sort()).toEqual([...trusted.keys()].sort());
      for (const [name, {dtype, values}] of Object.entries(tensors)) {
        if (dtype === 'F32') expect([...values]).toEqual(trusted.get(name));
      }
    });
    const isImported = accepted(() => importWeights(model, bytes, {file: FILE}));
    if (isImported) {
      expect(isRead).toBe(true);
      const {tensors} = readSafetensors(exportWeights(model));
      const saved = readSafetensors(bytes).tensors;
      for (const [name, {values}] of Object.entries(tensors)) expect(values).toEqual(saved[name]!.values);
    } else expect(weightsOf(model)).toEqual(before);
    read += Number(isRead);
    imported += Number(isImported);
  }
  return {read, imported};
}

function testMutated(count: number): void {
  const model = modelOf('ntm, 2 feedforward layers');
  const {read, imported} = readMutated(model, [exportWeights(model), fileOfEachType()], count);
  // Changed numbers, or names: the format has no checksum.
  expect(imported).toBeGreaterThan(count / 100);
  expect(read).toBeGreaterThan(imported);
  expect(read).toBeLessThan(count / 2);
  model.dispose();
}

test('300 mutated files are read as they are, or refused by name', () => testMutated(300));

test('10 000 mutated files are read as they are, or refused by name', {tags: ['full']}, () =>
  testMutated(10_000),
);
