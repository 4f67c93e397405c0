import type {Host} from './host.js';
import type {Subject} from './subject.js';

/** One way in which a recurrent layer is used, with the properties that must hold. */
export interface Check {
  /** Its name in the table, e.g. `masking`. */
  readonly name: string;
  /** Why it does not apply to this subject on this host; undefined if it does. */
  skip?(subject: Subject, host: Host): string | undefined;
  /** Throws if a property does not hold. */
  run(subject: Subject, host: Host): void | Promise<void>;
}

/** The outcome of a check. */
export type Outcome =
  | {readonly status: 'passed'}
  | {readonly status: 'failed'; readonly message: string}
  | {readonly status: 'skipped'; readonly reason: string}
  /** It failed as `knownFailures` lists: a limit of tfjs itself. */
  | {readonly status: 'known'; readonly reason: string};

/** An outcome with the names of its subject and check. */
export interface Result {
  readonly subject: string;
  readonly check: string;
  readonly outcome: Outcome;
}
