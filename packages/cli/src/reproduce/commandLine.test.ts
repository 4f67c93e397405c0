import {mkdir} from 'node:fs/promises';
import {useFolder} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {noteCommand} from './commandLine.js';

const path = useFolder();

test('every command is noted once, in the order in which they came', async () => {
  await mkdir(path('runs'));
  expect(await noteCommand(path('runs'), 'ntm reproduce --seeds 3')).toEqual(['ntm reproduce --seeds 3']);
  await noteCommand(path('runs'), 'ntm reproduce');
  expect(await noteCommand(path('runs'), 'ntm reproduce --seeds 3')).toEqual([
    'ntm reproduce --seeds 3',
    'ntm reproduce',
  ]);
});
