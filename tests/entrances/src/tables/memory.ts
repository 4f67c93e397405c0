import * as exports from '@ntmjs/memory';
import {type Module, open} from '../entrance.js';
import {batch, memory, rows, scalars, tensor, vector, weighting, width} from '../values.js';

const contents = () => open({memory: memory(), strengths: weighting()});
const operation = () => open({value: vector(), push: scalars(), pop: scalars()});

export const memoryModule: Module = {
  name: 'memory',
  exports,
  entrances: {
    add: () => [memory(), weighting(), vector()],
    constantMemory: () => [batch, rows, width, 0.1],
    continuousDeque: () => [contents(), operation(), operation()],
    continuousQueue: () => [contents(), operation()],
    continuousStack: () => [contents(), operation()],
    erase: () => [memory(), weighting(), vector()],
    gatherRows: () => [memory(), tensor(batch, 4)],
    learnedMemory: () => [batch, tensor(rows, width)],
    peekWeighting: () => [weighting(), 'first'],
    pop: () => [weighting(), scalars(), 'first'],
    push: () => [contents(), vector(), scalars(), 'first'],
    randomMemory: () => [batch, rows, width, 0.1, 1],
    read: () => [memory(), weighting()],
    scatterRows: () => [tensor(batch, 4), tensor(batch, 4, width), rows],
    write: () => [memory(), weighting(), vector(), vector()],
    writeTogether: () => [memory(), [{weighting: weighting(), eraseVector: vector(), addVector: vector()}]],
  },
};
