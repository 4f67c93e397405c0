import {existsSync} from 'node:fs';
import {chomskyTasks, taskNames} from '@ntmjs/tasks';
import {useFolder} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {eventsOf, interrupted, ntm} from '../fixtures/command.js';

const path = useFolder();

/** Each task so small that it is trained in a moment: its options, a difficulty, its parts and its own metrics. */
const TASKS = {
  copy: [
    ['vectorWidth=2', 'maxLength=2', 'endMarker=true'],
    'length=3',
    ['wrongVectorBits', 'wrongEndMarkers'],
  ],
  'repeat-copy': [
    ['vectorWidth=2', 'maxLength=2', 'maxRepeats=2', 'delimiter=false'],
    'repeats=3',
    ['wrongVectorBits', 'wrongEndMarkers'],
  ],
  'associative-recall': [['vectorWidth=2', 'itemLength=1', 'maxItems=3'], 'items=4', []],
  'n-grams': [['order=2', 'steps=8'], 'steps=9', ['optimalBits', 'excessBits']],
  'priority-sort': [['vectorWidth=2', 'items=3', 'answers=2'], 'items=4', []],
  'copy-stream': [['vectorWidth=2', 'maxLength=2', 'maxCopies=2'], 'copies=3', []],
  'few-shot': [
    ['classes=2', 'minShots=2', 'maxShots=5', 'size=4', 'split=held-out'],
    'shots=6',
    ['accuracy1', 'accuracy2', 'accuracy5'],
  ],
  transduction: [['symbols=2', 'maxLength=2', 'answer=copy'], 'length=3', ['coarse', 'fine']],
  dyck: [['kinds=1', 'maxPairs=2', 'depth=2'], 'pairs=3', ['coarse']],
  'graph-traversal': [['minNodes=4', 'digits=1', 'base=9'], 'edges=5', ['rightTriples', 'rightPaths']],
  'shortest-path': [['minNodes=4', 'digits=1', 'base=9'], 'nodes=9', ['rightTriples', 'rightPaths']],
  'even-pairs': [['maxLength=2'], 'length=3', ['accuracy']],
  'modular-arithmetic': [['maxLength=2'], 'length=3', ['accuracy']],
  'parity-check': [['maxLength=2'], 'length=3', ['accuracy']],
  'cycle-navigation': [['maxLength=2'], 'length=3', ['accuracy']],
  'stack-manipulation': [['maxLength=2'], 'length=3', ['accuracy', 'coarse']],
  'reverse-string': [['maxLength=2'], 'length=3', ['accuracy', 'coarse']],
  'modular-arithmetic-brackets': [['maxLength=2'], 'length=3', ['accuracy']],
  'solve-equation': [['maxLength=2'], 'length=3', ['accuracy']],
  'duplicate-string': [['maxLength=2'], 'length=3', ['accuracy', 'coarse']],
  'missing-duplicate': [['maxLength=2'], 'length=3', ['accuracy']],
  'odds-first': [['maxLength=2'], 'length=3', ['accuracy', 'coarse']],
  'binary-addition': [['maxLength=2'], 'length=3', ['accuracy', 'coarse']],
  'binary-multiplication': [['maxLength=2'], 'length=3', ['accuracy', 'coarse']],
  'compute-sqrt': [['maxLength=2'], 'length=3', ['accuracy', 'coarse']],
  'bucket-sort': [['maxLength=2'], 'length=3', ['accuracy', 'coarse']],
} as const;

test('there are options for every task', () => {
  expect(Object.keys(TASKS)).toEqual(taskNames);
});

type Task = keyof typeof TASKS;
const names = Object.keys(TASKS) as Task[];

/** Whether a task is trained in the short run: of those of the Chomsky hierarchy, which share all but their symbols, one of each level. */
function isShort(name: Task): boolean {
  const short: readonly Task[] = ['parity-check', 'stack-manipulation', 'compute-sqrt'];
  return short.includes(name) || !chomskyTasks.some((create) => create().name === name);
}

/** The command that trains a task. */
function trainArgs(name: Task, ...more: string[]): string[] {
  const [options, at] = TASKS[name];
  const task = options.flatMap((option) => ['--task-option', option]);
  const given = ['--batch', '3', '--sequences', '6', '--episodes', '2', '--at', at, '--run', path('run')];
  return ['train', name, ...task, ...given, ...more];
}

/** The difficulty that the command tries in the end. */
function difficultyOf(name: Task): Record<string, number> {
  const [part, value] = TASKS[name][1].split('=');
  return {[part!]: Number(value)};
}

