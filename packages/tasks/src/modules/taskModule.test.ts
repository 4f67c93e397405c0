import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {ArgumentError} from '@ntmjs/arguments';
import {useFolder} from '@ntmjs/test-support';
import {describe, expect, test} from 'vitest';
import {copyTask, createTask, taskNames} from '../index.js';
import {isTaskModule, loadTaskModule, moduleOf} from './taskModule.js';

// Registers tasks: @own-process

const path = useFolder();

// For modules that Node loads itself, as it does those of packages.
Object.assign(globalThis, {copyTask});

/** Writes a file and returns its folder. */
function write(name: string, text: string): string {
  mkdirSync(join(path(name), '..'), {recursive: true});
  writeFileSync(path(name), text);
  return path();
}

/** A module whose task is the copy task under another name. */
const variant = (name: string, how = 'export default') =>
  `${how} (config) => ({...copyTask(config), name: '${name}'});\n`;

test('a name means a module if it is a path, or if no task is called so', () => {
  for (const name of [
    './task.js',
    '../task.mjs',
    '/tmp/task',
    'tasks/mine.ts',
    'task.cjs',
    '.\\task',
    'my-package',
  ]) {
    expect(isTaskModule(name), name).toBe(true);
  }
  for (const name of taskNames) expect(isTaskModule(name), name).toBe(false);
});

describe('loadTaskModule', () => {
  test('registers the task that is exported as default, and knows the module', async () => {
    const text = variant('as-default');
    const folder = write('tasks/mine.js', text);
    expect(await loadTaskModule(join('tasks', 'mine.js'), folder)).toBe('as-default');
    expect(createTask('as-default', {maxLength: 3}).trainingRange).toEqual({length: {min: 1, max: 3}});
    const {createHash} = await import('node:crypto');
    expect(moduleOf('as-default')).toEqual({
      path: './tasks/mine.js',
      sha256: createHash('sha256').update(text).digest('hex'),
    });
    expect(moduleOf('copy')).toBeUndefined();
  });

  test('takes the only function whose name ends in Task', async () => {
    const folder = write('named.mjs', variant('by-name', 'export const byNameTask ='));
    expect(await loadTaskModule('./named.mjs', folder)).toBe('by-name');
  });

  test('loads a module once', async () => {
    const folder = write('once.js', variant('once'));
    expect(await loadTaskModule('./once.js', folder)).toBe('once');
    expect(await loadTaskModule(path('once.js'), folder)).toBe('once');
  });

  test('loads a package by its name', async () => {
    write(
      'node_modules/my-tasks/package.json',
      '{"name": "my-tasks", "type": "module", "exports": "./main.js"}',
    );
    const folder = write('node_modules/my-tasks/main.js', variant('of-package'));
    expect(await loadTaskModule('my-tasks', folder)).toBe('of-package');
    expect(moduleOf('of-package')?.path).toBe('my-tasks');
  });

  test.each([
    ['"./main.js"', 'my-tasks-0'],
    ['{"import": "./main.js"}', 'my-tasks-1'],
    ['{"node": {"import": "./main.js"}}', '@mine/tasks'],
    ['{"./sub": {"types": "./sub.d.ts", "import": "./main.js"}}', '@mine/tasks-3/sub'],
  ])('loads a package for import alone: exports %s', async (exported, name) => {
    const folder = join('node_modules', name.replace(/\/sub$/, ''));
    write(join(folder, 'package.json'), `{"type": "module", "exports": ${exported}}`);
    const task = name.replace(/\W+/g, '-').replace(/^-/, '');
    expect(await loadTaskModule(name, write(join(folder, 'main.js'), variant(task)))).toBe(task);
  });

  test('names what a package lacks', async () => {
    write('node_modules/none/package.json', '{"exports": {"./other": "./other.js"}}');
    await expect(loadTaskModule('none', path())).rejects.toThrow(
      /^task must be the name of a package that can be loaded \(.*exports.*\), got "none"$/,
    );
  });

  test('can be tried again after a mistake', async () => {
    const folder = write('later.js', 'export default 3;\n');
    await expect(loadTaskModule('./later.js', folder)).rejects.toThrow(ArgumentError);
    await expect(loadTaskModule('./later.js', folder)).rejects.toThrow('exports default');
  });

  const wrong: readonly [string, string, string | undefined, RegExp][] = [
    [
      'no file',
      './none.js',
      undefined,
      /^task must be the path of a module or a file of sequences \(\.csv, \.jsonl, \.ndjson\) \(ENOENT.*got "\.\/none\.js"$/,
    ],
    [
      'a name that is near a task’s',
      'coppy',
      undefined,
      /^task must be one of "copy", .*\(did you mean "copy"\?\), the name of a package that is installed in .* or above it, or a path such as \.\/my-task\.js, got "coppy"$/,
    ],
    [
      'a file of another kind',
      './data.txt',
      'sequence,input0,target0',
      /^task must be the path of a module \(\.js, \.mjs, \.cjs, \.ts\) or a file of sequences \(\.csv, \.jsonl, \.ndjson\), got "\.\/data\.txt"$/,
    ],
    [
      'a class',
      './class.js',
      'export default class Mine {}',
      /as its default, got "\.\/class\.js", which exports the class Mine$/,
    ],
    ['a file above the folder', '../task.js', undefined, /^task must be a module in .* or below it/],
    [
      'a mistake in its syntax',
      './syntax.js',
      'export default (',
      /^task must be a module that can be loaded \(.*got "\.\/syntax\.js"$/,
    ],
    ['an error when it runs', './throws.js', 'throw new Error("no luck");', /that can be loaded \(no luck\)/],
    [
      'no task',
      './empty.js',
      'export const two = 2, one = 1;',
      /as its default, got "\.\/empty\.js", which exports (one, two|two, one)$/,
    ],
    ['nothing', './nothing.js', '', /which exports nothing$/],
    [
      'two tasks',
      './two.js',
      'export const aTask = () => {}; export const bTask = () => {};',
      /which exports aTask, bTask$/,
    ],
    [
      'what is no task',
      './other.js',
      'export default () => ({name: "other"});',
      /^\.\/other\.js: task\.title must be/,
    ],
    [
      'a function that fails',
      './fails.js',
      'export default () => { throw new TypeError("no maker"); };',
      /^\.\/fails\.js: no maker$/,
    ],
    [
      'a task whose name is taken',
      './copy.js',
      variant('copy'),
      /^\.\/copy\.js: task\.name must be a name that no registered task has, got "copy"$/,
    ],
  ];
  test.each(wrong)('an error names the module: %s', async (_, module, text, message) => {
    if (text !== undefined) write(module, text);
    await expect(loadTaskModule(module, path())).rejects.toThrow(message);
  });
});
