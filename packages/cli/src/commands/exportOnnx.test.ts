import {readFile} from 'node:fs/promises';
import {exportOnnx} from '@ntmjs/interchange';
import {openRun} from '@ntmjs/report/runs';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {eventsOf, ntm, small} from '../fixtures/command.js';

const path = useFolder();

test('a network is exported for ONNX runtimes, with the states that it starts from beside it', async () => {
  const run = path('run');
  await ntm(['train', 'copy', ...small, '--sequences', '10', '--run', run]);
  const [file, initialStates] = [path('copy.onnx'), path('copy.initial.onnx')];
  const exported = await ntm(['export', run, '--to', file, '--json']);
  const step = await readFile(file);
  expect(eventsOf(exported)).toEqual([{event: 'export', run, file, bytes: step.length, initialStates}]);
  const {model, run: opened} = await openRun(run);
  const metadata = {'ntmjs.task': JSON.stringify(opened.config.task)};
  expect({step: new Uint8Array(step), initialStates: new Uint8Array(await readFile(initialStates))}).toEqual(
    exportOnnx(model, {metadata}),
  );
  model.dispose();
  const {stdout} = await ntm(['export', run, '--to', file]);
  expect(stdout).toContain(`${file}  a step of the network, with its weights\n`);
  expect(stdout).toContain(`${initialStates}  the states before the first step`);
});
