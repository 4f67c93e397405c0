import {createHash} from 'node:crypto';
import {useBackend} from '@ntmjs/test-support';
import {beforeAll, describe, expect, test, vi} from 'vitest';
import {
  descriptionIn,
  fileOfSections,
  type Json,
  sectionsOf,
  withDescription,
} from './fixtures/networkFiles.js';
import {modelOf} from './fixtures/networks.js';
import {episodeOf} from './fixtures/trained.js';
import {exportProgram} from './program/exportProgram.js';
import {customSection, signed} from './program/withSections.js';
import {loadNetwork, type Network, sha256} from './runner.js';

useBackend('cpu');

let file: Uint8Array;

beforeAll(() => {
  const model = modelOf('deque');
  file = exportProgram(model, {metadata: {task: 'copy'}});
  model.dispose();
});

/** The reason for which a file is refused. */
async function refusal(bytes: Parameters<typeof loadNetwork>[0], maxBytes?: number): Promise<string> {
  const outcome = await loadNetwork(bytes, maxBytes === undefined ? {} : {maxBytes}).catch((error) => error);
  expect(outcome).toBeInstanceOf(Error);
  expect(outcome.message).toMatch(/^the network is refused: /);
  return outcome.message.replace('the network is refused: ', '');
}

describe('what is loaded', () => {
  test('are bytes, a buffer, a response, or a promise of one', async () => {
    const episode = episodeOf(5);
    const expected = (await loadNetwork(file)).run(episode);
    const apart = new Uint8Array(file.length + 7);
    apart.set(file, 7);
    const sources = [
      ...[file.slice().buffer, apart.subarray(7), Buffer.from(file)],
      ...[
        new DataView(apart.buffer, 7),
        new Response(file as BodyInit),
        Promise.resolve(new Response(file as BodyInit)),
      ],
    ];
    for (const source of sources) expect((await loadNetwork(source)).run(episode)).toEqual(expected);
    expect(await refusal(new Response(null, {status: 404}))).toBe('its file was not loaded (status 404)');
  });

  test('are not other values, or other files', async () => {
    for (const other of ['model.wasm', undefined, null, 7])
      await expect(loadNetwork(other as never)).rejects.toThrow(
        `source must be bytes, or a response such as`,
      );
    expect(await refusal({} as never)).toBe('it is not a file of WebAssembly');
    expect(await refusal(file, Number.NaN)).toContain('maxBytes is NaN');
    expect(await refusal(new Uint8Array(0))).toBe('it is not a file of WebAssembly');
    expect(await refusal(new TextEncoder().encode('<!doctype html><title>Not found</title>'))).toBe(
      'it is not a file of WebAssembly',
    );
    expect(await refusal(file.subarray(0, 8))).toBe('its last section is not ntmjs.sha256');
    expect(await refusal(fileOfSections(sectionsOf(file).slice(0, -2)))).toBe(
      'its last section is not ntmjs.sha256',
    );
  });
});

describe('a network', () => {
  let network: Network;
  beforeAll(async () => {
    network = await loadNetwork(file);
  });

  test('writes outputs into an array that it is given', () => {
    const episode = episodeOf(4);
    const outputs = network.run(episode);
    network.reset();
    const own = new Float32Array(2);
    for (let step = 0; step < 4; step++) {
      expect(network.step(episode.subarray(3 * step, 3 * step + 3), own)).toBe(own);
      expect(own).toEqual(outputs.subarray(2 * step, 2 * step + 2));
    }
    network.reset();
    const first = network.step([...episode.subarray(0, 3)]);
    network.step(episode.subarray(3, 6));
    expect(first).toEqual(outputs.subarray(0, 2));
  });

  test('begins a run anew, and can go on from where it ended', () => {
    const episode = episodeOf(6);
    const whole = network.run(episode);
    expect(network.run(episode, 6)).toEqual(whole);
    network.run(episode.subarray(0, 15));
    expect(network.step(episode.subarray(15))).toEqual(whole.subarray(10));
  });

  test('is as it was after an error', () => {
    const episode = episodeOf(2);
    const whole = network.run(episode);
    network.run(episode.subarray(0, 3));
    const states = network.states();
    expect(() => network.step([1, 2])).toThrow('inputs must be an array of 3 numbers, got 2');
    expect(() => network.step(7 as never)).toThrow('inputs must be an array of 3 numbers, got 7');
    expect(() => network.step([1, 2, 3], new Float32Array(1))).toThrow(
      'outputs must be an array of 2 numbers, got 1',
    );
    expect(() => network.run([1, 2])).toThrow('steps must be a positive integer, got 0.66');
    expect(() => network.run([])).toThrow('steps must be a positive integer, got 0');
    expect(() => network.run(episode, 3)).toThrow('inputs must be an array of 9 numbers, got 6');
    const {reads: _, ...others} = states;
    expect(() => network.setStates(others)).toThrow(
      'states.reads must be an array of 8 numbers, got undefined',
    );
    expect(() => network.setStates({...states, reads: [1]})).toThrow(
      'states.reads must be an array of 8 numbers, got 1',
    );
    expect(network.states()).toEqual(states);
    expect(network.step(episode.subarray(3))).toEqual(whole.subarray(2));
  });

  test('returns copies', () => {
    network.reset();
    const {output} = network.states();
    output!.fill(7);
    expect(network.states().output).not.toEqual(output);
  });
});

