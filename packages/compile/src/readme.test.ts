import {rmSync} from 'node:fs';
import {testReadme} from '@ntmjs/test-support/readme';
import {afterAll, expect, vi} from 'vitest';
import {buildWorkers} from './fixtures/builtWorkers.js';

const built = buildWorkers();
const ownWorkerUrl = vi.fn(() => built.workerUrl);
afterAll(() => {
  rmSync(built.folder, {recursive: true});
  expect(ownWorkerUrl).toHaveBeenCalled();
});

// The sources have no JavaScript beside them that a worker could run; without, a slow training met the failure of its workers.
vi.doMock('./runtime/threads/ownWorker.js', () => ({ownWorkerUrl}));

testReadme(new URL('..', import.meta.url));