const memory = ['--rows', '6', '--width', '3'];

describe.each(['feedforward', 'lstm', 'gru'])('with a memory and the controller %s', (controller) => {
  // Each task once; other controllers in full.
  const tagged = names.map((name) => ({
    name,
    tags: controller === 'feedforward' && isShort(name) ? [] : ['full'],
  }));
  describe.each(tagged)('$name', ({name, tags}) => {
    test('is trained, evaluated and drawn', {tags}, async () => {
      const args = trainArgs(name, '--controller', controller, '--units', '4', ...memory, '--json');
      const outcome = await ntm(args);
      expect(outcome.stderr).toBe('');
      expect(outcome.code).toBe(1);
      const events = eventsOf(outcome);
      expect(events.map(({event}) => event)).toEqual(['start', 'end', 'evaluation', 'figure']);
      expect(events[0]).toMatchObject({config: {task: {name}, model: {controller: {type: controller}}}});
      expect(events[1]).toMatchObject({reason: 'budget', sequences: 6, engine: 'compiled'});
      expect(events[2]).toMatchObject({difficulty: difficultyOf(name), rows: 6, episodes: 2});
      const metrics = TASKS[name][2];
      for (const {metrics: own = {}} of events.slice(1, 3))
        expect(Object.keys(own as object)).toEqual(metrics);
      expect(existsSync(path('run', 'episode.svg'))).toBe(true);
    });
  });
});

const architectures = ['dnc', 'mann', 'sam', 'sdnc', 'delta', 'attention', 'stack', 'queue', 'deque'];

describe.each(architectures)('the architecture %s', (architecture) => {
  // Each task with one architecture, and each architecture with two tasks or three; all pairs in full.
  const inTurn = (name: Task) =>
    names.indexOf(name) % architectures.length === architectures.indexOf(architecture);
  const tagged = names.map((name) => ({name, tags: inTurn(name) && isShort(name) ? [] : ['full']}));
  describe.each(tagged)('$name', ({name, tags}) => {
    test('is trained, evaluated and drawn', {tags}, async () => {
      const given = ['--architecture', architecture, '--controller', 'lstm', '--units', '4', ...memory];
      const outcome = await ntm(trainArgs(name, ...given, '--json'));
      expect(outcome.stderr).toBe('');
      const events = eventsOf(outcome);
      expect(events.map(({event}) => event)).toEqual(['start', 'end', 'evaluation', 'figure']);
      const model = {architecture, controller: {type: 'lstm', units: 4}, memory: {rows: 6, width: 3}};
      expect(events[0]).toMatchObject({config: {task: {name}, model}});
      expect(events[1]).toMatchObject({reason: 'budget', sequences: 6, engine: 'compiled'});
      expect(events[2]).toMatchObject({difficulty: difficultyOf(name), rows: 6, episodes: 2});
      expect(existsSync(path('run', 'episode.svg'))).toBe(true);
      const again = await ntm(['eval', path('run'), '--at', TASKS[name][1], '--episodes', '2', '--json']);
      expect(eventsOf(again)).toEqual([events[2]]);
    });
  });

  test('resumes where it was stopped, and is evaluated with another memory size, if it can have one', async () => {
    const run = path('run');
    const options = ['--architecture', architecture, '--units', '4', ...memory];
    const more = ['--sequences', '300', '--checkpoint-every', '100'];
    const stopped = await interrupted(
      [...trainArgs('copy', ...options, ...more), '--json'],
      /"event":"progress"/,
    );
    expect(stopped.code).toBe(130);
    const resumed = await ntm(['train', '--resume', run, '--at', 'length=3', '--episodes', '2', '--json']);
    expect(resumed.stderr).toBe('');
    expect(eventsOf(resumed).find(({event}) => event === 'end')).toMatchObject({sequences: 300});
    const larger = await ntm(['eval', run, '--at', 'length=3', '--rows', '12', '--episodes', '2', '--json']);
    if (architecture === 'delta') {
      expect(larger.stderr).toMatch(
        /^ntm: --rows must be those of the model, since DeltaAccess .*, got 12\n$/,
      );
    } else {
      expect(larger.stderr).toBe('');
      expect(eventsOf(larger)).toMatchObject([{event: 'evaluation', rows: 12}]);
    }
  });
});