test('SHA-256 is that of other programs, at each length of the last block', () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({length}, (_, index) => (index * index) % 251);
    expect([...sha256(bytes)]).toEqual([...createHash('sha256').update(bytes).digest()]);
  }
});

test('where there is no crypto.subtle the hash is compared too', async () => {
  vi.stubGlobal('crypto', undefined);
  const middle = Math.floor(file.length / 2);
  expect((await loadNetwork(file)).description).toEqual(
    expect.objectContaining({architecture: 'DequeAccess'}),
  );
  expect(await refusal(file.with(middle, file[middle]! ^ 1))).toContain('its bytes have changed');
  vi.unstubAllGlobals();
});

describe('a file that is not whole is refused', () => {
  test('at every length', async () => {
    for (let length = 0; length < file.length; length += 1 + Math.floor(file.length / 500))
      expect(await refusal(file.subarray(0, length))).toMatch(
        /^it is (not a file of WebAssembly|truncated)$|^its last section|^an integer in it has no end$/,
      );
  });

  test('with a changed weight, code, description or hash', async () => {
    const changed = 'its bytes have changed: its SHA-256 is another than it says';
    let start = 8;
    for (const {id, bytes} of sectionsOf(file)) {
      const at = start + bytes.length - 1;
      expect(await refusal(file.with(at, file[at]! ^ 1)), `section ${id}`).toBe(changed);
      start += bytes.length;
    }
    expect(start).toBe(file.length);
    expect(await refusal(Uint8Array.of(...file, 0))).toBe('an integer in it has no end');
  });
});

/** Changes fields, by their paths, of the description. */
function changed(fields: Readonly<Record<string, unknown>>): Uint8Array {
  const description = descriptionIn(file);
  for (const [path, value] of Object.entries(fields)) {
    const keys = path.split('.');
    const owner = keys.slice(0, -1).reduce((object, key) => object[key] as Json, description);
    owner[keys.at(-1)!] = value;
  }
  return withDescription(file, description);
}

