/** The options of `ntm sweep`. */
export interface SweepOptions {
  folder?: string;
  runs: string;
  jobs: number;
  init?: boolean;
  json?: boolean;
}
