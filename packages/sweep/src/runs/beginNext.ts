import type {PlannedRun} from './plannedRun.js';
import type {Attempt, RunStore} from './store.js';

/** Begins an attempt after all others, also if one goes on: it loses its run. */
export async function beginNext(store: RunStore, run: PlannedRun): Promise<Attempt> {
  for (;;) {
    const last = (await store.attempts(run)).at(-1);
    const attempt = await store.begin(run, (last?.attempt ?? 0) + 1);
    if (attempt !== undefined) return attempt;
  }
}
