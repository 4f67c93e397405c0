import {readdir, readFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {eventsOf} from '@ntmjs/test-support/tensorboardEvents';
import {expect, test} from 'vitest';
import {ntm, small} from '../fixtures/command.js';
import {weightsOf} from '../fixtures/runFiles.js';

const path = useFolder();

/** The events of a run, file by file. */
async function events(run: string) {
  const names = (await readdir(path(run, 'tensorboard'))).sort();
  return Promise.all(names.map(async (name) => eventsOf(await readFile(path(run, 'tensorboard', name)))));
}

/** The tags of an event. */
const tagsOf = (event: {[name: string]: unknown}) =>
  ((event.summary as {value: {tag: string}[]} | undefined)?.value ?? []).map(({tag}) => tag);

const train = (run: string, ...more: readonly string[]) =>
  ntm(['train', 'copy', ...small, '--sequences', '200', '--run', path(run), ...more]);

test('--tensorboard writes event files, without a change of the training; a run that goes on goes on with them', async () => {
  await train('plain');
  await train('shown', '--tensorboard');
  expect(await readdir(path('plain'))).not.toContain('tensorboard');
  expect(await weightsOf(path('shown'))).toEqual(await weightsOf(path('plain')));
  const [[start, ...reports]] = (await events('shown')) as [Awaited<ReturnType<typeof events>>[0]];
  expect(start).toMatchObject({fileVersion: 'brain.Event:2'});
  const of = (tag: string) => reports.filter((event) => tagsOf(event).includes(tag)).map(({step}) => step);
  expect(of('training/bits')).toEqual([100, 200, 200]);
  expect(of('episode')).toEqual([100, 200]);
  expect(of('weighting/read head')).toEqual([100, 200]);
  await ntm([
    'train',
    '--resume',
    path('shown'),
    '--sequences',
    '300',
    '--episodes',
    '1',
    '--at',
    'length=1',
  ]);
  const all = (await events('shown')).flat();
  expect(all).toContainEqual(expect.objectContaining({step: 200, sessionLog: {status: 'START'}}));
  expect(all.at(-1)!.step).toBe(300);
});
