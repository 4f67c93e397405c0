import {RandomStream} from '@ntmjs/tasks';
import type {LayersModel} from '@tensorflow/tfjs-layers';
import {endReason} from './endReason.js';
import {EpisodeDraws} from './episodeDraws.js';
import {decayAfter, setLearningRate} from './learningRate.js';
import {metricValues} from './metricValues.js';
import {MetricWindows, WindowsOnRows} from './metricWindows.js';
import {NonFiniteError} from './nonFinite.js';
import {requireStatesMemory} from './statesMemory.js';
import {resolveTrainArgs, type TrainArgs} from './trainArgs.js';
import type {EndReason, TrainEvent} from './trainEvent.js';
import {createTrainingStep} from './trainingStep.js';
import {Yielder} from './yielder.js';

/**
 * Trains a model on a task, with progress events.
 *
 * Returns an async iterator: steps are taken only while events are consumed, and leaving the loop ends the training. Equal seeds,
 * models and backends give equal results, except for `seconds`.
 *
 * @throws ArgumentError at once if an argument is unknown or out of its range, or the model does not fit the task; while it trains,
 *   if a batch does not fit the memory
 * @throws NonFiniteError while it trains, if a logit, the loss or a gradient is not a finite number; the weights are those before the
 *   step
 */
export function train(args: TrainArgs): AsyncGenerator<TrainEvent, void, void> {
  return trainingEvents(resolveTrainArgs(args));
}

type ResolvedArgs = ReturnType<typeof resolveTrainArgs>;

async function* trainingEvents(args: ResolvedArgs): AsyncGenerator<TrainEvent, void, void> {
  const variants = args.memorySizes.models();
  try {
    yield* eventsOn(variants, args);
  } finally {
    for (const variant of variants) variant.dispose();
  }
}

/** @param variants the model with each of the other sizes of the memory */
async function* eventsOn(
  variants: readonly LayersModel[],
  args: ResolvedArgs,
): AsyncGenerator<TrainEvent, void, void> {
  const {model, task, optimizer, learningRate: firstRate, limits, batch, decay, curriculum} = args;
  const {clip, window, reportEvery, reportWhen, signal, mode, threads, relaxedSimd, state: from} = args;
  const {memorySizes, seed} = args;
  const random = RandomStream.fromState(from.random);
  const draws = new EpisodeDraws(task, random);
  const windows = new MetricWindows(task.metrics, window, from.metrics);
  const onRows = new WindowsOnRows(task.metrics, window, from.onRows);
  const {rateScale} = from;
  let {sequences, solvedAt} = from;

  const step = await createTrainingStep(model, optimizer, clip, mode, threads, relaxedSimd, variants);
  const [sequencesBefore, started] = [sequences, performance.now()];
  const elapsed = () => (performance.now() - started) / 1000;
  const seconds = () => from.seconds + elapsed();
  const learningRate = () => firstRate * rateScale * decayAfter(sequences, decay);

  const event = async (kind: {type: 'progress'} | {type: 'end'; reason: EndReason}): Promise<TrainEvent> => {
    await step.sync();
    const standing = {sequences, seconds: seconds(), ...(solvedAt && {solvedAt})};
    return {
      ...kind,
      report: {
        ...standing,
        ...windows.means,
        ...onRows.means,
        learningRate: learningRate(),
        ...(curriculum && {difficulty: curriculum.difficulty}),
        sequencesPerSecond: (sequences - sequencesBefore) / elapsed(),
        engine: step.engine,
        ...(step.reason !== undefined && {engineReason: step.reason}),
      },
      state: {
        ...standing,
        random: draws.state,
        metrics: windows.toJSON(),
        ...onRows.toJSON(),
        rateScale,
        ...(curriculum?.state && {curriculum: curriculum.state}),
      },
    };
  };

  const batchAfter = (trained: number) => Math.min(batch, limits.sequences - trained);
  /** Draws the batch after the current one; a curriculum must see the current one first. */
  const drawAhead = () => {
    const next = batchAfter(sequences + batchAfter(sequences));
    if (curriculum === undefined && next > 0) draws.drawAhead(next);
  };

  const takeStep = async (): Promise<void> => {
    setLearningRate(optimizer, learningRate());
    const difficulty = curriculum?.draw(random);
    const episodes = draws.next(batchAfter(sequences), difficulty);
    const size = memorySizes.draw(seed, sequences);
    const on = size === undefined ? model : variants[size]!;
    if (step.engine !== 'compiled') requireStatesMemory(on, episodes);
    const measures =
      step.engine === 'compiled'
        ? {bits: new Float64Array(episodes.batch), wrongBits: new Float64Array(episodes.batch)}
        : undefined;
    const logits = await step.run(episodes, {variant: size, meanwhile: drawAhead, measures});
    const values = metricValues(task.metrics, logits, episodes, measures);
    const isPractice = difficulty !== undefined && curriculum?.isPractice(difficulty);
    const isMeasured = size === undefined && !isPractice;
    if (isMeasured) {
      if (curriculum?.hasRisen) for (const each of [windows, onRows]) each.clear();
      windows.push(values);
    } else if (size !== undefined && !isPractice) onRows.push(memorySizes.rowsOf(size), values);
    sequences += episodes.batch;
    if (!isMeasured) return;
    const isTask = curriculum?.complete ?? true;
    if (limits.solved && isTask && windows.isSolved(limits.solved)) {
      solvedAt ??= {sequences, seconds: seconds()};
    }
    curriculum?.learn(values);
  };

  const yielder = new Yielder();
  try {
    for (;;) {
      const reason = endReason({sequences, solvedAt}, limits) ?? (signal?.aborted ? 'stopped' : undefined);
      if (reason !== undefined) {
        yield await event({type: 'end', reason});
        return;
      }
      const before = sequences;
      await takeStep();
      const due = Math.floor(sequences / reportEvery) > Math.floor(before / reportEvery);
      const asked = reportWhen?.() === true;
      if (due || asked) {
        yield await event({type: 'progress'});
      }
      await yielder.yield();
    }
  } catch (error) {
    throw error instanceof NonFiniteError ? error.after(sequences) : error;
  } finally {
    setLearningRate(optimizer, firstRate);
    step.dispose();
  }
}
