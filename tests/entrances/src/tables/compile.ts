import * as exports from '@ntmjs/compile';
import {compile} from '@ntmjs/compile';
import {type Module, open} from '../entrance.js';
import {builtLayer, model} from '../values.js';

const rule = () =>
  open({
    slots: ['mean'],
    scalars: () => ({}),
    update: (_: unknown, {weight, mean}: Record<string, unknown>) => ({weight, mean}),
  });
const batch = () => open({batch: 1, steps: 2, inputs: new Float32Array(6)});

let oneTrainer: exports.LayerTrainer | undefined;

let oneStepper: exports.LayerStepper | undefined;
let onePredictor: exports.LayerPredictor | undefined;

/** A stepper, always the same. */
function stepper(): exports.LayerStepper {
  oneStepper ??= new exports.LayerStepper(builtLayer());
  return oneStepper;
}

/** A predictor, always the same. */
function predictor(): exports.LayerPredictor {
  onePredictor ??= new exports.LayerPredictor(builtLayer());
  return onePredictor;
}

/** A trainer, always the same. */
function trainer(): exports.LayerTrainer {
  oneTrainer ??= new exports.LayerTrainer(builtLayer(), rule() as never, {}, {variants: [builtLayer()]});
  return oneTrainer;
}

export const compileModule: Module = {
  name: 'compile',
  exports,
  entrances: {
    compile: () => [builtLayer(), {memoryBudget: 1000, fallback: 'eager', relaxedSimd: false}],
    'compile.model': {
      args: () => [model(), {memoryBudget: 1000, fallback: 'eager', relaxedSimd: false, threads: 1}],
      call: compile,
    },
    compileLayers: () => [model(), {relaxedSimd: false}],
    eagerReasonOf: () => [builtLayer()],
    recurrentLayersOf: () => [builtLayer()],
    detach: () => [builtLayer()],
    explain: () => [builtLayer(), 1],
    hasRelaxedSimd: () => [],
    isCompiled: () => [builtLayer()],
    LayerPredictor: () => [builtLayer()],
    'LayerPredictor.predict': {args: () => [batch()], call: (given: never) => predictor().predict(given)},
    LayerStepper: () => [builtLayer(), {batch: 1}],
    'LayerStepper.step': {args: () => [new Float32Array(3)], call: (inputs: never) => stepper().step(inputs)},
    'LayerStepper.reset': {
      args: () => [stepper().states],
      call: (states: never) => stepper().reset(states),
      required: 0,
    },
    LayerTrainer: () => [
      builtLayer(),
      rule(),
      {globalNorm: 1, elementwise: 1},
      {threads: 1, relaxedSimd: false, variants: [builtLayer()]},
    ],
    'LayerTrainer.load': {
      args: () => [[new Float32Array(24), new Float32Array(16), new Float32Array(8)], [], 0],
      call: (weights: never, slots: never, iterations: never) => trainer().load(weights, slots, iterations),
    },
    'LayerTrainer.step': {
      args: () => [
        batch(),
        {type: 'binaryCrossEntropy', targets: new Float32Array(4), weights: new Float32Array(2)},
        0.1,
        {
          ...{variant: 0, meanwhile: () => {}},
          measures: {bits: new Float64Array(1), wrongBits: new Float64Array(1)},
        },
      ],
      required: 3,
      call: (...args: never[]) =>
        trainer().step(...(args as unknown as Parameters<exports.LayerTrainer['step']>)),
    },
    recordNetwork: () => [model()],
    runnerOf: () => [compile(builtLayer())],
    standaloneStep: () => [model()],
  },
  unchecked: {
    reason: 'an error, which this project throws',
    names: ['CompilationError', 'NonFiniteGradient', 'NonFiniteOutput', 'TraceError'],
  },
};
