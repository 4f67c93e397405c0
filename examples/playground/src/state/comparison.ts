import {signal} from '@preact/signals';
import {proxy, type Remote, wrap} from 'comlink';
import {type Choice, comparisonOf} from '../choice.js';
import type {NetworkWorker} from '../worker/networkWorker.js';
import type {Progress} from '../worker/protocol.js';
import {nextFrame} from './nextFrame.js';
import {openWorker} from './openWorker.js';

/** The LSTM that a network is compared with: it trains in its own worker, on as many sequences. */
export class Comparison {
  readonly progress = signal<Progress | undefined>(undefined);
  private worker: Remote<NetworkWorker> | undefined;
  private compared: string | undefined;
  private wanted = false;

  /**
   * Trains until it is paused.
   *
   * @param compared the network to compare with; another one starts a new LSTM
   * @param sequences how many sequences that network has been trained on
   */
  async run(compared: Choice, sequences: number, onError: (error: unknown) => void): Promise<void> {
    this.wanted = true;
    try {
      this.worker ??= wrap<NetworkWorker>(openWorker(onError));
      const key = JSON.stringify(compared);
      if (this.compared !== key) {
        this.compared = key;
        this.progress.value = undefined;
        await this.worker.startComparison(comparisonOf(compared), compared);
      }
      await this.worker.setLimit(sequences);
      if (!this.wanted) return;
      await this.worker.run(
        proxy(async (progress: Progress) => {
          this.progress.value = progress;
          await nextFrame();
        }),
      );
    } catch (error) {
      onError(error);
    }
  }

  /** Lets it train up to a number of sequences. */
  follow(sequences: number): void {
    void this.worker?.setLimit(sequences);
  }

  async pause(): Promise<void> {
    this.wanted = false;
    await this.worker?.pause();
  }

  /** Pauses it; the next training starts with new weights. */
  async reset(): Promise<void> {
    await this.pause();
    this.compared = undefined;
    this.progress.value = undefined;
  }
}
