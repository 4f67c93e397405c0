import '@tensorflow/tfjs-backend-cpu';
import {describeAlgorithm, type HeadTrace, inspect, type TracedArray} from '@ntmjs/inspect';
import {bandOf, describeBand} from '@ntmjs/inspect/rowBand';
import {loadPretrained, pretrainedCard} from '@ntmjs/pretrained';
import {createTask, type Episodes, findMetric, RandomStream} from '@ntmjs/tasks';
import {type Matrix, matrixOf, selectRows, transposed} from './matrix.js';

/** What a trained network does in an episode of the copy task. */
export interface CopyEpisode {
  /** What each step is for. */
  readonly phases: readonly ('input' | 'delimiter' | 'answer')[];
  /** Channels × steps; the last channel is the delimiter. */
  readonly inputs: Matrix;
  /** Channels × steps: 0 at steps that expect no answer. */
  readonly targets: Matrix;
  /** The probabilities of ones, channels × steps: 0 at steps that expect no answer. */
  readonly outputs: Matrix;
  /** How many bits the answer has, and how many of them are wrong. */
  readonly bits: number;
  readonly wrongBits: number;
  /** The memory rows that are shown, from top to bottom: all that a head points to, and one more at both ends. */
  readonly rows: readonly number[];
  /** `rows 0–8 of 128` */
  readonly rowsText: string;
  readonly heads: readonly CopyHead[];
  /** Shown rows × width, after each step. */
  readonly memories: readonly Matrix[];
  /** The size of the largest number in them. */
  readonly most: number;
}

/** What a head does in an episode. */
export interface CopyHead {
  readonly label: string;
  /** Shown rows × steps. */
  readonly attention: Matrix;
  readonly steps: readonly HeadStep[];
  /** What it does, step by step, in words that follow from the rows it points to. */
  readonly sentences: readonly string[];
}

/** Where a head attends most at a step, its share there, and the parameters that lead there. */
interface HeadStep {
  readonly row: number;
  readonly share: number;
  readonly keyStrength: number;
  readonly interpolationGate: number;
  /** For the shifts −1, 0, +1. */
  readonly shiftWeights: readonly number[];
  readonly sharpening: number;
}

/** A head points to a row with at least this share of its attention. */
const POINTS = 0.1;

const load = () =>
  Promise.all([loadPretrained('copy-ntm-feedforward'), pretrainedCard('copy-ntm-feedforward')]);
let loading: ReturnType<typeof load> | undefined;

/** Loads the model, the first time that it is needed. */
function loaded(): ReturnType<typeof load> {
  loading ??= load();
  return loading;
}

/**
 * Draws an episode, and runs the trained network through it.
 *
 * @param length the number of vectors to copy
 * @throws Error if the files of the model cannot be read
 */
export async function copyEpisode(seed: number, length: number): Promise<CopyEpisode> {
  const [model, card] = await loaded();
  const task = createTask(card.task.name, card.task.config);
  const episode = task.sample(new RandomStream(seed), 1, {length});
  const trace = await inspect(model, episode);
  const answers = trace.outputs.data.map((logit, index) =>
    episode.mask[Math.floor(index / episode.outputSize)] === 1 ? 1 / (1 + Math.exp(-logit)) : 0,
  );
  const {band, rows} = shownRows(trace.heads);
  const memories = stepsOf(trace.state.memory!).map((memory) =>
    selectRows({values: memory, columns: trace.state.memory!.shape[2]!}, rows),
  );
  const descriptions = describeAlgorithm({trace, episode, task});
  return {
    phases: phasesOf(episode),
    inputs: transposed({values: episode.inputs, columns: episode.inputSize}),
    targets: transposed({values: episode.targets, columns: episode.outputSize}),
    outputs: transposed({values: answers, columns: episode.outputSize}),
    bits: length * episode.outputSize,
    wrongBits: findMetric(task.metrics, 'wrongBits').evaluate(trace.outputs.data, episode)[0]!,
    rows,
    rowsText: `${describeBand(band)} of ${band.rows}`,
    heads: trace.heads.map((head) => ({
      label: head.label,
      attention: selectRows(transposed(matrixOf(stepsOf(head.values.weighting!))), rows),
      steps: headSteps(head),
      sentences: descriptions.find(({label}) => label === head.label)!.sentences,
    })),
    memories,
    most: memories.reduce((most, {values}) => Math.max(most, ...Array.from(values, Math.abs)), 0),
  };
}

function phasesOf({steps, inputSize, inputs, mask}: Episodes): CopyEpisode['phases'] {
  return Array.from({length: steps}, (_, step) => {
    if (mask[step] === 1) return 'answer';
    return inputs[(step + 1) * inputSize - 1] === 1 ? 'delimiter' : 'input';
  });
}

/** The rows that heads point to and those between them; row 0 follows the last row. */
function shownRows(heads: readonly HeadTrace[]) {
  const weightings = heads.flatMap(({values}) => stepsOf(values.weighting!));
  const pointedTo = Array.from(weightings[0]!, (_, row) => weightings.some((one) => one[row]! >= POINTS));
  const band = bandOf(pointedTo, {ring: true, margin: 1});
  return {band, rows: Array.from({length: band.count}, (_, index) => (band.first + index) % band.rows)};
}

function headSteps({values}: HeadTrace): HeadStep[] {
  const part = (name: string) => stepsOf(values[name]!);
  const [keyStrength, interpolationGate, shiftWeights, sharpening] = [
    part('keyStrength'),
    part('interpolationGate'),
    part('shiftWeights'),
    part('sharpening'),
  ];
  return part('weighting').map((weighting, step) => {
    const share = Math.max(...weighting);
    return {
      row: weighting.indexOf(share),
      share,
      keyStrength: keyStrength[step]![0]!,
      interpolationGate: interpolationGate[step]![0]!,
      shiftWeights: Array.from(shiftWeights[step]!),
      sharpening: sharpening[step]![0]!,
    };
  });
}

/** The numbers of each step of a trace. */
function stepsOf({shape: [steps], data}: TracedArray): Float32Array[] {
  const size = data.length / steps!;
  return Array.from({length: steps!}, (_, step) => data.subarray(step * size, (step + 1) * size));
}
