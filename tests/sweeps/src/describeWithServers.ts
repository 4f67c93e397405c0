import {describe, expect, test} from 'vitest';
import {postgres, redis, type ServerKind} from './servers.js';

/**
 * Defines tests for each kind of server. Where there is none of a kind, one skipped test says so instead, or one that fails if its variable,
 * such as `NTM_REQUIRE_REDIS`, is 1.
 */
export function describeWithServers(define: (kind: ServerKind) => void): void {
  for (const kind of [redis, postgres]) {
    const {name, required} = kind;
    if (kind.isHere()) describe(`a queue on ${name}`, () => define(kind));
    else if (process.env[required] === '1')
      test(name, () => expect.fail(`${required} is 1, but there is no ${name}`));
    else test.skip(`${name}: skipped, for there is none (Debian: apt-get install ${kind.package})`);
  }
}
