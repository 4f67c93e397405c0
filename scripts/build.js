// Builds a workspace and the packages that it depends on:
//
//   node scripts/build.js @ntmjs/cli
import {quietTurbo} from './turbo.js';

const [workspace] = process.argv.slice(2);
if (process.stdout.isTTY) process.stdout.write(`Building ${workspace} …`);
const built = await quietTurbo('build', `--filter=${workspace}`);
if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
if (!built) process.exitCode = 1;
