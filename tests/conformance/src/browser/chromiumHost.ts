import {type Browser, openPage, type WatchedPage} from '@ntmjs/test-support/chromium';
import type {Outcome} from '../check.js';
import type {GoldenResult} from '../golden/goldenCheck.js';
import type {BackendName} from '../host.js';
import type {Order} from './orders.js';

export interface ChromiumHostArgs {
  readonly browser: Browser;
  /** Where the page is served. */
  readonly url: string;
  readonly place: 'page' | 'worker';
  readonly backend: BackendName;
  /** After how many milliseconds an order has hung. */
  readonly limit?: number;
}

const LIMIT = 120_000;

/**
 * How many checks a page carries out. A process has room for about 125 WebAssembly memories, and what one worker no longer
 * uses is not collected when another runs out: compiled models go with their page.
 */
const CHECKS = 40;

/**
 * A page of Chromium that carries orders out, one after the other, there or in a worker. After one that hangs or
 * crashes, and after a number of checks, the next has a new page.
 */
export class ChromiumHost {
  private watched: WatchedPage | undefined;
  private checks = 0;

  constructor(private readonly args: ChromiumHostArgs) {}

  /** Runs one check on one subject; what goes wrong in the page meanwhile is a failure of it. */
  async check(check: string, subject: string): Promise<Outcome> {
    if (this.checks === CHECKS) await this.close();
    this.checks++;
    try {
      return (await this.order({kind: 'check', check, subject})) as Outcome;
    } catch (error) {
      return {status: 'failed', message: (error as Error).message};
    }
  }

  /** Compares with a golden file in the same way. */
  async golden(check: string): Promise<GoldenResult> {
    try {
      return (await this.order({kind: 'golden', check})) as GoldenResult;
    } catch (error) {
      const outcome = {status: 'failed', message: (error as Error).message} as const;
      return {check, outcome, deviations: {values: Number.NaN, gradients: Number.NaN}};
    }
  }

  /** @throws if the order fails, takes longer than the limit, or leaves an error in the page that nothing caught */
  private async order(order: Order): Promise<unknown> {
    try {
      const {page, errors} = this.watched ?? (await this.open());
      const answer = await this.withinLimit(page.evaluate((given) => conformance(given), order as never));
      if (errors.length > 0) throw new Error(`errors in the page: ${errors.join('; ')}`);
      return answer;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private async open(): Promise<WatchedPage> {
    const {browser, url, place, backend} = this.args;
    this.watched = await openPage(browser, `${url}page.html`);
    const start: Order = {kind: 'start', place, backend};
    await this.withinLimit(this.watched.page.evaluate((given) => conformance(given), start as never));
    return this.watched;
  }

  private async withinLimit<T>(answer: Promise<T>): Promise<T> {
    const limit = this.args.limit ?? LIMIT;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${limit / 1000} s`)), limit);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.watched?.page.close();
    this.watched = undefined;
    this.checks = 0;
  }
}
