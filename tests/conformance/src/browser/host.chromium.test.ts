import {writeFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {describeInChromium, serveFolder} from '@ntmjs/test-support/chromium';
import {expect, test} from 'vitest';
import {ChromiumHost} from './chromiumHost.js';

const path = useFolder();

/** A page that does on each check what its name says, and counts the checks. */
const PAGE = `<!doctype html><link rel="icon" href="data:,"><script>
  let checks = 0;
  globalThis.conformance = async ({kind, check}) => {
    if (kind === 'start') return;
    checks++;
    if (check === 'hang') for (;;);
    if (check === 'sleep') await new Promise(() => {});
    if (check === 'uncaught') setTimeout(() => { throw new Error('nobody catches this'); });
    await new Promise((later) => setTimeout(later, 50));
    if (check === 'throw') throw new Error('this one failed');
    return {status: 'skipped', reason: String(checks)};
  };
</script>`;

describeInChromium('a page that carries orders out', (browser) => {
  async function outcomes(...checks: string[]): Promise<string[]> {
    await writeFile(path('page.html'), PAGE);
    const server = await serveFolder(path());
    const host = new ChromiumHost({
      browser: browser(),
      url: server.url,
      place: 'page',
      backend: 'cpu',
      limit: 2000,
    });
    const said: string[] = [];
    for (const check of checks) {
      const outcome = await host.check(check, 'a subject');
      said.push(
        'reason' in outcome ? outcome.reason : 'message' in outcome ? outcome.message : outcome.status,
      );
    }
    await host.close();
    await server.close();
    return said;
  }

  test('carries one out after the other', async () => {
    expect(await outcomes('fine', 'fine')).toEqual(['1', '2']);
  });

  test('after forty of them the next has a new page', {tags: ['full']}, async () => {
    const said = await outcomes(...Array.from({length: 41}, () => 'fine'));
    expect(said.slice(-3)).toEqual(['39', '40', '1']);
  });

  test.each(['hang', 'sleep'])('after a %s the next has a new page', {tags: ['full']}, async (check) => {
    expect(await outcomes('fine', check, 'fine')).toEqual(['1', 'no answer within 2 s', '1']);
  });

  test('an error is a failure of the order that it belongs to', async () => {
    const [thrown, fine, uncaught, again] = await outcomes('throw', 'fine', 'uncaught', 'fine');
    expect(thrown).toContain('this one failed');
    expect(uncaught).toBe('errors in the page: uncaught Error: nobody catches this');
    expect([fine, again]).toEqual(['1', '1']);
  });
});