describe('a file whose hash is right, but that lies, is refused', () => {
  test('by another version, format, or no JSON', async () => {
    expect(await refusal(changed({version: 2}))).toBe(
      'its format is ntmjs.network of version 2, not ntmjs.network of version 1',
    );
    expect(await refusal(changed({format: 'other'}))).toContain('its format is other of version 1');
    for (const text of ['', '{', '['.repeat(100_000)])
      expect(await refusal(withDescription(file, text))).toBe('its description is not JSON');
    for (const text of ['null', '[]', '7'])
      expect(await refusal(withDescription(file, text))).toContain('its format is');
  });

  test.each<[string, unknown, string]>([
    ['inputs', 5, 'place of inputs|first frame'],
    ['inputs', 0, 'place of inputs'],
    ['inputs', 2.5, 'place of inputs'],
    ['inputs', '3', 'place of inputs'],
    ['inputs', 1e300, 'place of inputs'],
    ['outputs', 1000, 'place of outputs'],
    ['outputs', -1, 'place of outputs'],
    ['goBackwards', 1, 'goBackwards'],
    ['architecture', null, 'architecture'],
    ['metadata', {a: 1}, 'metadata'],
    ['states', null, 'list of states'],
    ['states.0', null, 'list of states'],
    ['states.0.name', 'reads', 'names of states'],
    ['states.0.size', 3000, 'state output'],
    ['states.0.offset', 2, 'state output'],
    ['states.1.offset', 0, 'state output|state controller.0.hidden'],
    ['states.1.offset', 1e9, 'state controller.0.hidden'],
    ['states.1.offset', -16, 'state controller.0.hidden'],
    ['memory', undefined, 'pages'],
    ['memory.pages', 0, 'pages'],
    ['memory.pages', 65_537, 'pages'],
    ['memory.input', 65_536, 'place of inputs'],
    ['memory.input', null, 'place of inputs'],
    ['memory.frames', [0], 'frames'],
    ['memory.frames', [16, 16], 'first frame'],
    ['memory.frames', ['0', 4096], 'first frame'],
    ['memory.frames.1', 2 ** 31, 'second frame'],
    ['memory.frameBytes', 65_536, 'first frame|second frame'],
    ['memory.frameBytes', 20, 'place of outputs|state .*'],
    ['memory.output', 0, 'place of outputs|state output'],
  ])('%s: %j', async (path, value, what) => {
    expect(await refusal(changed({[path]: value}))).toMatch(new RegExp(`^its (${what}) cannot be right$`));
  });

  test('by another memory', async () => {
    expect(await refusal(changed({'memory.pages': 2}))).toBe('its memory has not 2 pages, as it says');
    // 4 GB in both.
    const pages = [0x80, 0x80, 0x04];
    const claims = sectionsOf(changed({'memory.pages': 65_536})).slice(0, -1);
    claims[2] = {...claims[2]!, bytes: Uint8Array.of(5, 8, 1, 1, ...pages, ...pages)};
    expect(await refusal(signed(fileOfSections(claims)))).toBe(
      'it needs 4294967296 bytes of memory, maxBytes is 268435456',
    );
    expect(await refusal(file, 65_535)).toBe('it needs 65536 bytes of memory, maxBytes is 65535');
    await loadNetwork(file, {maxBytes: 65_536});
    for (const limits of [
      [1, 0, 1], // no limit
      [1, 3, 1, 1], // shared
      [2, 1, 1, 1, 1, 1, 1], // two memories
      [1, 1, 1, 1, 0],
    ]) {
      const sections = sectionsOf(file).slice(0, -1);
      sections[2] = {...sections[2]!, bytes: Uint8Array.of(5, limits.length, ...limits)};
      expect(await refusal(signed(fileOfSections(sections)))).toMatch(
        /^its memory has not 1 pages|^an integer in it/,
      );
    }
  });

  test('by other sections', async () => {
    const sections = sectionsOf(file).slice(0, -1);
    for (let index = 0; index < sections.length - 1; index++) {
      const missing = signed(fileOfSections(sections.filter((_, other) => other !== index)));
      expect(await refusal(missing)).toMatch(/^its sections are [0-9,]*, not 1,3,5,7,10,11,0,0$/);
    }
    expect(await refusal(signed(fileOfSections(sections.slice(0, -1))))).toBe(
      'it has no section ntmjs.network before the last',
    );
    const imports = {bytes: Uint8Array.of(2, 1, 0)};
    const start = {bytes: Uint8Array.of(8, 1, 0)};
    const name = {bytes: customSection('name', new Uint8Array(3))};
    for (const more of [imports, start, name])
      expect(await refusal(signed(fileOfSections([more, ...sections])))).toContain('its sections are');
  });

  test('by other code', async () => {
    const sections = sectionsOf(file).slice(0, -1);
    const other = (index: number, bytes: Uint8Array) =>
      signed(fileOfSections(sections.map((section, at) => (at === index ? {bytes} : section))));
    const {bytes: code} = sections[4]!;
    expect(await refusal(other(4, code.with(code.length - 2, 255)))).toMatch(
      /^its code does not run here, .*\(/,
    );
    const names = new TextDecoder('latin1').decode(sections[3]!.bytes).replace('forward', 'backwar');
    expect(
      await refusal(
        other(
          3,
          Uint8Array.from(names, (letter) => letter.charCodeAt(0)),
        ),
      ),
    ).toBe('it exports backwar function,first function,memory object');
  });
});
