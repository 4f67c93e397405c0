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
  const select = (playground: Playground, ...files: string[]) =>
    playground.page.getByLabel('Open a model').setInputFiles(files);

  /** Opens files that are not a model; returns the error message. */
  async function openRejected(playground: Playground, ...files: string[]): Promise<string> {
    await select(playground, ...files);
    await playground.page.getByRole('alert').waitFor();
    const [message] = await playground.messages();
    await screenshot(playground.page, 'rejected');
    await playground.button('Dismiss').click();
    return message!;
  }

  test('a downloaded model opens again, and survives a reload', async () => {
    const playground = await open();
    const {page} = playground;
    const files = await download(playground);
    await playground.page.getByRole('combobox', {name: 'Task', exact: true}).selectOption('priority-sort');
    await playground.shown(37);
    await playground.ready();
    await select(playground, ...files);
    await playground.shown(41);
    await expect.poll(() => playground.wrongBits(), PATIENT).toBe(0);
    expect((await playground.progress()).text).toContain('a model from your files');
    expect(new URL(page.url()).searchParams.get('task')).toBe('copy');
    await playground.ready();
    await playground.button('One step').click();
    await playground.until(({sequences}) => sequences === 1);
    await page.reload();
    await playground.shown();
    await playground.ready();
    expect(await playground.wrongBits()).toBe(0);
    expect(await playground.progress()).toMatchObject({sequences: 1});
    expect(await playground.messages()).toEqual([]);
  });

  test('invalid files are rejected with the reason, and the network stays', async () => {
    const playground = await open();
    const [model, weights] = await download(playground);
    const json = JSON.parse(await readFile(model, 'utf8'));
    const bytes = await readFile(weights);
    const other = async (name: string, content: string | Buffer) => {
      await writeFile(path(name), content);
      return path(name);
    };
    const half = await other('weights.bin', bytes.subarray(0, bytes.length / 2));
    expect(await openRejected(playground, model, half)).toBe(
      `weights.bin must be a file of ${bytes.length} bytes of weights, got ${bytes.length / 2}`,
    );
    await writeFile(weights, bytes);
    expect(await openRejected(playground, model)).toBe(
      'the files must be model.json and weights.bin, opened together, got ["model.json"]',
    );
    expect(await openRejected(playground, weights)).toBe(
      'the files must include model.json, got weights.bin',
    );
    const text = await readFile(model, 'utf8');
    expect(await openRejected(playground, await other('cut.json', text.slice(0, 900)), weights)).toMatch(
      /^cut\.json must be valid JSON \(/,
    );
    expect(await openRejected(playground, await other('list.json', '[1, 2]'), weights)).toBe(
      'list.json must be an object, got [1,2]',
    );
    const {weightsManifest: _, ...bare} = json;
    expect(await openRejected(playground, await other('bare.json', JSON.stringify(bare)), weights)).toBe(
      'bare.json: weightsManifest must be given, got undefined',
    );
    const unknown = text.replaceAll('MemoryAugmentedCell', 'NobodysCell');
    expect(await openRejected(playground, await other('changed.json', unknown), weights)).toMatch(
      /^changed\.json: sha256 must be .* by the rest of the file, which was changed after it was saved/,
    );
    const {files: __, sha256: ___, ...unsealed} = JSON.parse(unknown);
    const foreign = JSON.stringify(unsealed);
    expect(await openRejected(playground, await other('unknown.json', foreign), weights)).toMatch(
      /^cannot load the model in unknown\.json: .*NobodysCell/,
    );
    bytes[100]! ^= 1;
    expect(await openRejected(playground, model, await other('weights.bin', bytes))).toMatch(
      /^weights\.bin must be what was saved, with the SHA-256 /,
    );
    expect(await playground.wrongBits()).toBe(0);
    await playground.button('One step').click();
    await playground.until(({sequences}) => sequences === 10_001);
  });

  test('an address of an opened model that is not saved says so, and loads the default network', async () => {
    const playground = await open('?from=file');
    await expect
      .poll(() => playground.messages(), PATIENT)
      .toEqual(['this browser has not saved the opened model: open its files again']);
    await expect.poll(() => playground.wrongBits(), PATIENT).toBe(0);
  });
});
