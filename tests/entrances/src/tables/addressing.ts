import * as exports from '@ntmjs/addressing';
import {type Module, open} from '../entrance.js';
import {batch, memory, rows, scalars, tensor, vector, weighting} from '../values.js';

const link = () => tensor(batch, rows, rows);

const sparse = () => open({rowNumbers: tensor(batch, 2), weights: tensor(batch, 2)});
const sparseLinks = () =>
  open({
    predecessors: tensor(batch, rows, 2),
    strengths: tensor(batch, rows, 2),
    successors: tensor(batch, rows, 2),
  });

const addressing = () => ({
  key: vector(),
  keyStrength: scalars(),
  interpolationGate: scalars(),
  shiftWeights: tensor(batch, 3),
  sharpening: scalars(),
});

export const addressingModule: Module = {
  name: 'addressing',
  exports,
  entrances: {
    address: () => [memory(), open(addressing()), weighting()],
    addressingStages: () => [memory(), open(addressing()), weighting()],
    allocationWeighting: () => [weighting()],
    backwardWeighting: () => [link(), weighting()],
    circularShift: () => [weighting(), tensor(batch, 3)],
    clipWeightingGradient: () => [weighting(), 1],
    contentWeighting: () => [memory(), vector(), scalars()],
    cosineSimilarity: () => [memory(), vector()],
    decayedUsage: () => [weighting(), [weighting(), weighting()], 0.9],
    denseWeighting: () => [sparse(), rows],
    forwardWeighting: () => [link(), weighting()],
    interpolate: () => [weighting(), weighting(), scalars()],
    largestWeights: () => [sparse(), 1],
    learnedWeighting: () => [batch, tensor(rows)],
    leastUsed: () => [weighting(), 2],
    maskedContentWeighting: () => [memory(), vector(), scalars(), vector()],
    mixWeightings: () => [[weighting(), weighting()], tensor(batch, 2)],
    mostSimilarRows: () => [memory(), vector(), 2],
    oneHotWeighting: () => [batch, rows, 1],
    retention: () => [[weighting()], [scalars()]],
    sharpen: () => [weighting(), scalars()],
    sharpenLinked: () => [weighting(), scalars()],
    sparseBackwardWeighting: () => [sparseLinks(), sparse(), 2],
    sparseForwardWeighting: () => [sparseLinks(), sparse(), 2],
    topRows: () => [weighting(), 2],
    uniformWeighting: () => [batch, rows],
    updateLastAccess: () => [weighting(), weighting(), scalars(), 0.005],
    updateLink: () => [link(), weighting(), weighting()],
    updatePrecedence: () => [weighting(), weighting()],
    updateSparseLinks: () => [sparseLinks(), sparse(), sparse()],
    updateSparsePrecedence: () => [sparse(), sparse()],
    updateUsage: () => [weighting(), [weighting()], weighting()],
    usageAfterAllocation: () => [weighting(), weighting(), scalars(), scalars()],
    writeWeighting: () => [weighting(), weighting(), scalars(), scalars()],
  },
};
