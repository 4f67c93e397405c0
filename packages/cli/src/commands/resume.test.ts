import {cp, mkdir, readdir, readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {Run} from '@ntmjs/training/runs';
import {beforeEach, describe, expect, test} from 'vitest';
import {eventsOf, interrupted, ntm, small} from '../fixtures/command.js';
import {metricsOf, resultsOf, weightsOf} from '../fixtures/runFiles.js';

const path = useFolder();

const trainArgs = (run: string, ...more: string[]) => [
  'train',
  'copy',
  ...small,
  '--sequences',
  '260',
  '--run',
  path(run),
  ...more,
];

describe('Ctrl-C while training', () => {
  test('keeps what was trained, prints how to resume, and resumes to the numbers of an uninterrupted run', async () => {
    const stopped = await interrupted(trainArgs('run', '--json'), /"sequences":100/);
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toBe('');
    const end = eventsOf(stopped).at(-1)!;
    expect(end).toMatchObject({event: 'end', reason: 'stopped'});
    expect(end.sequences).toBe(100);
    expect(await readdir(path('run', 'checkpoints'))).toEqual(['100']);

    const outcome = await ntm([
      'train',
      '--resume',
      path('run'),
      '--at',
      'length=1,2',
      '--episodes',
      '4',
      '--json',
    ]);
    expect(outcome.stderr).toBe('');
    expect(outcome.code).toBe(1);
    const resumed = eventsOf(outcome);
    expect(resumed.map(({event}) => event)).toEqual([
      'start',
      'progress',
      'end',
      'evaluation',
      'evaluation',
      'figure',
    ]);

    const whole = eventsOf(await ntm(trainArgs('whole', '--json')));
    expect(await metricsOf(path('run'))).toEqual(await metricsOf(path('whole')));
    expect(resumed.filter(({event}) => event === 'evaluation')).toEqual(
      whole.filter(({event}) => event === 'evaluation'),
    );
    expect(await weightsOf(path('run'))).toEqual(await weightsOf(path('whole')));
  });

  test('prints how to resume', async () => {
    const {code, stdout, stderr} = await interrupted(trainArgs('run'), /100 sequences/);
    expect(code).toBe(130);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/Stopped after \d+ sequences and \d+s\./);
    expect(stdout).toMatch(
      `The training so far is saved. To continue: npx ntm train --resume ${path('run')} --at length=1,2 --episodes 4\n`,
    );
    const again = await ntm([
      'train',
      'copy',
      '--resume',
      path('run'),
      '--at',
      'length=1',
      '--episodes',
      '1',
    ]);
    expect(again.stdout).toContain(`Continuing ${path('run')}: the copy task`);
    expect(again.code).toBe(1);
  });

  test('may be followed by another batch size, after an edit on purpose', async () => {
    await ntm(trainArgs('run', '--json'));
    const file = path('run', 'run.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"batch": 10', '"batch": 20'));
    const resume = [
      'train',
      '--resume',
      path('run'),
      '--at',
      'length=1',
      '--episodes',
      '1',
      '--json',
      '--sequences',
      '400',
    ];
    const refused = await ntm(resume);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/config\.training\.batch must be 10, as in .* add --edited .*, got 20\n$/);
    const edited = await ntm([...resume, '--edited']);
    expect(eventsOf(edited)[0]).toMatchObject({event: 'start', config: {training: {batch: 20}}});
    expect((await ntm(['eval', path('run'), '--at', 'length=1', '--episodes', '1'])).code).toBe(0);
  });

  test('at the very start keeps a run that resumes from nothing', async () => {
    const stopped = await interrupted(trainArgs('run', '--json'), /"event":"start"/);
    expect(stopped.code).toBe(130);
    expect(eventsOf(stopped).at(-1)).toMatchObject({reason: 'stopped', sequences: 0});
    await ntm(['train', '--resume', path('run'), '--at', 'length=1', '--episodes', '1']);
    await ntm(trainArgs('whole'));
    expect(await metricsOf(path('run'))).toEqual(await metricsOf(path('whole')));
  });
});

