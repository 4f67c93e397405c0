/** The numbers of runs of disturbed sweeps, and how many of their workers are killed. */
export interface Size {
  readonly runs: number;
  readonly kills: number;
}

/** How long, in milliseconds, a test of so many runs may take before it is given up. */
export const timeoutOf = (runs: number) => 60_000 + 30_000 * runs;

/** What `npm run long` asks for besides. */
const long = Number(process.env.NTM_SWEEP_RUNS ?? 0);

export const sizes: readonly Size[] = [
  {runs: 15, kills: 3},
  {runs: 200, kills: 40},
  ...(long > 0 ? [{runs: long, kills: Math.floor(long / 10)}] : []),
];
