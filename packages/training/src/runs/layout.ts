/** The names of what is in the folder of a run. */
export const RUN_FILE = 'run.json';
export const METRICS_FILE = 'metrics.jsonl';
export const CHECKPOINTS = 'checkpoints';
export const BEST = 'best';
