import {expect, test} from 'vitest';
import * as api from './index.js';
import * as runs from './runs.js';

test.each([
  ['', api, ['gridSampler', 'halvingRule', 'medianRule', 'randomSampler', 'readSweep', 'tpeSampler']],
  [
    '/runs',
    runs,
    [
      ...['FolderStore', 'Leases', 'SweepFolder', 'plannedRun', 'progressText', 'runSweep', 'serveAttempt'],
      ...[
        'standingText',
        'statusText',
        'surveySweep',
        'sweepExample',
        'sweepResults',
        'trainInProcess',
        'versionsHere',
      ],
      ...['workerHere', 'writeSweepReport'],
    ],
  ],
])('the public names of @ntmjs/sweep%s', (_, module, names) => {
  expect(Object.keys(module).sort()).toEqual(names);
});
