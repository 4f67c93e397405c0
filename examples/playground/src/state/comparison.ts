import {signal} from '@preact/signals';
import {proxy, type Remote, wrap} from 'comlink';
import {type Choice, comparisonOf} from '../choice.js';
import type {Laboratory} from '../worker/laboratory.js';
import type {Progress} from '../worker/protocol.js';
import {nextFrame} from './nextFrame.js';
import {openWorker} from './openWorker.js';

/** The LSTM that is trained beside a network, in a worker of its own, on as many sequences. */
export class Comparison {
  readonly progress = signal<Progress | undefined>(undefined);
  private laboratory: Remote<Laboratory> | undefined;
  private beside: string | undefined;
  private wanted = false;

  /** Lets it train beside a network that stands where it stands. */
  async run(beside: Choice, sequences: number, fail: (error: unknown) => void): Promise<void> {
    this.wanted = true;
    try {
      this.laboratory ??= wrap<Laboratory>(openWorker(fail));
      const name = JSON.stringify(beside);
      if (this.beside !== name) {
        this.beside = name;
        this.progress.value = undefined;
        await this.laboratory.startComparison(comparisonOf(beside), beside);
      }
      await this.laboratory.setLimit(sequences);
      if (!this.wanted) return;
      await this.laboratory.run(
        proxy(async (progress: Progress) => {
          this.progress.value = progress;
          await nextFrame();
        }),
      );
    } catch (error) {
      fail(error);
    }
  }

  /** Lets it train up to as many sequences as the network beside it. */
  follow(sequences: number): void {
    void this.laboratory?.setLimit(sequences);
  }

  async pause(): Promise<void> {
    this.wanted = false;
    await this.laboratory?.pause();
  }

  /** Begins anew with the next training. */
  async forget(): Promise<void> {
    await this.pause();
    this.beside = undefined;
    this.progress.value = undefined;
  }
}
