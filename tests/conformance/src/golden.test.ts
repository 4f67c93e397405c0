import {useBackend} from '@ntmjs/test-support';
import {afterAll, describe, expect, test} from 'vitest';
import {type GoldenResult, runGoldenCheck} from './golden/goldenCheck.js';
import {goldenChecks} from './golden/goldenChecks.js';
import {writeGoldenResults} from './golden/goldenResults.js';

describe.each(['cpu', 'wasm'] as const)('golden files in Node on %s', (backend) => {
  useBackend(backend);
  const results: GoldenResult[] = [];
  afterAll(() => writeGoldenResults({place: 'node', backend, results}));

  test.each(goldenChecks)('$name', async (check) => {
    const result = await runGoldenCheck(check);
    results.push(result);
    if (result.outcome.status === 'failed') expect.fail(result.outcome.message);
  });
});
