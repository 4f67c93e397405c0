import {readFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {jobsOf} from '../job.js';
import {writeReport} from './report.js';

const path = useFolder();

test('an unfinished report lists the runs that are missing', async () => {
  const missing = jobsOf({
    tasks: ['copy', 'transduction'],
    models: ['ntm-lstm', 'queue'],
    settings: 'measured',
    seeds: 2,
  });
  const lacking = missing.filter(({task, model}) => (task === 'copy') === (model === 'ntm-lstm'));
  const command = 'npx ntm reproduce --report report';
  await writeReport({folder: path('report'), results: [], failures: [], missing: lacking, command});
  const markdown = await readFile(path('report', 'README.md'), 'utf8');
  expect(markdown).toContain(
    [
      '**This report is unfinished: 4 runs are missing.**',
      '',
      '- Copy, NTM, LSTM controller: seeds 1, 2',
      '- Transduction (answer copy), Neural queue: seeds 1, 2',
      '',
      'Written by this command, which trains and evaluates all runs, and continues where it stopped:',
      '',
      '```sh',
      command,
    ].join('\n'),
  );
  await writeReport({folder: path('report'), results: [], failures: [], missing: [], command});
  expect(await readFile(path('report', 'README.md'), 'utf8')).not.toContain('unfinished');
});
