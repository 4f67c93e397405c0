// Disturbed sweeps of many runs, in the folder alone and on each queue, with what they took:
//
//   npm run long --workspace tests/sweeps [-- 1000]

import {spawnSync} from 'node:child_process';

const runs = Number(process.argv[2] ?? 1000);
const env = {...process.env, NTM_SWEEP_RUNS: String(runs)};
const {status} = spawnSync('npx', ['vitest', 'run', '-t', `do ${runs} runs`], {stdio: 'inherit', env});
process.exitCode = status ?? 1;
