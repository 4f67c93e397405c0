/**
 * Which packages of this repository each published package may import. A package imports only packages that are listed
 * before it, so this table also orders the levels, from the lowest up.
 */
export const allowedImports = {
  arguments: [],
  memory: ['arguments'],
  addressing: ['arguments', 'memory'],
  controllers: ['arguments'],
  'create-ntmjs': ['arguments'],
  tasks: ['arguments'],
  compile: ['arguments'],
  heads: ['arguments', 'memory', 'addressing'],
  layers: ['arguments', 'memory', 'addressing', 'controllers', 'heads'],
  training: ['arguments', 'tasks', 'compile'],
  interchange: ['arguments', 'compile', 'controllers', 'layers'],
  inspect: ['arguments', 'addressing', 'layers', 'tasks'],
  presets: ['arguments', 'layers', 'tasks', 'training'],
  pretrained: ['arguments', 'layers'],
  report: ['arguments', 'tasks', 'compile', 'layers', 'training', 'inspect', 'interchange', 'presets'],
  sweep: ['arguments', 'tasks', 'layers', 'training', 'presets', 'inspect', 'report'],
  cli: [
    ...[
      'arguments',
      'tasks',
      'compile',
      'layers',
      'training',
      'interchange',
      'inspect',
      'presets',
      'pretrained',
    ],
    'report',
    'sweep',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** External packages, by prefix, that a package must not import. */
export const forbiddenImports: Readonly<Record<string, readonly string[]>> = {
  arguments: ['@tensorflow/', 'node:'],
  tasks: ['@tensorflow/'],
  report: ['commander'],
};

/** Packages whose source may contain the name of a task. */
export const mayNameTasks: readonly string[] = ['tasks', 'presets', 'report'];

/** Names of tasks that mean something else in a package: the compiler has an operation `copy`. */
export const otherMeanings: Readonly<Record<string, readonly string[]>> = {compile: ['copy']};

/** The most lines of source, without tests and fixtures, that a package may have. */
export const maxLines: Readonly<Record<string, number>> = {cli: 2700};