test('a task with classes is evaluated on held-out ones, and states so', async () => {
  const task = ['classes=2', 'size=4', 'minShots=2', 'maxShots=2'].flatMap((option) => [
    '--task-option',
    option,
  ]);
  const given = ['--architecture', 'lstm', '--units', '4', '--sequences', '16', '--at', 'shots=2'];
  const args = ['train', 'few-shot', ...task, ...given, '--episodes', '4'];
  const [start, , evaluation] = eventsOf(await ntm([...args, '--run', path('run'), '--json']));
  expect(start).toMatchObject({config: {task: {config: {split: 'train'}}}});
  expect(evaluation).toMatchObject({event: 'evaluation', split: 'held-out'});
  const evaluate = ['eval', path('run'), '--at', 'shots=2', '--episodes', '4'];
  expect(eventsOf(await ntm([...evaluate, '--json']))).toEqual([evaluation]);
  const heldOut = 'fresh episodes of each difficulty, of classes held out from training (split held-out)';
  expect((await ntm(evaluate)).stdout).toContain(`On 4 ${heldOut}:\n`);
  expect((await ntm([...args, '--run', path('text')])).stdout).toContain(
    `On 4 ${heldOut}, wrong bits and bits`,
  );
});

test('states that a preset was not measured', async () => {
  const measured = await ntm(trainArgs('copy', ...memory));
  expect(measured.stdout).not.toContain('no measured settings');
  const machine = await ntm([...trainArgs('dyck', '--run', path('dyck')), '--json']);
  expect(eventsOf(machine)[0]).toMatchObject({event: 'start', settings: 'general'});
  const general = await ntm(trainArgs('copy', '--architecture', 'stack', ...memory, '--run', path('stack')));
  expect(general.stdout).toContain(
    'This task and model have no measured settings: training uses general ones.',
  );
});

test('options that a preset enables can be disabled', async () => {
  const args = trainArgs('copy', '--architecture', 'dnc', ...memory, '--no-sharp-links', '--json');
  const [start] = eventsOf(await ntm(args));
  expect(start).toMatchObject({config: {model: {contentMask: true, eraseFreed: true, sharpLinks: false}}});
});

describe('the architecture lstm', () => {
  const lstm = ['--architecture', 'lstm', '--units', '4', '--layers', '2'];

  describe.each(names.map((name) => ({name, tags: isShort(name) ? [] : ['full']})))(
    '$name',
    ({name, tags}) => {
      test('is trained and evaluated', {tags}, async () => {
        const outcome = await ntm(trainArgs(name, ...lstm, '--json'));
        expect(outcome.stderr).toBe('');
        const events = eventsOf(outcome);
        expect(events.map(({event}) => event)).toEqual(['start', 'end', 'evaluation']);
        const model = {architecture: 'lstm', hiddenUnits: 4, layers: 2};
        expect(events[0]).toMatchObject({config: {task: {name}, model}});
        expect(events[1]).toMatchObject({engine: 'compiled'});
        expect(events[2]).toMatchObject({difficulty: difficultyOf(name)});
        expect(events[2]).not.toHaveProperty('rows');
        const again = await ntm(['eval', path('run'), '--at', TASKS[name][1], '--episodes', '2', '--json']);
        expect(eventsOf(again)).toEqual([events[2]]);
      });
    },
  );

  test('has a table without rows, no figure, and no rows to try', async () => {
    const {stdout} = await ntm(trainArgs('repeat-copy', ...lstm));
    expect(stdout).toContain(
      '  length   repeats   wrong bits   worst sequence   bits   wrong vector bits   wrong end markers\n',
    );
    expect(stdout).toMatch(/\n {5}1–2 {9}3 {3}/);
    expect(stdout).not.toContain('.svg');
    expect(stdout).toContain(`Evaluate at other difficulties: npx ntm eval ${path('run')} --at length=20\n`);
    expect(existsSync(path('run', 'episode.svg'))).toBe(false);
    const {code, stderr} = await ntm(['eval', path('run'), '--rows', '6,9']);
    expect(stderr).toBe('ntm: --rows must be omitted for a model without a memory, got [6,9]\n');
    expect(code).toBe(2);
  });
});

test('the paper’s settings exist for its own tasks, and options override them', async () => {
  const args = trainArgs('n-grams', '--settings', 'paper', '--units', '4', ...memory, '--json');
  const [start] = eventsOf(await ntm(args));
  expect(start).toMatchObject({
    config: {
      task: {name: 'n-grams', config: {order: 2, steps: 8, signed: false}},
      model: {controller: {type: 'feedforward', units: 4}, memory: {rows: 6, width: 3}},
      training: {
        batch: 3,
        sequences: 6,
        solved: {metric: 'excessBits', below: 2},
        optimizer: {type: 'gravesRmsProp', learningRate: 3e-5},
        clip: {elementwise: 10},
      },
    },
  });
});