describe('Ctrl-C while evaluating in the end', () => {
  test('prints how to continue, which evaluates and draws as without the stop', async () => {
    const {code, stdout, stderr} = await interrupted(trainArgs('run'), /^Not solved/);
    expect(code).toBe(130);
    expect(stderr).toBe('');
    expect(stdout).toContain('Not solved after 260 sequences');
    expect(stdout).toMatch(
      new RegExp(
        `Stopped. The trained model is saved. To evaluate it: npx ntm train --resume ${path('run')} --at length=1,2 --episodes 4\n$`,
      ),
    );
    expect((await readdir(path('run'))).sort()).toEqual(['checkpoints', 'metrics.jsonl', 'run.json']);
    expect((await ntm(['eval', path('run'), '--at', 'length=1', '--episodes', '1'])).code).toBe(0);

    const weights = await weightsOf(path('run'));
    const resume = ['train', '--resume', path('run'), '--at', 'length=1,2', '--episodes', '4', '--json'];
    const resumed = await ntm(resume);
    expect([resumed.code, resumed.stderr]).toEqual([1, '']);
    expect(eventsOf(resumed).map(({event}) => event)).toEqual([
      'start',
      'end',
      'evaluation',
      'evaluation',
      'figure',
    ]);
    await ntm(trainArgs('whole'));
    expect(await resultsOf(path('run'))).toEqual(await resultsOf(path('whole')));
    expect(await weightsOf(path('run'))).toEqual(weights);
    expect(await metricsOf(path('run'))).toEqual(await metricsOf(path('whole')));
    expect((await ntm(resume)).stderr).toContain(
      '--resume must be a run that can be resumed; this one has used',
    );
  });

  test.each(['evaluation.json', 'episode.svg'])('resumes where %s is missing', async (name) => {
    await ntm(trainArgs('run'));
    const before = await resultsOf(path('run'));
    await rm(path('run', name));
    const evaluation = ['--at', 'length=1,2', '--episodes', '4'];
    expect((await ntm(['train', '--resume', path('run'), ...evaluation])).code).toBe(1);
    expect(await resultsOf(path('run'))).toEqual(before);
  });

  test('prints events with --json', async () => {
    const outcome = await interrupted(trainArgs('run', '--json'), /"event":"evaluation"/);
    expect(outcome.code).toBe(130);
    expect(eventsOf(outcome).slice(-2)).toMatchObject([
      {event: 'evaluation', difficulty: {length: 1}},
      {event: 'stopped', run: path('run')},
    ]);
  });
});

describe('a run whose process was killed', () => {
  test('resumes from its last checkpoint, and logs each line once', async () => {
    await interrupted(trainArgs('run', '--json'), /"sequences":100/);
    await cp(path('run', 'checkpoints', '100'), path('run', 'checkpoints', '200.partial'), {
      recursive: true,
    });
    await truncate(path('run', 'checkpoints', '200.partial', 'weights.bin'), 9);
    const log = await readFile(path('run', 'metrics.jsonl'), 'utf8');
    await writeFile(path('run', 'metrics.jsonl'), `${log}{"sequences":200,"bits":1}\n{"sequen`);
    await ntm(['train', '--resume', path('run'), '--at', 'length=1', '--episodes', '1']);
    await ntm(trainArgs('whole'));
    expect(await metricsOf(path('run'))).toEqual(await metricsOf(path('whole')));
    expect(await readdir(path('run', 'checkpoints'))).toEqual(['260']);
  });
});

describe('a run whose process was killed before its first checkpoint', () => {
  test('resumes from the start, to the same bits', async () => {
    await ntm(trainArgs('whole'));
    await mkdir(path('run'));
    await cp(path('whole', 'run.json'), path('run', 'run.json'));
    const evaluation = ['--at', 'length=1,2', '--episodes', '4'];
    const resumed = await ntm(['train', '--resume', path('run'), ...evaluation]);
    expect([resumed.code, resumed.stderr]).toEqual([1, '']);
    expect(await weightsOf(path('run'))).toEqual(await weightsOf(path('whole')));
    expect(await metricsOf(path('run'))).toEqual(await metricsOf(path('whole')));
  });
});

