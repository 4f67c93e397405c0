import type {Host} from './host.js';
import type {Subject} from './subject.js';

/** One way in which a recurrent layer is used, and what must hold then. */
export interface Check {
  /** What the table calls it: `stateful`, `masking`. */
  readonly name: string;
  /** Why it says nothing of this subject on this host; nothing where it does. */
  skip?(subject: Subject, host: Host): string | undefined;
  /** Throws if something does not hold. */
  run(subject: Subject, host: Host): void | Promise<void>;
}

/** What became of a check. */
export type Outcome =
  | {readonly status: 'passed'}
  | {readonly status: 'failed'; readonly message: string}
  | {readonly status: 'skipped'; readonly reason: string}
  /** It failed as `knownFailures` says: tfjs itself does not do that. */
  | {readonly status: 'known'; readonly reason: string};

/** An outcome with what it is the outcome of, by name. */
export interface Result {
  readonly subject: string;
  readonly check: string;
  readonly outcome: Outcome;
}
