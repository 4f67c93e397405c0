import {compile} from '@ntmjs/compile';
import type {Subject} from '../subject.js';

/** The same layer compiled, which must do all that it does eagerly, but for dropout: a step with chance has no trace. */
export function compiled(subject: Subject): Subject {
  return {
    ...subject,
    name: `${subject.name}, compiled`,
    reference: false,
    compiled: true,
    layer: (options) => compile(subject.layer(options)),
    cell: undefined,
    dropout: undefined,
  };
}
