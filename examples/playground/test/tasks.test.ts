import {modelNames} from '@ntmjs/presets';
import {taskNames} from '@ntmjs/tasks';
import {expect, test} from 'vitest';
import {describePlayground, PATIENT, type Playground} from './fixtures/playground.js';
import {screenshot} from './fixtures/screenshot.js';

// @module-tag full

/** Runs one training step, which must be compiled. */
async function stepCompiled(playground: Playground): Promise<void> {
  await playground.ready();
  const {sequences} = await playground.progress();
  await playground.button('One step').click();
  await playground.until((progress) => progress.sequences > sequences);
  expect(await playground.page.locator('[data-of="engine"]').textContent()).toBe('compiled');
  expect(await playground.messages()).toEqual([]);
}

describePlayground('every task and every architecture', (open) => {
  test.each(taskNames)('the task %s can be selected and trained', async (name) => {
    const playground = await open();
    const {page} = playground;
    await page.getByRole('combobox', {name: 'Task', exact: true}).selectOption(name);
    await expect.poll(() => new URL(page.url()).searchParams.get('task'), PATIENT).toBe(name);
    await playground.ready();
    await screenshot(page, `task ${name}`);
    await stepCompiled(playground);
  });

  test.each(modelNames)('the architecture %s can be selected and trained', async (name) => {
    const playground = await open('?task=copy&at.length=4');
    const {page} = playground;
    await page.getByRole('combobox', {name: 'Architecture', exact: true}).selectOption(name);
    await expect.poll(() => new URL(page.url()).searchParams.get('network'), PATIENT).toBe(name);
    await playground.shown(9);
    await playground.ready();
    await screenshot(page, `architecture ${name}`);
    await stepCompiled(playground);
  });
});
