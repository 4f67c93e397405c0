import {readdirSync, statSync} from 'node:fs';
import {cp, readFile, writeFile} from 'node:fs/promises';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {ArgumentError} from '@ntmjs/arguments';
import {compile} from '@ntmjs/compile';
import {createTask, RandomStream} from '@ntmjs/tasks';
import {expectClose, useBackend, useFolder} from '@ntmjs/test-support';
import {evaluate} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import type {RNN} from '@tensorflow/tfjs-layers';
import {beforeEach, describe, expect, test, vi} from 'vitest';
import {loadPretrained, pretrainedCard, pretrainedNames} from './index.js';

const MODELS = new URL('../models/', import.meta.url);
const LARGEST = 2_000_000;

/** The models whose evaluation takes longest. */
const SLOW = /^(n-grams|priority-sort)-/;

useBackend('cpu');

test('there is a folder for each name, and no others', () => {
  expect(readdirSync(MODELS).sort()).toEqual([...pretrainedNames].sort());
});

describe.each(pretrainedNames)('%s', (name) => {
  test('has the task and model of its name', async () => {
    const {task, model} = await pretrainedCard(name);
    const {type} = model.controller as {type: string};
    expect(`${task.name}-${model.architecture}-${type}`).toBe(name);
  });

  test('is less than 2 MB', () => {
    const files = readdirSync(new URL(`${name}/`, MODELS)).sort();
    expect(files).toEqual(['card.json', 'model.json', 'weights.bin']);
    const sizes = files.map((file) => statSync(new URL(`${name}/${file}`, MODELS)).size);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(LARGEST);
  });

  const tags = SLOW.test(name) ? ['full'] : [];
  test('has the cost on its card', {tags}, async () => {
    const {task, seed, evaluation} = await pretrainedCard(name);
    const before = tf.memory().numTensors;
    const model = await loadPretrained(name);
    compile(model.layers.at(-1) as RNN);
    const {episodes} = evaluation;
    const result = await evaluate({
      model,
      task: createTask(task.name, task.config),
      seed,
      difficulty: {},
      episodes,
    });
    expect(result.wrongBits).toBe(evaluation.wrongBits);
    expectClose([result.bits], [evaluation.bits], {relative: 1e-5});
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('where models are from', () => {
  test('can be said', async () => {
    const from = String(MODELS);
    expect(await pretrainedCard('copy-ntm-lstm', {from})).toEqual(await pretrainedCard('copy-ntm-lstm'));
    await expect(pretrainedCard('copy-ntm-lstm', {from: from.slice(0, -1)})).rejects.toThrow(
      'from must be a URL that ends in "/"',
    );
    await expect(pretrainedCard('copy-ntm-lstm', {from: 'models/'})).rejects.toThrow(
      `from must be an absolute URL, such as new URL('models/', document.baseURI), got "models/"`,
    );
    await expect(pretrainedCard('copy-ntm-lstm', {form: from} as never)).rejects.toThrow(
      'pretrained.form must be omitted',
    );
  });

  test('may be a web address', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: URL) => {
      asked.push(String(url));
      const {readFile} = await import('node:fs/promises');
      const path = fileURLToPath(new URL(url.pathname.slice(1), MODELS));
      return new Response(await readFile(path));
    });
    const model = await loadPretrained('copy-ntm-feedforward', {from: 'https://models.example/'});
    expect(model.outputs[0]!.shape).toEqual([null, null, 8]);
    model.dispose();
    expect(asked).toEqual(
      ['model.json', 'weights.bin'].map((file) => `https://models.example/copy-ntm-feedforward/${file}`),
    );
    vi.stubGlobal('fetch', async () => new Response('', {status: 404, statusText: 'Not Found'}));
    await expect(loadPretrained('copy-ntm-lstm', {from: 'https://models.example/'})).rejects.toThrow(
      'copy-ntm-lstm/model.json cannot be read: 404 Not Found',
    );
    vi.stubGlobal('fetch', async () => new Response('<!DOCTYPE html><title>Models</title>'));
    const page = loadPretrained('copy-ntm-lstm', {from: 'https://models.example/'});
    await expect(page).rejects.toThrow(ArgumentError);
    await expect(page).rejects.toThrow(
      'https://models.example/copy-ntm-lstm/model.json must be JSON, not an HTML page, which servers send for files that they lack',
    );
    vi.unstubAllGlobals();
  });

  test('older names still load', async () => {
    expect(await pretrainedCard('copy-lstm')).toEqual(await pretrainedCard('copy-ntm-lstm'));
    const model = await loadPretrained('copy-feedforward');
    expect(model.outputs[0]!.shape).toEqual([null, null, 8]);
    model.dispose();
  });

  test('rejects an unknown name', async () => {
    await expect(loadPretrained('copy')).rejects.toThrow('name must be one of "copy-ntm-feedforward"');
    await expect(pretrainedCard('../copy-ntm-lstm')).rejects.toThrow('name must be one of');
  });

  test('a file that is missing is named', async () => {
    const from = new URL('nowhere/', MODELS);
    await expect(loadPretrained('copy-ntm-lstm', {from})).rejects.toThrow(
      'nowhere/copy-ntm-lstm/model.json cannot be read',
    );
  });
});

describe('a file that is not what was saved is rejected by its name:', () => {
  const NAME = 'copy-ntm-feedforward';
  const path = useFolder();
  const file = (name: string) => path(NAME, name);
  const from = () => pathToFileURL(path('/'));
  const load = async () => {
    const card = await pretrainedCard(NAME, {from: from()});
    const model = await loadPretrained(NAME, {from: from()});
    const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
    model.dispose();
    return {card, weights};
  };
  beforeEach(async () => {
    await cp(new URL(`${NAME}/`, MODELS), path(NAME), {recursive: true});
  });

  test.each(['card.json', 'model.json', 'weights.bin'])('%s', async (name) => {
    const [written, original, random] = [await load(), await readFile(file(name)), new RandomStream(1)];
    let rejected = 0;
    for (let number = 0; number < 20; number++) {
      const bytes = Buffer.from(original);
      bytes[random.integer(0, bytes.length - 1)]! ^= 1 << random.integer(0, 7);
      await writeFile(file(name), number === 0 ? original.subarray(0, 99) : bytes);
      try {
        expect(await load()).toEqual(written);
      } catch (error) {
        expect(error).toBeInstanceOf(ArgumentError);
        expect(String(error)).toContain(`${NAME}/${name}`);
        rejected++;
      }
    }
    expect(rejected).toBeGreaterThan(15);
  });

  test.each<[string, unknown, string]>([
    ['seed', 0.5, 'seed must be an integer, got 0.5'],
    ['task', {config: {}}, 'task.name must be a non-empty string, got undefined'],
    ['task', 'copy', 'task must be an object, got "copy"'],
    ['evaluation', {episodes: 0}, 'evaluation.episodes must be a positive integer, got 0'],
    ['sequences', 3, 'sha256 must be '],
    ['notes', 'mine', 'notes must be omitted, got "mine"'],
  ])('a card whose %s is %j', async (field, value, message) => {
    const card = JSON.parse(await readFile(file('card.json'), 'utf8'));
    await writeFile(file('card.json'), JSON.stringify({...card, [field]: value}));
    await expect(load()).rejects.toThrow(`${NAME}/card.json: ${message}`);
  });

  test('without its SHA-256, a model loads if its weights are finite', async () => {
    const {files: _, sha256: __, ...json} = JSON.parse(await readFile(file('model.json'), 'utf8'));
    await writeFile(file('model.json'), JSON.stringify(json));
    const {weights} = await load();
    expect(weights.flat().every(Number.isFinite)).toBe(true);
    const bytes = await readFile(file('weights.bin'));
    bytes.writeFloatLE(Number.POSITIVE_INFINITY, 0);
    await writeFile(file('weights.bin'), bytes);
    await expect(load()).rejects.toThrow(
      /weights\.bin: ntm\/kernel\[0\] must be a finite number, got Infinity/,
    );
  });
});
