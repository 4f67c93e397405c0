/** How each package manager runs a script that it has no shorter command for. */
const RUN = {npm: 'npm run', pnpm: 'pnpm', yarn: 'yarn', bun: 'bun run'} as const;

type PackageManager = keyof typeof RUN;

/**
 * The package manager that called the command.
 *
 * @param userAgent what it says of itself in `npm_config_user_agent`: `pnpm/10.34.9 npm/? node/v22.0.0 linux x64`
 * @returns npm if that is unknown
 */
export function packageManagerOf(userAgent = ''): PackageManager {
  const [name] = userAgent.split('/');
  return Object.hasOwn(RUN, name!) ? (name as PackageManager) : 'npm';
}

/** The command that runs a script of a project: `npm start`, `npm run dev`. */
export function scriptCommand(manager: PackageManager, script: string): string {
  const short = manager === 'npm' && ['start', 'test'].includes(script);
  return `${short ? manager : RUN[manager]} ${script}`;
}
