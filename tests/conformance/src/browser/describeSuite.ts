import {rm} from 'node:fs/promises';
import {describeInChromium, type FolderServer, serveFolder} from '@ntmjs/test-support/chromium';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {bundle} from '../bundle.js';
import type {Outcome, Result} from '../check.js';
import type {GoldenResult} from '../golden/goldenCheck.js';
import {goldenChecks} from '../golden/goldenChecks.js';
import {writeGoldenResults} from '../golden/goldenResults.js';
import type {BackendName} from '../host.js';
import {writeResults} from '../results.js';
import {checks, subjects} from '../suite.js';
import {ChromiumHost} from './chromiumHost.js';
import {extentOf, notRunReason} from './extent.js';

/**
 * Defines the tests of the suite on a backend in Chromium, in a page and in a worker. What is not in its core has the tag
 * `full`; results are written only if all of it was run.
 */
export function describeSuiteInChromium(backend: BackendName): void {
  describeInChromium(`in Chromium on ${backend}`, (browser) => {
    let folder: string;
    let server: FolderServer;
    beforeAll(async () => {
      folder = await bundle(new URL('./page.html', import.meta.url), {target: 'browser'});
      server = await serveFolder(folder);
    });
    afterAll(async () => {
      await server?.close();
      if (folder !== undefined) await rm(folder, {recursive: true});
    });

    describe.each(['page', 'worker'] as const)('in a %s', (place) => {
      const results: Result[] = [];
      const goldenResults: GoldenResult[] = [];
      let host: ChromiumHost;
      let start: number;
      beforeAll(() => {
        start = performance.now();
        host = new ChromiumHost({browser: browser(), url: server.url, place, backend});
      });
      afterAll(async () => {
        await host?.close();
        await writeResults({place, backend, seconds: (performance.now() - start) / 1000, results});
        await writeGoldenResults({place, backend, results: goldenResults});
      });

      test.each(goldenChecks)('$name', {tags: place === 'page' ? [] : ['full']}, async ({name}) => {
        const result = await host.golden(name);
        goldenResults.push(result);
        if (result.outcome.status === 'failed') expect.fail(result.outcome.message);
      });

      describe.each(subjects)('$name', (subject) => {
        for (const check of checks) {
          const extent = extentOf({place, backend}, check.name, subject.name);
          test(check.name, {tags: extent === 'core' ? [] : ['full']}, async ({skip}) => {
            const reason = notRunReason(extent);
            const outcome: Outcome =
              reason === undefined ? await host.check(check.name, subject.name) : {status: 'skipped', reason};
            results.push({subject: subject.name, check: check.name, outcome});
            if (outcome.status === 'failed') expect.fail(outcome.message);
            if (outcome.status === 'skipped') skip(outcome.reason);
          });
        }
      });
    });
  });
}
