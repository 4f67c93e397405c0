import {type TrainEvent, type TrainState, train} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import {trainingOf} from '../choice.js';
import {Curve} from './curve.js';
import type {Network} from './network.js';
import type {Progress} from './protocol.js';

/** Milliseconds between two progress reports. */
const REPORT_INTERVAL = 100;

/** Milliseconds between two checks whether a waiting training may continue. */
const POLL_INTERVAL = 50;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The training of a network: it runs until it is paused, or one step at a time. */
export class Training {
  state: TrainState;
  readonly curve: Curve;
  private readonly events: AsyncGenerator<TrainEvent, void, void>;
  private running = false;
  private single = false;
  private lastReport = 0;
  private latest: Partial<Progress> = {};
  /** The maximum speed, in sequences a second. */
  pace = Number.POSITIVE_INFINITY;
  /** The number of sequences at which it waits. */
  limit = Number.POSITIVE_INFINITY;

  constructor(network: Network) {
    const {choice, task, model, optimizer} = network;
    this.state = network.state;
    this.curve = new Curve(network.curve);
    // The page shows one memory, whose rows the user chooses: training stays on it.
    const {learningRateDecay, memorySizes: _, ...training} = trainingOf(choice);
    this.events = train({
      ...training,
      // For weights that were trained before, the learning rate has decayed already.
      ...(network.origin === 'new' && learningRateDecay && {learningRateDecay}),
      model,
      task,
      optimizer,
      seed: choice.seed,
      state: this.state,
      sequences: Number.MAX_SAFE_INTEGER,
      stopWhenSolved: false,
      reportEvery: Number.MAX_SAFE_INTEGER,
      reportWhen: () =>
        this.single || !this.running || this.isSlow || performance.now() - this.lastReport > REPORT_INTERVAL,
    } as Parameters<typeof train>[0]);
  }

  /** The current progress. */
  get progress(): Progress {
    const {numTensors: tensors, numBytes: bytes} = tf.memory();
    const {sequences, seconds, solvedAt} = this.state;
    const solved = solvedAt && {solvedAt: solvedAt.sequences};
    return {
      ...this.latest,
      sequences,
      seconds,
      ...solved,
      curve: this.curve.points,
      memory: {tensors, bytes},
    };
  }

  /**
   * Runs until it is paused.
   *
   * @param onProgress receives the progress; it is not called again before its promise resolves
   * @param afterReport is awaited after each report, before training continues
   */
  async run(
    onProgress: (progress: Progress) => Promise<void>,
    afterReport: () => Promise<void>,
  ): Promise<void> {
    this.running = true;
    let canReport = true;
    while (this.running) {
      if (this.state.sequences >= this.limit) {
        await pause(POLL_INTERVAL);
        continue;
      }
      const before = this.state.sequences;
      const started = performance.now();
      await this.advance();
      if (canReport) {
        canReport = false;
        void onProgress(this.progress).finally(() => {
          canReport = true;
        });
      }
      await afterReport();
      const wait = ((this.state.sequences - before) / this.pace) * 1000 - (performance.now() - started);
      await this.waitFor(wait);
    }
  }

  /** Makes `run` return after the current step. */
  pause(): void {
    this.running = false;
  }

  /** Runs one training step. */
  async step(): Promise<Progress> {
    this.single = true;
    try {
      await this.advance();
    } finally {
      this.single = false;
    }
    return this.progress;
  }

  /** Ends the training and frees its resources. */
  async end(): Promise<void> {
    this.pause();
    await this.events.return();
  }

  private get isSlow(): boolean {
    return this.pace < Number.POSITIVE_INFINITY;
  }

  private async advance(): Promise<void> {
    const {value} = await this.events.next();
    this.lastReport = performance.now();
    if (value === undefined) throw new Error('the training has ended');
    const {report, state} = value;
    this.state = state;
    const {sequences, bits, wrongBits, sequencesPerSecond, engine} = report;
    this.latest = {bits, wrongBits, sequencesPerSecond, engine};
    this.curve.add({sequences, bits});
  }

  private async waitFor(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    while (this.running && performance.now() < until)
      await pause(Math.min(POLL_INTERVAL, until - performance.now()));
  }
}
