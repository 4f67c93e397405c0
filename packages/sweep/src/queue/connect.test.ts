import {createServer} from 'node:net';
import {expect, test} from 'vitest';
import {connectQueue} from './connect.js';

test.each(['localhost:6379', 'https://localhost', '', 'redis'])(
  '%j is no address of a queue',
  async (url) => {
    await expect(connectQueue(url, {})).rejects.toThrow(/^queue must be /);
  },
);

test.each(['redis', 'postgres'])(
  'a %s server that is not there is named without its password',
  async (protocol) => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const {port} = server.address() as {port: number};
    await new Promise((resolve) => server.close(resolve));
    const connecting = connectQueue(`${protocol}://me:secret@127.0.0.1:${port}/0`, {});
    await expect(connecting).rejects.toThrow(
      /^queue must be the address of a server that answers \(.+\), got "(redis|postgres):\/\/me@127/,
    );
  },
);
