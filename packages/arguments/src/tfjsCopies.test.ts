import {readdirSync, readFileSync} from 'node:fs';
import {afterEach, expect, test, vi} from 'vitest';
import {ArgumentError, requireSameCopy, requireSameEngine, requireShape, watchForCopies} from './index.js';

class Layer {
  readonly name = 'lstm_1';
  apply() {}
  countParams() {}
  getClassName() {
    return 'LSTM';
  }
}

/** A class with the members of `Layer`, as another copy has it. */
class OtherLayer extends (class {} as typeof Layer) {
  override readonly name = 'lstm_1';
  override apply() {}
  override countParams() {}
  override getClassName() {
    return 'LSTM';
  }
}

class OtherModel extends OtherLayer {
  readonly layers = [];
  toJSON(_: null, asText: boolean) {
    return asText ? '' : {keras_version: 'tfjs-layers 4.17.0'};
  }
}

afterEach(() => vi.restoreAllMocks());

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(ArgumentError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

test('an object of our copy is returned, and what is no object of that kind at all', () => {
  const layer = new Layer();
  expect(requireSameCopy('layer', layer, 'layer', Layer)).toBe(layer);
  for (const other of [undefined, null, 3, 'layer', {apply() {}}, () => {}]) {
    expect(requireSameCopy('layer', other, 'layer', Layer)).toBe(other);
  }
});

test('an object of another copy is refused, with the way to one copy', () => {
  const message = messageOf(() => requireSameCopy('layer', new OtherLayer(), 'layer', Layer));
  expect(message).toMatch(
    /^layer must be of the copy of TensorFlow\.js that ntmjs uses, got .*, which is of a second copy\. npm /,
  );
  for (const part of ['npm ls @tensorflow/tfjs-core', '"overrides": {"@tensorflow/tfjs"', 'dedupe']) {
    expect(message).toContain(part);
  }
});

test('a model tells its version', () => {
  const message = messageOf(() => requireSameCopy('model', new OtherModel(), 'layer', Layer));
  expect(message).toContain('which is of a second copy (tfjs-layers 4.17.0). ');
});

test('the message names the range of every peer dependency on tfjs', () => {
  const message = messageOf(() => requireSameCopy('layer', new OtherLayer(), 'layer', Layer));
  const packages = new URL('../../', import.meta.url);
  const ranges = readdirSync(packages).flatMap((name) => {
    const manifest = JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8'));
    const peers = Object.entries(manifest.peerDependencies ?? {});
    return peers.filter(([peer]) => peer.startsWith('@tensorflow/')).map(([, range]) => range);
  });
  expect(new Set(ranges).size).toBe(1);
  expect(message).toContain(`@tensorflow/tfjs@${ranges[0]}\``);
  expect(message).toContain(`"overrides": {"@tensorflow/tfjs": "${ranges[0]}"}`);
});

test('a tensor of another engine is refused, also by a check of shapes', () => {
  const [ours, others, disposed] = [{}, {}, {}];
  vi.stubGlobal('_tfengine', {state: {tensorInfo: new WeakMap([[ours, {}]])}});
  const tensor = (dataId: object, isDisposed = false) => ({shape: [2], dataId, isDisposed});
  expect(requireSameEngine('key', tensor(ours))).toMatchObject({shape: [2]});
  expect(requireSameEngine('key', tensor(disposed, true))).toMatchObject({shape: [2]});
  expect(requireShape('key', {shape: [2]}, [2], '[width]')).toEqual({shape: [2]});
  const refused =
    'key must be of the copy of TensorFlow.js that ntmjs uses, got a tensor of shape [2], which';
  expect(() => requireSameEngine('key', tensor(others))).toThrow(refused);
  expect(() => requireShape('key', tensor(others), [2], '[width]')).toThrow(refused);
  vi.unstubAllGlobals();
});

test('a second copy is warned of once, whether it was loaded before ours or comes later', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  class Environment {
    flagRegistry = {TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES: {evaluationFn: () => false}};
  }
  const shared = new Environment();
  const warnOfCopies = watchForCopies(shared, Environment);
  warnOfCopies();
  await Promise.resolve();
  expect(warn).not.toHaveBeenCalled();

  shared.flagRegistry = {TOPOLOGICAL_SORT_CACHE_MAX_ENTRIES: {evaluationFn: () => false}};
  warnOfCopies();
  warnOfCopies();
  expect(warn).toHaveBeenCalledOnce();
  expect(warn.mock.calls[0]![0]).toContain('There are two copies of TensorFlow.js in this program. npm ');

  watchForCopies({...new Environment()}, Environment);
  expect(warn).toHaveBeenCalledOnce();
  await Promise.resolve();
  expect(warn).toHaveBeenCalledTimes(2);
});
