import {createModel} from '@ntmjs/presets';
import * as exports from '@ntmjs/report';
import * as figures from '@ntmjs/report/figures';
import type {SubjectArgs} from '@ntmjs/report/inspection';
import * as inspection from '@ntmjs/report/inspection';
import * as pages from '@ntmjs/report/pages';
import * as reproduction from '@ntmjs/report/reproduction';
import * as runs from '@ntmjs/report/runs';
import * as texts from '@ntmjs/report/texts';
import {nGramsTask, prioritySortTask, RandomStream} from '@ntmjs/tasks';
import type {Run} from '@ntmjs/training/runs';
import {type Call, type Module, open} from '../entrance.js';
import {inFolder, config as runConfig, theRun, unused, withTrainedRun} from '../runs.js';
import {episodes, folder, model, opened, rows, task} from '../values.js';

const values = () => open({bits: 1, wrongBits: 2, metrics: open({coarse: 0.5})});
const result = () =>
  open({difficulty: open({length: 2}), rows, episodes: 1, worstWrongBits: 2, ...values()}) as never;
const metric = () => open({...task().metrics[0]!});

export const reportModule: Module = {
  name: 'report',
  exports,
  entrances: {
    bits: {args: () => [1], any: ['[0]']},
    count: {args: () => [1], any: ['[0]']},
    difficultiesOf: {args: () => [task(), open({length: [1, 2]}), 1], required: 1},
    difficultyText: () => [open({length: 2})],
    duration: {args: () => [1], any: ['[0]']},
    evaluateSettings: () => [
      {
        model: model(),
        rows,
        onRows: open({}),
        task: task(),
        settings: [{difficulty: {length: 1}, rows}],
        episodes: 1,
        seed: 1,
        compiled: false,
        onProgress: () => {},
        onResult: () => {},
        signal: new AbortController().signal,
      },
    ],
    evaluationSettings: {args: () => [[open({length: 2})], rows], required: 1},
    extremeSettings: {
      args: () => [task(), {architecture: 'ntm', memory: {rows: 8}}],
      shallow: ['[1]'],
    },
    greatestDifficulty: () => [task()],
    grouped: {args: () => [[1, 2], String], any: ['[0][0]']},
    hardDifficulty: () => [task()],
    median: {args: () => [[1, 2]], any: ['[0][0]']},
    metricText: {args: () => [metric(), 1], shallow: ['[0]'], any: ['[1]']},
    metricValue: {
      args: () => [metric(), values()],
      shallow: ['[0]'],
      any: ['[0]', '[1].bits', '[1].wrongBits', '[1].metrics.coarse'],
    },
    ownMetrics: () => [task()],
    requireRows: () => [model(), [{difficulty: open({length: 1}), rows: 8}]],
    trainingPlan: {
      args: () => [
        task(),
        open({model: {architecture: 'ntm', memory: {rows: 8}}, training: {}}),
        {ranges: open({length: [1]}), episodes: 2},
      ],
      shallow: ['[1].model', '[1].training'],
    },
    sweepPlan: {
      args: () => [
        task(),
        open({architecture: 'ntm', memory: {rows: 8}}),
        {at: open({length: [1]}), episodes: 2},
      ],
      shallow: ['[1]'],
    },
    resultsTable: {args: () => [task(), [result()]], shallow: ['[1]']},
    splitText: () => [task()],
    table: () => [
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
  },
};

const sorting = () => prioritySortTask({vectorWidth: 2, items: 3});
const sorted = () => sorting().sample(new RandomStream(1), 1);
const steps = sorted().steps;
const config = {
  architecture: 'ntm',
  controller: {type: 'feedforward', units: 2},
  memory: {rows: 4, width: 2},
};
let predictor: ReturnType<typeof createModel> | undefined;

export const reportFiguresModule: Module = {
  name: 'report/figures',
  exports: figures,
  entrances: {
    answerPanels: () => [model(), task(), [open({length: 1})], 1],
    contextUses: () => {
      predictor ??= createModel(config as never, nGramsTask({order: 2, steps: 4}) as never, 1);
      return [predictor, opened(nGramsTask({order: 2, steps: 4}) as never), 1];
    },
    contextsFigure: () => [
      {
        title: 'a title',
        uses: [
          open({
            ...{head: 'read head', of: 'predicted', weights: [[1], [1]]},
            tellsContext: 0.5,
          }),
        ],
      },
    ],
    growthFigure: () => [
      {
        title: 'a title',
        task: task(),
        growth: {part: 'length', fixed: open({}), metric: 'bits'},
        series: [open({name: 'a', results: [result()]})],
      },
    ],
    learningFigure: {
      args: () => [
        {
          title: 'a title',
          series: [open({name: 'a', runs: [open({seed: 1, curve: [open({sequences: 1, bits: 1})]})]})],
          solved: open({metric: 'bits', below: 1}),
          trained: [],
        },
      ],
      any: ['[0].solved.metric', '[0].solved.below'],
    },
    outputsOf: () => [model(), episodes()],
    predictionsFigure: {
      args: () => {
        predictor ??= createModel(config as never, nGramsTask({order: 2, steps: 4}) as never, 1);
        return [
          {
            title: 'a title',
            model: predictor,
            task: opened(nGramsTask({order: 2, steps: 4}) as never),
            seed: 1,
          },
        ];
      },
    },
    sortingFigure: {
      args: () => [
        {
          title: 'a title',
          task: opened(sorting()),
          episode: open({...sorted()}),
          trace: open({
            heads: [
              open({
                kind: 'write',
                label: 'write head',
                values: open({weighting: open({shape: [steps, rows], data: new Float32Array(steps * rows)})}),
              }),
            ],
          }),
          channel: 'priority',
          vectors: 3,
          rows,
        },
      ],
    },
  },
  unchecked: {
    reason: 'it draws a run of this process, and its arguments are what openRun returns',
    names: ['drawEpisode'],
  },
};

/** A function whose first argument is a run. */
function ofRun(exported: (run: Run, ...others: never[]) => unknown, ...others: readonly unknown[]): Call {
  return {
    args: () => [theRun, ...others],
    call: (given: Run, ...rest: never[]) =>
      withTrainedRun((run) => exported(given === theRun ? run : given, ...rest)),
    required: 1 + others.length,
  };
}

export const reportRunsModule: Module = {
  name: 'report/runs',
  exports: runs,
  entrances: {
    ntmjsVersion: () => [],
    requireTrainingFor: {args: () => [task(), open({solved: {metric: 'bits', below: 1}})], shallow: ['[1]']},
    startBackend: () => ['cpu'],
    thisMachine: () => [],
    versions: () => [],
    // The table of tasks makes mistakes in a task, and each that is valid here would load a model.
    loadTrained: {...ofRun(runs.loadTrained, task()), shallow: ['[1]']},
    weightsDigest: () => [model()],
    openTask: ofRun(runs.openTask),
    readHistory: ofRun(runs.readHistory),
    writeEvaluation: ofRun(runs.writeEvaluation, []),
    createRun: {
      args: () => [runConfig(), {folder: 'run'}],
      // Whatever is a path is in the folder of the tests, also by default.
      call: async (given: never, place: {folder?: unknown} = {}) => {
        const isPath = typeof place?.folder === 'string' && place.folder !== '';
        const at = isPath ? {...place, folder: unused()} : place;
        const isDefault = at?.constructor === Object && at.folder === undefined;
        await (await runs.createRun(given, (isDefault ? {...at, runs: folder()} : at) as never)).close();
      },
      // They have entrances of their own.
      shallow: ['[0]'],
      required: 1,
    },
    hasResults: {...ofRun(runs.hasResults, 8), any: ['[1]'], required: 1},
    openWeights: {
      args: () => ['run'],
      call: (path: never) =>
        withTrainedRun(async (run) => {
          (await runs.openWeights(path === 'run' ? run.folder : path)).model.dispose();
        }),
    },
    setFirstWeights: {
      args: () => [model(), {path: 'a', sha256: '', model: model()}, {of: 8, saved: 8}],
      shallow: ['[1]', '[2]'],
    },
    openRun: {
      args: () => ['run', {edited: true}],
      call: (path: never, args: never) =>
        withTrainedRun(async (run) => {
          const {model} = await runs.openRun(path === 'run' ? run.folder : path, args);
          model.dispose();
        }),
      required: 1,
    },
    hasTensorBoard: ofRun(runs.hasTensorBoard),
    // Given the run that the call makes.
    openTensorBoard: {
      args: () => [{run: theRun, task: task(), rows: 6, sequences: 1}],
      call: (args: {run: unknown}) =>
        withTrainedRun((run) =>
          runs.openTensorBoard((args?.run === theRun ? {...args, run} : args) as never),
        ),
      any: ['[0].run'],
      shallow: ['[0].run', '[0].task'],
    },
  },
  unchecked: {
    reason:
      'what ntm import and ntm export read and write files with, and what takes parts of an open run, which their own tests spoil',
    names: ['loadTraining', 'modelOf', 'readWeightsFile', 'requireFileOf', 'savedModelOf', 'taskMetadata'],
  },
};

export const reportInspectionModule: Module = {
  name: 'report/inspection',
  exports: inspection,
  entrances: {
    openSubject: {
      args: () => [
        {folders: ['run'], episode: 1, difficulty: open({length: 1}), rows: 8, seed: 1, edited: true},
      ],
      call: (args: SubjectArgs) =>
        withTrainedRun(async (run) => {
          const isRight = Array.isArray(args?.folders) && args.folders[0] === 'run';
          const folders = isRight ? [run.folder] : args?.folders;
          (await inspection.openSubject(isRight ? {...args, folders} : args)).dispose();
        }),
    },
    ownFiles: {args: () => ['folder'], call: (path: never) => inspection.ownFiles(inFolder(path) as never)},
  },
  unchecked: {
    reason: 'its arguments are what openSubject and inspectRuns return',
    names: ['inspectRuns', 'writeFiles'],
  },
};

const job = () => ({task: 'copy', taskOptions: open({}), model: 'ntm-lstm', settings: 'measured', seed: 1});

export const reportReproductionModule: Module = {
  name: 'report/reproduction',
  exports: reproduction,
  entrances: {
    experimentTitle: {args: () => [open({name: 'copy', config: open({})})], required: 1},
    jobOf: () => [job()],
    jobsOf: () => [open({tasks: ['copy'], models: ['ntm-lstm'], settings: 'measured', seeds: 1})],
    reportTasks: () => ['measured'],
  },
  unchecked: {
    reason: 'their arguments are what jobsOf, trainings and others of them return',
    names: [
      ...['experimentsOf', 'isRival', 'jobConfig', 'jobName', 'jobSequences', 'ordered', 'readCurve'],
      ...['recordedJobs', 'reportSeeds', 'reproductionPlan', 'resultOf', 'resultRow', 'rivalsOf', 'tookOf'],
      ...['writePretrained', 'writeReport'],
    ],
  },
};

export const reportTextsModule: Module = {
  name: 'report/texts',
  exports: texts,
  entrances: {},
  unchecked: {
    reason: 'texts of reports as train gives them, and of tasks as createTask makes them',
    names: Object.keys(texts),
  },
};

export const reportPagesModule: Module = {
  name: 'report/pages',
  exports: pages,
  entrances: {},
  unchecked: {reason: 'parts of pages, which packages of this project make', names: Object.keys(pages)},
};
