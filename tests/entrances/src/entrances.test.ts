import {readdirSync, readFileSync} from 'node:fs';
import {useBackend, useFolder} from '@ntmjs/test-support';
import {beforeEach, describe, expect, test} from 'vitest';
import {callOf, exportedEntrances, type Module} from './entrance.js';
import {inScope, problemsOf} from './problems.js';
import {addressingModule} from './tables/addressing.js';
import {
  argumentFilesModule,
  argumentsModule,
  argumentTextsModule,
  completionModule,
} from './tables/arguments.js';
import {compileModule} from './tables/compile.js';
import {controllersModule} from './tables/controllers.js';
import {headsModule} from './tables/heads.js';
import {inspectModule, pngModule, rowBandModule} from './tables/inspect.js';
import {
  interchangeModule,
  interchangeRunnerModule,
  interchangeTensorboardModule,
} from './tables/interchange.js';
import {layersModule} from './tables/layers.js';
import {memoryModule} from './tables/memory.js';
import {accessModulesModule, presetsModule} from './tables/presets.js';
import {pretrainedModule} from './tables/pretrained.js';
import {
  reportFiguresModule,
  reportInspectionModule,
  reportModule,
  reportPagesModule,
  reportReproductionModule,
  reportRunsModule,
  reportTextsModule,
} from './tables/report.js';
import {trainingRunsModule} from './tables/runs.js';
import {
  sweepBucketModule,
  sweepModule,
  sweepQueueModule,
  sweepReproductionModule,
  sweepRunsModule,
} from './tables/sweep.js';
import {omniglotModule, taskModulesModule, tasksModule} from './tables/tasks.js';
import {trainingModule} from './tables/training.js';
import {writeInto} from './values.js';

// @own-process: registers a task and an optimizer

const modules: readonly Module[] = [
  argumentsModule,
  argumentFilesModule,
  argumentTextsModule,
  completionModule,
  addressingModule,
  memoryModule,
  headsModule,
  controllersModule,
  layersModule,
  tasksModule,
  taskModulesModule,
  omniglotModule,
  compileModule,
  trainingModule,
  trainingRunsModule,
  interchangeModule,
  interchangeRunnerModule,
  sweepModule,
  sweepRunsModule,
  sweepQueueModule,
  sweepBucketModule,
  sweepReproductionModule,
  interchangeTensorboardModule,
  inspectModule,
  pngModule,
  rowBandModule,
  presetsModule,
  accessModulesModule,
  pretrainedModule,
  reportModule,
  reportFiguresModule,
  reportInspectionModule,
  reportPagesModule,
  reportReproductionModule,
  reportRunsModule,
  reportTextsModule,
];

/** The modules that packages export, after `@ntmjs/`; the commands have none. */
function publishedModules(): string[] {
  const folder = new URL('../../../packages/', import.meta.url);
  return readdirSync(folder)
    .filter((name) => !['cli', 'create-ntmjs'].includes(name))
    .flatMap((name) => {
      const file = readFileSync(new URL(`${name}/package.json`, folder), 'utf8');
      const paths = Object.keys((JSON.parse(file) as {exports: object}).exports);
      return paths.filter((path) => !path.endsWith('.json')).map((path) => `${name}${path.slice(1)}`);
    });
}

useBackend('cpu');
const path = useFolder();
beforeEach(() => writeInto(path()));

test('every module of every package has a table', () => {
  expect(modules.map(({name}) => name).sort()).toEqual(publishedModules().sort());
});

describe.each(modules)('$name', (module) => {
  const {exports, entrances, unchecked} = module;

  test('every export is in the table', () => {
    const inTable = [
      ...Object.keys(entrances).filter((name) => !name.includes('.')),
      ...(unchecked?.names ?? []),
    ];
    expect(inTable.sort()).toEqual(exportedEntrances(exports).sort());
  });

  test.each(Object.keys(entrances))('%s', async (name) => {
    const call = callOf(module, name);
    await inScope(() => call.call(...call.args()));
    expect((await problemsOf(call)).join('\n')).toBe('');
  });
});
