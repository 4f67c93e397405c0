import {readFile, writeFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {describePlayground, PATIENT, type Playground} from './fixtures/playground.js';
import {screenshot} from './fixtures/screenshot.js';

const path = useFolder();

/** Downloads the model; returns the paths of `model.json` and `weights.bin`. */
async function download(playground: Playground): Promise<[string, string]> {
  const {page} = playground;
  const names: string[] = [];
  const both = new Promise<void>((resolve, reject) => {
    page.on('download', (file) => {
      file.saveAs(path(file.suggestedFilename())).then(() => {
        if (names.push(file.suggestedFilename()) === 2) resolve();
      }, reject);
    });
  });
  await playground.button('Download the model').click();
  await both;
  expect(names.sort()).toEqual(['model.json', 'weights.bin']);
  return [path('model.json'), path('weights.bin')];
}

describePlayground('files', (open) => {
  const choose = (playground: Playground, ...files: string[]) =>
    playground.page.getByLabel('Open a model').setInputFiles(files);

  /** Opens files that are no model; returns what is said of them. */
  async function refused(playground: Playground, ...files: string[]): Promise<string> {
    await choose(playground, ...files);
    await playground.page.getByRole('alert').waitFor();
    const [complaint] = await playground.complaints();
    await screenshot(playground.page, 'refused');
    await playground.button('Dismiss').click();
    return complaint!;
  }

  test('a model goes out and comes in again, and is still there when the page is', async () => {
    const playground = await open();
    const {page} = playground;
    const files = await download(playground);
    await playground.page.getByRole('combobox', {name: 'Task', exact: true}).selectOption('priority-sort');
    await playground.pictured(37);
    await playground.ready();
    await choose(playground, ...files);
    await playground.pictured(41);
    await expect.poll(() => playground.wrongBits(), PATIENT).toBe(0);
    expect((await playground.standing()).text).toContain('a model from your files');
    expect(new URL(page.url()).searchParams.get('task')).toBe('copy');
    await playground.ready();
    await playground.button('One step').click();
    await playground.until(({sequences}) => sequences === 1);
    await page.reload();
    await playground.pictured();
    await playground.ready();
    expect(await playground.wrongBits()).toBe(0);
    expect(await playground.standing()).toMatchObject({sequences: 1});
    expect(await playground.complaints()).toEqual([]);
  });

  test('files that are no model are refused with what is wrong with them, and the network stays', async () => {
    const playground = await open();
    const [model, weights] = await download(playground);
    const json = JSON.parse(await readFile(model, 'utf8'));
    const bytes = await readFile(weights);
    const other = async (name: string, content: string | Buffer) => {
      await writeFile(path(name), content);
      return path(name);
    };
    const half = await other('weights.bin', bytes.subarray(0, bytes.length / 2));
    expect(await refused(playground, model, half)).toBe(
      `weights.bin must have ${bytes.length} bytes of weights, as model.json says, got ${bytes.length / 2}`,
    );
    await writeFile(weights, bytes);
    expect(await refused(playground, model)).toBe(
      'weights.bin, which model.json names, must be opened together with it',
    );
    expect(await refused(playground, weights)).toBe('model.json must be among the files, got weights.bin');
    const text = await readFile(model, 'utf8');
    expect(await refused(playground, await other('cut.json', text.slice(0, 900)), weights)).toMatch(
      /^cut\.json must be JSON: /,
    );
    expect(await refused(playground, await other('list.json', '[1, 2]'), weights)).toBe(
      'list.json must be a model of tfjs-layers, with a modelTopology; it has none',
    );
    const {weightsManifest: _, ...bare} = json;
    expect(await refused(playground, await other('bare.json', JSON.stringify(bare)), weights)).toBe(
      'bare.json must say with a weightsManifest where its weights are; it does not',
    );
    const unknown = text.replaceAll('MemoryAugmentedCell', 'NobodysCell');
    expect(await refused(playground, await other('unknown.json', unknown), weights)).toMatch(
      /^the model in unknown\.json does not load: .*NobodysCell/,
    );
    expect(await playground.wrongBits()).toBe(0);
    await playground.button('One step').click();
    await playground.until(({sequences}) => sequences === 10_001);
  });

  test('an address of a model from files that is not kept says so, and comes with the usual network', async () => {
    const playground = await open('?from=file');
    await expect
      .poll(() => playground.complaints(), PATIENT)
      .toEqual(['the model that was opened is no longer kept in this browser: open its files again']);
    await expect.poll(() => playground.wrongBits(), PATIENT).toBe(0);
  });
});
