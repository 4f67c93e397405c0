import {arrayMemory, requireMemory} from '@ntmjs/arguments';
import type {SequenceRunner} from './sequence.js';
import type {SequenceShape} from './sequenceBatch.js';

/**
 * Requires that a program's memory can hold a batch. Workers load the runner without other packages, so it does not check this itself.
 *
 * @param backward whether there will be a backward pass
 * @throws ArgumentError that names `batch` or `steps`
 */
export function requireRoom(runner: SequenceRunner, {batch, steps}: SequenceShape, backward: boolean): void {
  const bytesOf = (shape: SequenceShape) => runner.bytesFor(shape, backward);
  requireMemory('the memory of a compiled layer', {steps, batch}, bytesOf, arrayMemory());
}
