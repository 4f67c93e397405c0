import {inspectSamples, reportRunSamples, reportSamples} from './inspection.js';
import {
  compileSamples,
  controllerSamples,
  interchangeSamples,
  layerSamples,
  presetSamples,
  pretrainedSamples,
  sweepSamples,
  tensorboardSamples,
} from './models.js';
import type {Samples} from './sample.js';
import {addressing, heads, memories} from './tensors.js';
import {runSamples, taskSamples, trainingSamples} from './training.js';

/** A package as it is imported, and right arguments of its entrances. */
export interface TorturedPackage {
  readonly name: string;
  readonly load: () => Promise<object>;
  readonly samples: Samples;
}

/** Everything that users call. */
export const packages: readonly TorturedPackage[] = [
  {name: 'addressing', load: () => import('@ntmjs/addressing'), samples: addressing},
  {name: 'memory', load: () => import('@ntmjs/memory'), samples: memories},
  {name: 'heads', load: () => import('@ntmjs/heads'), samples: heads},
  {name: 'controllers', load: () => import('@ntmjs/controllers'), samples: controllerSamples},
  {name: 'layers', load: () => import('@ntmjs/layers'), samples: layerSamples},
  {name: 'sweep', load: () => import('@ntmjs/sweep'), samples: sweepSamples},
  {name: 'interchange', load: () => import('@ntmjs/interchange'), samples: interchangeSamples},
  {
    name: 'interchange/tensorboard',
    load: () => import('@ntmjs/interchange/tensorboard'),
    samples: tensorboardSamples,
  },
  {name: 'compile', load: () => import('@ntmjs/compile'), samples: compileSamples},
  {name: 'tasks', load: () => import('@ntmjs/tasks'), samples: taskSamples},
  {name: 'training', load: () => import('@ntmjs/training'), samples: trainingSamples},
  {name: 'training/runs', load: () => import('@ntmjs/training/runs'), samples: runSamples},
  {name: 'presets', load: () => import('@ntmjs/presets'), samples: presetSamples},
  {name: 'pretrained', load: () => import('@ntmjs/pretrained'), samples: pretrainedSamples},
  {name: 'inspect', load: () => import('@ntmjs/inspect'), samples: inspectSamples},
  {name: 'report', load: () => import('@ntmjs/report'), samples: reportSamples},
  {name: 'report/runs', load: () => import('@ntmjs/report/runs'), samples: reportRunSamples},
];