describe('--resume rejects', () => {
  beforeEach(async () => {
    await interrupted(trainArgs('run', '--json'), /"sequences":100/);
  });

  async function expectRefused(args: string[], message: string): Promise<void> {
    const before = await readFile(path('run', 'metrics.jsonl'), 'utf8');
    const {code, stdout, stderr} = await ntm(['train', ...args]);
    expect(stderr).toBe(`ntm: ${message}\n`);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(await readFile(path('run', 'metrics.jsonl'), 'utf8')).toBe(before);
  }

  const leftOut = 'must be omitted with --resume: a run keeps its configuration, got';

  test('options that configure training, and another task', async () => {
    const resume = ['--resume', path('run')];
    await expectRefused([...resume, '--rows', '9'], `--rows ${leftOut} 9`);
    await expectRefused([...resume, '--seed', '1'], `--seed ${leftOut} 1`);
    await expectRefused([...resume, '--backend', 'cpu'], `--backend ${leftOut} "cpu"`);
    await expectRefused([...resume, '--learning-rate', '1'], `--learning-rate ${leftOut} 1`);
    await expectRefused(
      [...resume, '--sequences', '200'],
      '--sequences must be an integer at least 261, got 200',
    );
    await expectRefused([...resume, '--run', path('other')], `--run ${leftOut} "${path('other')}"`);
    await expectRefused(
      [...resume, '--task-option', 'vectorWidth=3'],
      `--task-option ${leftOut} {"vectorWidth":3}`,
    );
    await expectRefused([...resume, '--settings', 'measured'], `--settings ${leftOut} "measured"`);
    await expectRefused(
      [...resume, '--on-nan', 'cry'],
      '--on-nan must be one of "stop", "rewind", got "cry"',
    );
    await expectRefused([...resume, '--stop-when-solved'], `--stop-when-solved ${leftOut} true`);
    await expectRefused([...resume, '--decay', '0.1/9'], `--decay ${leftOut} {"to":0.1,"over":9}`);
    await expectRefused(
      [...resume, '--at', 'items=3'],
      '--at must be a part of the difficulty of the task copy (length), got "items"',
    );
    await expectRefused(
      [...resume, '--episodes', '0'],
      '--episodes must be an integer at least 1 and at most 10000000, got 0',
    );
    await expectRefused(
      ['sort', ...resume],
      `task must be copy, or omitted, to resume ${path('run')}, got "sort"`,
    );
    expect(await readdir(path())).toEqual(['run']);
  });

  test('a folder that is no run', async () => {
    for (const folder of [path(), path('missing')]) {
      const expected = 'the folder of a run, with a run.json in it';
      await expectRefused(['--resume', folder], `--resume must be ${expected}, got "${folder}"`);
    }
  });

  test('more sequences for a run that is solved, which stays as it is', async () => {
    const goal = ['--sequences', '1500', '--solved', 'bits=1000', '--stop-when-solved'];
    expect((await ntm([...trainArgs('solved'), ...goal])).code).toBe(0);
    const file = path('solved', 'run.json');
    const before = await readFile(file, 'utf8');
    const {code, stderr} = await ntm(['train', '--resume', path('solved'), '--sequences', '100000']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('; this one is solved (to evaluate it: ')]);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('a run without a checkpoint', async () => {
    await rm(path('run', 'checkpoints'), {recursive: true});
    const expected = 'one with a checkpoint: it ended before its first';
    await expectRefused(['--resume', path('run')], `--resume must be ${expected}, got "${path('run')}"`);
  });

  test('a run that something else writes, and leaves it to be read', async () => {
    const run = await Run.open(path('run'));
    await run.lock();
    const evaluation = ['--at', 'length=1', '--episodes', '1'];
    const {code, stderr} = await ntm(['train', '--resume', path('run')]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `ntm: --resume must be a folder that nothing else writes to; process ${process.pid} does, since `,
    );
    expect(stderr).toContain(`.json), got "${path('run')}"\n`);
    expect((await ntm(['eval', path('run'), ...evaluation])).code).toBe(0);
    await run.close();
    expect((await ntm(['train', '--resume', path('run'), ...evaluation])).code).toBe(1);
  });

  test('a run at its end', async () => {
    const state = path('run', 'checkpoints', '100', 'training.json');
    // As an older version wrote it: without a SHA-256.
    const {files: _, sha256: __, ...json} = JSON.parse(await readFile(state, 'utf8'));
    const refusal = (how: string) =>
      `--resume must be a run that can be resumed; this one ${how} ` +
      `(to evaluate it: npx ntm eval ${path('run')}), got "${path('run')}"`;
    await writeFile(state, JSON.stringify({...json, sequences: 260}));
    for (const name of ['evaluation.json', 'episode.svg']) await writeFile(path('run', name), '[]');
    await expectRefused(['--resume', path('run')], refusal('has used its 260 sequences (more: --sequences)'));
    await writeFile(state, JSON.stringify({...json, solvedAt: {sequences: 99, seconds: 1}}));
    const file = path('run', 'run.json');
    const run = JSON.parse(await readFile(file, 'utf8'));
    run.config.training.stopWhenSolved = true;
    await writeFile(file, JSON.stringify(run));
    await expectRefused(['--resume', path('run')], refusal('is solved'));
  });

  test('broken files, by their names', async () => {
    const part = (name: string) => path('run', 'checkpoints', '100', name);
    for (const [file, size, message] of [
      ['training.json', 30, /training\.json must be valid JSON/],
      ['optimizer.bin', 8, /optimizer\.bin must be a file of \d+ bytes of weights, got 8/],
      ['weights.bin', 8, /weights\.bin must be a file of \d+ bytes of weights, got 8/],
      ['model.json', 30, /model\.json must be valid JSON/],
    ] as const) {
      await cp(part(file), path('whole'));
      await truncate(part(file), size);
      const {code, stderr} = await ntm(['train', '--resume', path('run')]);
      expect(stderr).toMatch(message);
      expect(code).toBe(2);
      await cp(path('whole'), part(file));
    }
  });
});
