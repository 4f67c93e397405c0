import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {RandomStream} from '@ntmjs/tasks';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import type {Outcome} from '../part.js';
import type {Reading} from './judge.js';
import {mutate} from './mutations.js';
import {readWritten, tryMutation} from './part.js';
import type {Reader} from './readers.js';

const path = useFolder();

const text = '{"a": 1, "b": [2, {"c": "d"}]}';
const files = {
  run: new Map([['run.json', Buffer.from(text)]]),
  pretrained: new Map(),
  model: new Map(),
};

/** The outcomes of changes of a file that is read like this. */
async function outcomesWith(read: (content: string) => Reading): Promise<Outcome[]> {
  const reader: Reader = {
    ...{name: 'planted', weight: 1, of: 'run', reads: () => true},
    read: async (folder) => read(await readFile(join(folder, 'run.json'), 'utf8')),
  };
  const written = await readWritten([reader], files, path('written'));
  const outcomes = [];
  for (let seed = 0; seed < 50; seed++) {
    outcomes.push(await tryMutation([reader], written, new RandomStream(seed), path('changed')));
  }
  return outcomes;
}

const accept = (content: string): Reading => {
  try {
    return {accepted: true, result: JSON.stringify(JSON.parse(content))};
  } catch {
    return {accepted: false, message: 'run.json must be JSON'};
  }
};

test('a reader that refuses whatever is not what was written passes', async () => {
  const outcomes = await outcomesWith((content) => {
    const reading = accept(content);
    const isWritten = reading.accepted && reading.result === JSON.stringify(JSON.parse(text));
    return isWritten ? reading : {accepted: false, message: 'run.json must be as it was written'};
  });
  expect(outcomes.filter(({failure}) => failure !== undefined)).toEqual([]);
});

test.each<[string, (content: string) => Reading]>([
  ['accepts changed values', accept],
  [
    'throws raw errors',
    (content) => {
      try {
        return {accepted: true, result: String(JSON.parse(content).b[1].c)};
      } catch (error) {
        return {accepted: false, message: String(error)};
      }
    },
  ],
  [
    'names no file',
    (content) =>
      content === text ? {accepted: true, result: ''} : {accepted: false, message: 'something is wrong'},
  ],
])('a reader that %s fails', async (_, read) => {
  const outcomes = await outcomesWith(read);
  expect(outcomes.filter(({failure}) => failure !== undefined).length).toBeGreaterThan(5);
});

test('a reader whose result depends on more than the files is no reader', async () => {
  let times = 0;
  await expect(outcomesWith(() => ({accepted: true, result: String(times++)}))).rejects.toThrow(
    'planted reads the same files twice',
  );
});

test('every kind of change changes the file, and equal seeds make equal changes', () => {
  const line = Buffer.from('{"a":1}\n{"a":2}\n');
  for (const [name, content] of [
    ['a.json', Buffer.from(text)],
    ['a.jsonl', line],
    ['a.bin', line],
  ] as const) {
    const kinds = new Set<string>();
    for (let seed = 0; seed < 300; seed++) {
      const {kind, content: changed} = mutate(name, content, new RandomStream(seed));
      expect(changed.equals(content)).toBe(false);
      expect(mutate(name, content, new RandomStream(seed)).content.equals(changed)).toBe(true);
      kinds.add(kind);
    }
    expect(kinds.size).toBe({'a.json': 7, 'a.jsonl': 9, 'a.bin': 4}[name]);
  }
});
