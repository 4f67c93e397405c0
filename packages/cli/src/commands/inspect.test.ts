import {cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {useFolder} from '@ntmjs/test-support';
import {describeInChromium, openPage, permittedToIntruder} from '@ntmjs/test-support/chromium';
import * as tf from '@tensorflow/tfjs-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {eventsOf, ntm, small} from '../fixtures/command.js';

const path = useFolder();

/** Runs that were trained once: of two seeds, and one without a memory. */
let trained: string;
beforeAll(async () => {
  trained = await mkdtemp(join(tmpdir(), 'ntmjs-'));
  const train = (name: string, ...options: string[]) =>
    ntm(['train', 'copy', ...options, '--sequences', '20', '--run', join(trained, name)]);
  await train('one', ...small);
  await train('two', ...small, '--seed', '2');
  await train(
    'delta',
    ...'--architecture delta --units 4 --rows 4 --width 3 --episodes 1 --at length=1'.split(' '),
  );
  await train('lstm', '--architecture', 'lstm', '--units', '4', '--episodes', '1', '--at', 'length=1');
});
afterAll(async () => {
  await rm(trained, {recursive: true});
});

const run = (name = 'one') => join(trained, name);

const FIGURES = ['learning', 'beyond', 'episode', 'memory', 'answers'];

const filesOf = (figures: readonly string[]) =>
  [
    'index.html',
    'inspect.json',
    ...figures.flatMap((name) => [`${name}.png`, `${name}.svg`, `${name}.vl.json`]),
  ].sort();

describe('ntm inspect', () => {
  test('writes a page and every figure in three formats, and describes the heads', async () => {
    const folder = path('page');
    const {code, stdout, stderr} = await ntm(['inspect', run(), '--output', folder]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect((await readdir(folder)).sort()).toEqual(filesOf(FIGURES));
    expect(stdout).toContain('write head\n  step');
    expect(stdout).toContain(join(folder, 'index.html'));
    for (const name of FIGURES) {
      expect((await readFile(join(folder, `${name}.png`))).toString('latin1', 1, 4)).toBe('PNG');
      expect(await readFile(join(folder, `${name}.svg`), 'utf8')).toMatch(/^<svg.*<\/svg>$/s);
      const spec = JSON.parse(await readFile(join(folder, `${name}.vl.json`), 'utf8'));
      expect(spec.$schema).toContain('vega-lite');
    }
    // The figure that training leaves is of the same episode.
    const [first, again] = await Promise.all(
      [join(run(), 'episode.svg'), join(folder, 'episode.svg')].map((file) => readFile(file, 'utf8')),
    );
    const cells = (svg: string) => [...svg.matchAll(/<path d="[^"]*" fill="#\w{6}"/g)].map(([cell]) => cell);
    expect(cells(again!)).toEqual(cells(first!));
    expect(cells(again!).length).toBeGreaterThan(10);
  });

  test('prints the same as events: the files, and what each head did at each step', async () => {
    const folder = path('json');
    const outcome = await ntm([
      'inspect',
      run(),
      '--output',
      folder,
      '--at',
      'length=4',
      '--rows',
      '12',
      '--json',
    ]);
    expect(outcome.code).toBe(0);
    const events = eventsOf(outcome);
    expect(events.map(({event, name}) => name ?? event)).toEqual([...FIGURES, 'inspection']);
    expect(events[0]).toMatchObject({
      svg: join(folder, 'learning.svg'),
      spec: join(folder, 'learning.vl.json'),
    });
    const inspection = events.at(-1)!;
    expect(inspection).toMatchObject({
      page: join(folder, 'index.html'),
      task: 'copy',
      episode: {number: 1, seed: 1, difficulty: {length: 4}, rows: 12},
    });
    const {steps, rows, heads} = inspection.memory as {
      steps: number;
      rows: number;
      heads: {label: string; moves: unknown[]; pointing: number; byContent: number; byLocation: number}[];
    };
    expect([steps, rows, heads.map(({label}) => label)]).toEqual([9, 12, ['write head', 'read head']]);
    for (const {moves, pointing, byContent, byLocation} of heads) {
      expect(moves).toHaveLength(9);
      expect(byContent + byLocation).toBe(pointing);
    }
    const written = JSON.parse(await readFile(join(folder, 'inspect.json'), 'utf8'));
    expect(written.memory).toEqual(inspection.memory);
    expect(written.files.sort()).toEqual(filesOf(FIGURES).filter((name) => name !== 'inspect.json'));
  });

  test('another number, seed or difficulty is another episode, and writes over the page before', async () => {
    const specOf = async (...options: string[]) => {
      const {stderr} = await ntm(['inspect', run(), '--output', path('episodes'), ...options]);
      expect(stderr).toBe('');
      return readFile(path('episodes', 'episode.vl.json'), 'utf8');
    };
    const specs = [
      await specOf('--at', 'length=5'),
      await specOf('--at', 'length=5', '--episode', '2'),
      await specOf('--at', 'length=5', '--seed', '7'),
      await specOf('--at', 'length=6'),
    ];
    expect(new Set(specs).size).toBe(4);
    expect(await specOf('--at', 'length=5', '--episode', '1')).toBe(specs[0]);
  });

  test('several runs share their learning curves; all else is of the first', async () => {
    const outcome = await ntm(['inspect', run(), run('two'), '--output', path('both')]);
    expect(outcome.code).toBe(0);
    const learning = await readFile(path('both', 'learning.svg'), 'utf8');
    expect(learning).toContain('2 seeds each');
    const page = await readFile(path('both', 'index.html'), 'utf8');
    for (const name of ['one', 'two']) expect(page).toContain(`<th scope="row">${run(name)}</th>`);
    const alone = await ntm(['inspect', run(), '--output', path('alone')]);
    expect(alone.code).toBe(0);
    const [both, one] = await Promise.all(
      ['both', 'alone'].map((folder) => readFile(path(folder, 'episode.vl.json'), 'utf8')),
    );
    expect(both).toBe(one);
  });

  test('a model without a memory has the other figures, and the page states why', async () => {
    const {code, stdout} = await ntm(['inspect', run('lstm'), '--output', path('lstm')]);
    expect(code).toBe(0);
    expect(stdout).toContain('This model has no memory and no heads.');
    // It was evaluated at one length only.
    expect((await readdir(path('lstm'))).sort()).toEqual(filesOf(['learning', 'answers']));
    const page = await readFile(path('lstm', 'index.html'), 'utf8');
    expect(page).toContain('This model has no memory');
    expect(page).toContain('the run was not evaluated at several difficulties');
  });

  test('a matrix memory is shown by its writes, not by rows, and the page says so', async () => {
    const {code, stdout} = await ntm(['inspect', run('delta'), '--output', path('delta')]);
    expect(code).toBe(0);
    expect(stdout).not.toContain('no memory');
    expect((await readdir(path('delta'))).sort()).toEqual(filesOf(['learning', 'episode', 'answers']));
    expect(await readFile(path('delta', 'index.html'), 'utf8')).toContain('attend to no rows');
    expect(await readFile(path('delta', 'episode.svg'), 'utf8')).toContain('read head 1, by the step');
  });

  test('leaves no tensor', async () => {
    const before = tf.memory().numTensors;
    await ntm(['inspect', run(), '--output', path('tensors'), '--rows', '12']);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('ends at Ctrl-C, and leaves nothing', async () => {
    let pressed = false;
    const {code, stdout} = await ntm(['inspect', run(), '--output', path('stopped')], () => {
      if (!pressed) process.emit('SIGINT');
      pressed = true;
    });
    expect([code, stdout]).toEqual([130, expect.stringMatching(/Stopped\.\n$/)]);
    expect(await readdir(path('.'))).toEqual([]);
  });
});

describe.each([
  ['dyck', ['--architecture', 'stack'], []],
  ['few-shot', ['--architecture', 'mann', '--units', '8'], []],
  ['transduction', ['--architecture', 'queue'], ['full']],
  ['transduction', ['--architecture', 'deque', '--task-option', 'answer=flip-bigrams'], ['full']],
  ['copy-stream', ['--architecture', 'dnc'], ['full']],
  ['priority-sort', [], ['full']],
  ['n-grams', [], ['full']],
] as const)('%s %j', (task, options, tags) => {
  test('is shown', {tags: [...tags]}, async () => {
    const size = ['--rows', '12', '--width', '6', '--sequences', '10', '--batch', '10', '--episodes', '1'];
    const part = {'n-grams': 'steps=60', 'priority-sort': 'items=4', 'few-shot': 'shots=2', dyck: 'pairs=4'};
    const at = (part as Record<string, string>)[task] ?? 'length=3';
    await ntm(['train', task, ...options, ...size, '--at', at, '--run', path('run')]);
    const {code, stderr} = await ntm(['inspect', path('run'), '--at', at]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const answers = task === 'n-grams' ? ['predictions'] : ['answers'];
    const own: Readonly<Record<string, string[]>> = {'priority-sort': ['sorting'], 'n-grams': ['contexts']};
    const more = own[task] ?? [];
    expect((await readdir(path('run', 'inspect'))).sort()).toEqual(
      filesOf(['learning', 'episode', 'memory', ...more, ...answers]),
    );
  });
});

describeInChromium('the page', (browser) => {
  test.each([1280, 390])(
    'loads no other file, fits a width of %i pixels, and its slider moves the memory',
    async (width) => {
      const {stdout} = await ntm(['inspect', run(), '--output', path('page'), '--json']);
      expect(stdout).not.toBe('');
      const {page, errors} = await openPage(browser(), `file://${path('page', 'index.html')}`);
      try {
        const asked: string[] = [];
        page.on('request', (request) => asked.push(request.url()));
        await page.setViewportSize({width, height: 800});
        await page.reload();
        expect(errors).toEqual([]);
        expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([
          `file://${path('page', 'index.html')}`,
        ]);
        const seen = await page.evaluate(() => {
          const slider = document.querySelector('input')!;
          const steps = [0, 3, Number(slider.max)].map((step) => {
            slider.value = String(step);
            slider.dispatchEvent(new Event('input'));
            return [...document.querySelectorAll('.player text')]
              .filter((text) => getComputedStyle(text).visibility === 'visible')
              .map((text) => text.textContent)
              .filter((text) => /^step \d+ of/.test(text!));
          });
          return {
            steps,
            width: document.documentElement.scrollWidth,
            headings: [...document.querySelectorAll('h1, h2')].map(({textContent}) => textContent),
            unnamed: [...document.querySelectorAll('img')].filter(({alt}) => alt.length < 20).length,
          };
        });
        expect(seen.steps).toEqual([
          ['step 0 of 0–4: input'],
          ['step 3 of 0–4: answer'],
          ['step 4 of 0–4: answer'],
        ]);
        expect(seen.width).toBe(width);
        expect(seen.unnamed).toBe(0);
        expect(seen.headings).toEqual([
          'Copy (vector width 2, max length 2): NTM, feedforward controller',
          'Training',
          'Generalization',
          'One episode',
          'The memory over time',
          'Answers',
        ]);
      } finally {
        await page.close();
      }
    },
  );

  test('runs no code and loads no file but its own, whatever the run is called', async () => {
    const name = '<img src=x onerror="document.title = 1"><script>document.title = 2<\\script>';
    await cp(run(), path(name), {recursive: true});
    const {stderr} = await ntm(['inspect', path(name), '--output', path('page')]);
    expect(stderr).toBe('');
    const {page, errors} = await openPage(browser(), `file://${path('page', 'index.html')}`);
    try {
      expect(await page.locator('code').first().textContent()).toBe(path(name));
      expect(await page.title()).toMatch(/^Copy/);
      expect(errors).toEqual([]);
      expect(await permittedToIntruder(page)).toEqual([]);
      expect(errors.length).toBeGreaterThan(0);
    } finally {
      await page.close();
    }
  });
});

describe('ntm inspect rejects', () => {
  async function expectRefused(args: string[], message: string): Promise<void> {
    const {code, stdout, stderr} = await ntm(['inspect', ...args]);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^ntm: .*\n$/);
    expect([code, stdout]).toEqual([2, '']);
  }

  test('wrong options', async () => {
    await expectRefused(
      [run(), '--episode', '0'],
      '--episode must be an integer at least 1 and at most 1000, got 0',
    );
    await expectRefused(
      [run(), '--at', 'items=3'],
      '--at must be a part of the difficulty of the task copy (length)',
    );
    await expectRefused(
      [run(), '--at', 'length=3,4'],
      '--at length must be one number, for one episode, got "3,4"',
    );
    await expectRefused([run(), '--rows', '2'], '--rows must be at least 3: its heads choose among 3 shifts');
    await expectRefused([run(), '--rows', '1.5'], '--rows must be a positive integer, got 1.5');
    await expectRefused([run(), '--seed', 'x'], '--seed must be a number, got "x"');
    await expectRefused(
      [run('delta'), '--rows', '8'],
      '--rows must be those of the model, since DeltaAccess does not implement withRows, got 8',
    );
    await expectRefused(
      [run('lstm'), '--rows', '8'],
      '--rows must be omitted for a model without a memory, got 8',
    );
    await expectRefused([run(), '--output', ''], '--output must be the path of a folder, got ""');
    await expectRefused([run(), run('lstm')], `${run('lstm')}: task.`);
    await expectRefused(
      [run(), run()],
      `the seed of ${run()} must be another than those of the runs before it, got 1`,
    );
  });

  test('a folder with files of others, which stay', async () => {
    await mkdir(path('mine'));
    await writeFile(path('mine', 'index.html'), 'mine');
    await expectRefused(
      [run(), '--output', path('mine')],
      '--output must be an empty folder or the folder of an earlier page; this one contains index.html, got',
    );
    expect(await readFile(path('mine', 'index.html'), 'utf8')).toBe('mine');
    await writeFile(path('file'), '');
    await expectRefused(
      [run(), '--output', path('file')],
      '--output must be a folder that can be written (ENOTDIR',
    );
  });

  test('files that are missing or not whole', async () => {
    await expectRefused([path('missing')], 'run must be the folder of a run, with a run.json in it');
    await cp(run(), path('run'), {recursive: true});
    const refused = (message: string) => expectRefused([path('run')], message);
    const metrics = path('run', 'metrics.jsonl');
    const lines = await readFile(metrics, 'utf8');
    const edited = (message: string) => expectRefused([path('run'), '--edited'], message);
    await truncate(metrics, lines.length - 5);
    await refused(`${metrics} must be a file whose first ${lines.length} bytes are what was logged before`);
    await edited(`line 1 of ${metrics} must be valid JSON (`);
    await writeFile(metrics, '{"sequences": 3}\n');
    await edited(`line 1 of ${metrics} must be an object with the numbers sequences and bits, got`);
    await writeFile(metrics, lines);
    const evaluation = path('run', 'evaluation.json');
    await cp(evaluation, path('evaluation'));
    await writeFile(evaluation, '[{"difficulty": {}, "bits": 1');
    await refused(`${evaluation} must be valid JSON (`);
    const text = await readFile(path('evaluation'), 'utf8');
    await writeFile(
      evaluation,
      text.replace(/"bits": (\d)/, (_, digit) => `"bits": ${9 - digit}`),
    );
    await refused(`${evaluation}: sha256 must be `);
    await writeFile(evaluation, text.replace('sha256', 'sha255'));
    await refused(`${evaluation}: sha255 must be omitted`);
    await writeFile(evaluation, '[{"difficulty": {}, "bits": 1}]');
    await refused(
      `result 1 in ${evaluation} must be an object with a difficulty and the numbers bits and wrongBits`,
    );
    await rm(evaluation);
    await truncate(path('run', 'checkpoints', '20', 'weights.bin'), 12);
    await refused('weights.bin must be a file of');
    expect(await readdir(path('run'))).not.toContain('inspect');
  });
});
