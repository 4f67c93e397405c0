/** What `npm test` sets, which runs on each commit. */
const QUICK = 'NTM_TEST_QUICK';

/** How often a test repeats something: `all` times in `npm run test:all`, and a quarter as often in `npm test`. */
export function repetitions(all: number): number {
  return process.env[QUICK] === undefined ? all : Math.ceil(all / 4);
}
