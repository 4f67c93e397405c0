import {expect, test} from 'vitest';
import * as bucket from './bucket.js';
import * as api from './index.js';
import * as queue from './queue.js';
import * as reproduction from './reproduction.js';
import * as runs from './runs.js';

test.each([
  ['', api, ['gridSampler', 'halvingRule', 'medianRule', 'randomSampler', 'readSweep', 'tpeSampler']],
  [
    '/runs',
    runs,
    [
      ...[
        'FolderStore',
        'LEASE',
        'Leases',
        'SoftwareError',
        'SweepFolder',
        'plannedRun',
        'progressText',
        'runSweep',
        'serveAttempt',
      ],
      ...['standingText', 'statusText', 'surveySweep', 'sweepExample', 'sweepResults', 'trainAttempt'],
      ...['trainInProcess', 'versionsHere', 'workerHere', 'writeSweepReport'],
    ],
  ],
  ['/bucket', bucket, ['BucketError', 'BucketStore', 'fetchRun', 'isBucket', 'openFiles', 'openStore']],
  ['/queue', queue, ['openSubmitter', 'serveQueue']],
  ['/reproduction', reproduction, ['planReproduction', 'reproductionText', 'surveyReproduction']],
])('the public names of @ntmjs/sweep%s', (_, module, names) => {
  expect(Object.keys(module).sort()).toEqual(names);
});
