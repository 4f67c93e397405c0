import {axeViolations} from '@ntmjs/test-support/axe';
import {expect, test} from 'vitest';
import {describePlayground, PATIENT} from './fixtures/playground.js';
import {screenshot} from './fixtures/screenshot.js';

describePlayground('the page', (open) => {
  test('opens with a pretrained network that makes no mistakes, and describes its heads', async () => {
    const playground = await open();
    const {page, summary} = playground;
    expect(await summary.textContent()).toBe('41 steps, memory of 128 rows: 0 of 160 bits wrong.');
    expect(await page.getByRole('listitem').allTextContents()).toContainEqual(
      expect.stringMatching(/^steps 0–19 \(input\): writes (forward|backward) row by row/),
    );
    expect(await playground.messages()).toEqual([]);
    await screenshot(page, 'first');
    expect(await axeViolations(page)).toEqual([]);
  });

  test('axe finds no violations in dark mode on a phone, with an edited episode and an evaluation', async () => {
    const playground = await open('?step=25&erase=3.3&flip=4.2');
    const {page} = playground;
    await page.emulateMedia({colorScheme: 'dark'});
    await page.setViewportSize({width: 390, height: 844});
    await playground.button('Evaluate 20 fresh episodes').click();
    await page.getByRole('table').waitFor();
    await screenshot(page, 'edited, dark, phone');
    expect(await axeViolations(page)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  });

  test('moves through an episode with keys, and plays it', async () => {
    const playground = await open();
    const {page, slider} = playground;
    await slider.focus();
    for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', {name: 'Step 3, input'}).waitFor();
    await page.keyboard.press('End');
    await page.getByRole('heading', {name: 'Step 40, answer'}).waitFor();
    expect(new URL(page.url()).searchParams.get('step')).toBe('40');
    await playground.button('Play').click();
    await page.getByRole('heading', {name: /^Step [2-9], input/}).waitFor();
    await playground.button('Stop').click();
  });

  test('shows and evaluates length 60, also with more rows', async () => {
    const playground = await open();
    const {page, summary} = playground;
    await playground.type(/^length/, 60);
    await playground.shown(121);
    expect(await summary.textContent()).toBe('121 steps, memory of 128 rows: 0 of 480 bits wrong.');
    await playground.type(/^rows/, 256);
    await expect
      .poll(() => summary.textContent(), PATIENT)
      .toBe('121 steps, memory of 256 rows: 0 of 480 bits wrong.');
    await playground.button('Evaluate 20 fresh episodes').click();
    const row = page.getByRole('row', {name: /length 60/});
    await row.waitFor();
    const cells = await row.getByRole('cell').allTextContents();
    expect(cells).toEqual(['20 of length 60', '256', '0', '0', expect.any(String)]);
    await screenshot(page, 'length 60');
  });

  test('an erased row loses its contents, and a flipped input comes out flipped', async () => {
    const playground = await open('?step=30');
    const {page} = playground;
    const wrongBits = () => playground.wrongBits();
    await page.getByText('Edit the episode').click();
    await playground.type('Row', 15);
    await playground.button('Erase row 15 before step 30').click();
    await expect.poll(wrongBits, PATIENT).toBeGreaterThan(0);
    expect(new URL(page.url()).searchParams.get('erase')).toBe('30.15');
    await playground.button('Undo all').click();
    await expect.poll(wrongBits, PATIENT).toBe(0);
    await playground.slider.fill('2');
    await playground.button(/^bit 0: [01], flip it$/).click();
    await expect.poll(wrongBits, PATIENT).toBe(1);
    await screenshot(page, 'a flipped input');
    // A click on that bit in the map flips it back.
    const inputs = page.getByRole('img', {name: /^inputs: 41 steps/});
    const {width, height} = (await inputs.boundingBox())!;
    await inputs.click({position: {x: (2.5 * width) / 41, y: (0.5 * height) / 9}});
    await expect.poll(wrongBits, PATIENT).toBe(0);
  });

  test('opens without a query, rejects invalid values, and changes nothing', async () => {
    const playground = await open('');
    const {page, summary} = playground;
    expect(await summary.textContent()).toBe('21 steps, memory of 128 rows: 0 of 80 bits wrong.');
    await playground.type('Controller units', 0);
    await page.getByText('Controller units must be an integer from 1 to 512, got 0.').waitFor();
    await playground.type(/^length/, 5000);
    await page.getByText(/^length .* must be an integer from 1 to 1000, got 5000\.$/).waitFor();
    expect(await summary.textContent()).toBe('21 steps, memory of 128 rows: 0 of 80 bits wrong.');
    expect(await axeViolations(page)).toEqual([]);
  });

  test('reports errors in the address', async () => {
    const playground = await open('?task=sing&units=-3&at.length=7&step=x');
    const errors = await playground.messages();
    expect(errors).toEqual([
      expect.stringMatching(/^In the address, task must be one of copy, .*, got “sing”\.$/),
      'In the address, units must be an integer from 1 to 512, got “-3”.',
      'In the address, step must be an integer from 0 to 1000000, got “x”.',
    ]);
    await playground.shown(15);
    await playground.button('Dismiss').click();
    expect(await playground.messages()).toEqual([]);
  });

  test('reports a worker that fails to load', async () => {
    const playground = await open();
    const {page} = playground;
    await page.route(/worker-.*\.js$/, (route) =>
      route.fulfill({status: 200, contentType: 'text/javascript', body: 'throw 1'}),
    );
    await page.reload();
    await expect
      .poll(() => playground.messages(), PATIENT)
      .toEqual([expect.stringMatching(/^the training worker failed: /)]);
  });
});
