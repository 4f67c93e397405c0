import {expect, test} from 'vitest';
import {describePlayground, PATIENT} from './fixtures/playground.js';
import {residentBytes} from './fixtures/residentBytes.js';
import {screenshot} from './fixtures/screenshot.js';

describePlayground('training', (open) => {
  test('learns to copy from scratch within a minute, next to an LSTM that does not; a reload loses nothing', async () => {
    const playground = await open('?from=new');
    const {page} = playground;
    expect(await playground.wrongBits()).toBeGreaterThan(40);
    await playground.button('Train').click();
    const learned = await playground.until(({wrongBits}) => wrongBits < 1, 60_000);
    await playground.pause();
    expect(learned.wrongBits).toBeLessThan(1);
    expect(await page.locator('[data-of="engine"]').textContent()).toBe('compiled');
    expect(await page.getByLabel(/^Learning curve/).getAttribute('aria-label')).toMatch(
      /This network: .* bits after .* sequences\. LSTM: .* bits after .* sequences\./,
    );
    await screenshot(page, 'trained');

    // The page shows the episode of the trained network a moment after training has ended; before, those of networks in between.
    let wrong = Number.NaN;
    const isSettled = async () => {
      const before = wrong;
      wrong = await playground.wrongBits();
      return wrong === before && wrong < 10;
    };
    await expect.poll(isSettled, {...PATIENT, interval: 2000}).toBe(true);
    const progress = await playground.progress();
    await page.reload();
    await playground.shown();
    await playground.ready();
    expect(await playground.progress()).toMatchObject({sequences: progress.sequences});
    expect(await playground.wrongBits()).toBe(wrong);
    await playground.button('Train').click();
    await playground.until(({sequences}) => sequences > progress.sequences);
    await playground.pause();

    await playground.button('New weights').click();
    await playground.until(({sequences}) => sequences === 0);
    await expect.poll(() => playground.wrongBits(), PATIENT).toBeGreaterThan(40);
  });

  test('runs single steps, and no faster than the selected speed', async () => {
    const playground = await open('?from=new&units=16&rows=16&width=8');
    for (const expected of [1, 2, 3]) {
      await playground.button('One step').click();
      await playground.until(({sequences}) => sequences === expected);
    }
    await playground.page.getByRole('combobox', {name: 'Speed', exact: true}).selectOption('10 a second');
    const started = Date.now();
    await playground.button('Train').click();
    await playground.until(({sequences}) => sequences >= 13);
    await playground.pause();
    const {sequences} = await playground.progress();
    expect(sequences - 3).toBeLessThanOrEqual(10 * ((Date.now() - started) / 1000) + 1);
  });

  test('closing the page during training loses only a few seconds', {tags: ['full']}, async () => {
    const playground = await open('?from=new');
    const {page} = playground;
    await playground.button('Train').click();
    await playground.until(({sequences}) => sequences > 100);
    await page.waitForTimeout(12_000);
    await page.reload();
    await playground.shown();
    await playground.ready();
    expect((await playground.progress()).sequences).toBeGreaterThan(100);
  });

  test('pretrained weights replace new ones, and can be trained further', async () => {
    const playground = await open('?from=new');
    expect(await playground.wrongBits()).toBeGreaterThan(40);
    await playground.button('Pretrained weights').click();
    await expect.poll(() => playground.wrongBits(), PATIENT).toBe(0);
    expect(new URL(playground.page.url()).searchParams.get('from')).toBeNull();
    await playground.ready();
    await playground.button('One step').click();
    await playground.until(({sequences}) => sequences === 10_001);
  });

  test('two more minutes of training use no more memory than the first', {
    timeout: 600_000,
    tags: ['full'],
  }, async () => {
    const playground = await open('?from=new');
    const {page} = playground;
    await page.getByText('Details', {exact: true}).click();
    const tensors = async () => Number(await page.locator('[data-of="tensors"]').textContent());
    await playground.button('Train').click();
    await page.waitForTimeout(60_000);
    const early = {bytes: await residentBytes(page), tensors: await tensors()};
    await page.waitForTimeout(120_000);
    const late = {bytes: await residentBytes(page), tensors: await tensors()};
    await playground.pause();
    expect(late.tensors).toBe(early.tensors);
    // The amount of uncollected garbage varies.
    expect(late.bytes, `${early.bytes} bytes before`).toBeLessThan(1.2 * early.bytes);
  });
});
