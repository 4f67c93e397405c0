// Builds a workspace and the packages that it depends on, or all workspaces:
//
//   npm run build [-- @ntmjs/cli]
import {quietTurbo} from './turbo.js';

const [workspace] = process.argv.slice(2);
const terminal = process.stdout.isTTY;
if (terminal) process.stdout.write(`Building ${workspace ?? 'all workspaces'} …`);
const built = await quietTurbo('build', ...(workspace === undefined ? [] : [`--filter=${workspace}`]));
if (terminal) process.stdout.write('\r\x1b[K');
if (!built) process.exitCode = 1;
