/** Whether `npm test` runs, as on each commit, and not `npm run test:all`. */
export const isQuick = process.env.NTM_TEST_QUICK !== undefined;

/** How often a test repeats something: `all` times in `npm run test:all`, and a quarter as often in `npm test`. */
export function repetitions(all: number): number {
  return isQuick ? Math.ceil(all / 4) : all;
}
