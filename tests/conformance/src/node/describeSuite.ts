import {useBackend} from '@ntmjs/test-support';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {extentOf} from '../browser/extent.js';
import type {Result} from '../check.js';
import {writeResults} from '../results.js';
import {checks, runCheck, subjects} from '../suite.js';
import {tolerances} from '../tolerances.js';
import {type Elsewhere, startElsewhere} from './elsewhere.js';

/**
 * Defines the tests of the whole suite on a backend in Node. On cpu, on which the tests of the packages run, what is not in the core of its pages
 * has the tag `full`; results are written only if all of it was run.
 */
export function describeSuiteInNode(backend: 'cpu' | 'wasm'): void {
  describe(`in Node on ${backend}`, () => {
    useBackend(backend);
    const results: Result[] = [];
    let start: number;
    let elsewhere: Elsewhere;
    beforeAll(async () => {
      start = performance.now();
      elsewhere = await startElsewhere(backend);
    });
    afterAll(async () => {
      await elsewhere.close();
      await writeResults({place: 'node', backend, seconds: (performance.now() - start) / 1000, results});
    });

    describe.each(subjects)('$name', (subject) => {
      for (const check of checks) {
        const isCore =
          backend === 'wasm' || extentOf({place: 'page', backend}, check.name, subject.name) === 'core';
        test(check.name, {tags: isCore ? [] : ['full']}, async () => {
          const host = {
            place: 'node',
            backend,
            tolerance: tolerances[backend],
            elsewhere: elsewhere.run,
          } as const;
          const outcome = await runCheck(check, subject, host);
          results.push({subject: subject.name, check: check.name, outcome});
          if (outcome.status === 'failed') expect.fail(outcome.message);
        });
      }
    });
  });
}
