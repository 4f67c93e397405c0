import type {BackendName} from './host.js';

/** What tfjs itself does not do, so that no layer can be asked for it. */
export interface KnownFailure {
  readonly check: string;
  /** The names of the subjects that fail; all unless given. */
  readonly subjects?: readonly string[];
  /** Where; on every backend unless given. */
  readonly backends?: readonly BackendName[];
  /** What the check's error says. */
  readonly message: RegExp;
  /** Why, for the table. */
  readonly reason: string;
}

export const knownFailures: readonly KnownFailure[] = [];

/** What is known of a check on a subject and a backend. */
export function knownFailure(check: string, subject: string, backend: BackendName): KnownFailure | undefined {
  return knownFailures.find(
    (known) =>
      known.check === check &&
      (known.subjects?.includes(subject) ?? true) &&
      (known.backends?.includes(backend) ?? true),
  );
}
