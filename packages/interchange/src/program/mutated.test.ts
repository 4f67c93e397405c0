import {RandomStream} from '@ntmjs/tasks';
import {useBackend} from '@ntmjs/test-support';
import {expect, test} from 'vitest';
import {changeField, mutateBytes} from '../fixtures/mutations.js';
import {descriptionIn, withDescription} from '../fixtures/networkFiles.js';
import {modelOf} from '../fixtures/networks.js';
import {episodeOf} from '../fixtures/trained.js';
import {loadNetwork} from '../runner.js';
import {exportProgram} from './exportProgram.js';

useBackend('cpu');

const EPISODE = episodeOf(3);

/** Loads a file and runs it; whether that was possible. A refusal must be an error with a reason. */
async function accepted(bytes: Uint8Array): Promise<boolean> {
  try {
    const network = await loadNetwork(bytes);
    const {inputs, outputs} = network.description;
    const steps = EPISODE.length / inputs;
    if (Number.isInteger(steps)) expect(network.run(EPISODE).length).toBe(steps * outputs);
    for (const {name, size} of network.description.states) expect(network.states()[name]!.length).toBe(size);
    network.setStates(network.states());
    return true;
  } catch (error) {
    expect((error as Error).message).toMatch(/^the network is refused: /);
    return false;
  }
}

/**
 * Bytes are changed anywhere, after which the hash is wrong; or fields of the description, after which the hash is right. What a file
 * with other code and a right hash computes, or whether it ends, no runner can know.
 */
async function testMutated(count: number): Promise<void> {
  const model = modelOf('lstm, 1 layer');
  const file = exportProgram(model, {metadata: {task: 'copy'}});
  model.dispose();
  let read = 0;
  for (let index = 0; index < count; index++) {
    const random = new RandomStream(index, 'mutated network');
    if (index % 2 === 0) {
      const place = () => random.integer(0, file.length - 1);
      expect(await accepted(mutateBytes(file, random, place))).toBe(false);
      continue;
    }
    const description = descriptionIn(file);
    changeField(description, random);
    read += Number(await accepted(withDescription(file, description)));
  }
  // Names, and places that are free.
  expect(read).toBeGreaterThan(count / 100);
  expect(read).toBeLessThan(count / 3);
}

test('300 mutated networks run, or are refused with a reason', () => testMutated(300));

test('10 000 mutated networks run, or are refused with a reason', {tags: ['full']}, () =>
  testMutated(10_000),
);
