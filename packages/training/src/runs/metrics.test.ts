import {readFile, writeFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {appendMetrics, dropMetricsAfter, readMetrics} from './metrics.js';

const path = useFolder();
const text = () => readFile(path('metrics.jsonl'), 'utf8');

test('metrics are appended a line each', async () => {
  await appendMetrics(path('metrics.jsonl'), {sequences: 1});
  const line = {sequences: 2, bits: 0.5};
  await appendMetrics(path('metrics.jsonl'), line);
  expect(await text()).toBe('{"sequences":1}\n{"sequences":2,"bits":0.5}\n');
});

test('those after a number of sequences are dropped', async () => {
  await writeFile(path('metrics.jsonl'), '{"sequences":1}\n{"sequences":2}\n{"sequences":3}\n');
  await dropMetricsAfter(path('metrics.jsonl'), 2);
  expect(await text()).toBe('{"sequences":1}\n{"sequences":2}\n');
});

test.each(['{"sequences":2', '{"sequences":2}', 'null\n'])(
  'the broken line %j is dropped, and what follows is whole',
  async (line) => {
    await writeFile(path('metrics.jsonl'), `{"sequences":1}\n${line}`);
    await dropMetricsAfter(path('metrics.jsonl'), 5);
    await appendMetrics(path('metrics.jsonl'), {sequences: 6});
    expect(await text()).toBe('{"sequences":1}\n{"sequences":6}\n');
  },
);

test('nothing to drop where nothing was written yet', async () => {
  await dropMetricsAfter(path('metrics.jsonl'), 5);
  expect(await readMetrics(path('metrics.jsonl'))).toEqual([]);
});
