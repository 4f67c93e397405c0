/** Where a sweep and its runs are. */
export interface OpenOptions {
  folder?: string;
  runs: string;
}

/** Who works on runs. */
export interface HandsOptions {
  jobs: number;
  lease: number;
  queue?: string | undefined;
}

/** The options of `ntm sweep`. */
export interface SweepOptions extends OpenOptions, HandsOptions {
  init?: boolean;
  json?: boolean;
}

/** The options of `ntm worker`. */
export interface WorkerOptions extends OpenOptions, HandsOptions {
  modules?: string;
  index?: number;
  of?: number;
}
