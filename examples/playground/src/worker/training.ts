import {type TrainEvent, type TrainState, train} from '@ntmjs/training';
import * as tf from '@tensorflow/tfjs-core';
import {trainingOf} from '../choice.js';
import {Curve} from './curve.js';
import type {Network} from './network.js';
import type {Progress} from './protocol.js';

/** How often a training that runs tells where it is, in milliseconds. */
const REPORT_INTERVAL = 100;

/** How long a training waits before it looks again whether it may go on, in milliseconds. */
const PATIENCE = 50;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The training of a network, which runs, pauses, and goes step by step. */
export class Training {
  state: TrainState;
  readonly curve: Curve;
  private readonly events: AsyncGenerator<TrainEvent, void, void>;
  private running = false;
  private single = false;
  private lastReport = 0;
  private latest: Partial<Progress> = {};
  /** Sequences a second at the most. */
  pace = Number.POSITIVE_INFINITY;
  /** How many sequences it may come to. */
  limit = Number.POSITIVE_INFINITY;

  constructor(network: Network) {
    const {choice, task, model, optimizer} = network;
    this.state = network.state;
    this.curve = new Curve(network.curve);
    const {learningRateDecay, ...training} = trainingOf(choice);
    this.events = train({
      ...training,
      // Weights that were trained before have had the rate fall already.
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

  /** Where it stands. */
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
   * @param tell is told where it is whenever it has taken in what it was told before
   * @param between is waited for after every report: nothing moves meanwhile
   */
  async run(tell: (progress: Progress) => Promise<void>, between: () => Promise<void>): Promise<void> {
    this.running = true;
    let listening = true;
    while (this.running) {
      if (this.state.sequences >= this.limit) {
        await pause(PATIENCE);
        continue;
      }
      const before = this.state.sequences;
      const started = performance.now();
      await this.advance();
      if (listening) {
        listening = false;
        void tell(this.progress).finally(() => {
          listening = true;
        });
      }
      await between();
      const wait = ((this.state.sequences - before) / this.pace) * 1000 - (performance.now() - started);
      await this.waitFor(wait);
    }
  }

  /** Lets `run` end after the step in hand. */
  pause(): void {
    this.running = false;
  }

  /** One training step. */
  async step(): Promise<Progress> {
    this.single = true;
    try {
      await this.advance();
    } finally {
      this.single = false;
    }
    return this.progress;
  }

  /** Ends it for good. */
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
    if (value === undefined) throw new Error('training has ended: begin it anew');
    const {report, state} = value;
    this.state = state;
    const {sequences, bits, wrongBits, sequencesPerSecond, engine} = report;
    this.latest = {bits, wrongBits, sequencesPerSecond, engine};
    this.curve.add({sequences, bits});
  }

  private async waitFor(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    while (this.running && performance.now() < until)
      await pause(Math.min(PATIENCE, until - performance.now()));
  }
}
