import {compile} from '@ntmjs/compile';
import type {MemoryAugmentedRNN} from '@ntmjs/layers';
import {
  added,
  content,
  dequeStep,
  describeOnBackends,
  erased,
  expectClose,
  interpolated,
  readVector,
  rowsOf,
  sharpened,
  shifted,
  similarities,
  softmax,
  stackOrQueueStep,
  useBackend,
} from '@ntmjs/test-support';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {
  type ArchitectureName,
  architectureNames,
  episode,
  hasRows,
  modelOf,
  rows,
  vectorAt,
  width,
} from '../fixtures/architectures.js';
import {type EpisodeTrace, type HeadTrace, inspect} from '../index.js';

const tolerance = {absolute: 2e-5, relative: 1e-4};
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const close = (actual: readonly number[], expected: readonly number[]) =>
  expectClose(tf.tensor1d([...actual]), expected, tolerance);

/** One step of a trace, in plain numbers: of a head, of the state before and after, of the rows. */
function stepOf(trace: EpisodeTrace, step: number) {
  const before = (name: string) => vectorAt(trace.stateBefore[name]!, step);
  const after = (name: string) => vectorAt(trace.state[name]!, step);
  const headsOf = (kind: HeadTrace['kind']) =>
    trace.heads
      .filter((head) => head.kind === kind)
      .map(({values}) => {
        const vector = (name: string) => vectorAt(values[name]!, step);
        return {vector, number: (name: string) => vector(name)[0]!, has: (name: string) => name in values};
      });
  return {
    before,
    after,
    readers: headsOf('read'),
    writers: headsOf('write'),
    memoryBefore: rowsOf(before('memory'), width),
    memoryAfter: rowsOf(after('memory'), width),
    rowValue: (name: string) => vectorAt(trace.rowValues[name]!, step),
  };
}

type Step = ReturnType<typeof stepOf>;
type Head = Step['readers'][number];

/** The memory that read heads see, by architecture. */
const readFrom = (name: ArchitectureName, {memoryBefore, memoryAfter}: Step) =>
  name === 'ntm, read first' || name.startsWith('mann') ? memoryBefore : memoryAfter;

/** Rows in the order of the paper's lists: the oldest first, or the bottom. */
const listOf = ({memoryBefore, before}: Step) => ({
  values: memoryBefore.toReversed(),
  strengths: before('strengths').toReversed(),
});

const operationOf = (writer: Head, reader: Head) => ({
  value: writer.vector('pushVector'),
  push: writer.number('pushStrength'),
  pop: reader.number('popStrength'),
});

/** The memory after a step from that before, by the write equation of each architecture. */
function written(name: ArchitectureName, step: Step): number[][] {
  const {memoryBefore, before, writers, readers} = step;
  if (name.startsWith('ntm')) {
    const [{vector}] = writers as [Head];
    return added(
      erased(memoryBefore, vector('weighting'), vector('eraseVector')),
      vector('weighting'),
      vector('addVector'),
    );
  }
  if (name.startsWith('dnc')) {
    const kept = retained(step);
    let memory = name === 'dnc' ? memoryBefore : memoryBefore.map((row, i) => row.map((x) => x * kept[i]!));
    for (const {vector} of writers) memory = erased(memory, vector('weighting'), vector('eraseVector'));
    for (const {vector} of writers) memory = added(memory, vector('weighting'), vector('writeVector'));
    return memory;
  }
  if (name.startsWith('mann')) {
    const free = writers.map(({vector}) => vector('leastUsedWeighting'));
    let memory = memoryBefore.map((row, i) => row.map((x) => x * (1 - sum(free.map((one) => one[i]!)))));
    for (const {vector} of writers) memory = added(memory, vector('weighting'), vector('addVector'));
    return memory;
  }
  if (name === 'sam' || name === 'sdnc') {
    const free = writers.map(({vector}) => vector('rows').at(-1)!);
    let memory = memoryBefore.map((row, i) => row.map((x) => (free.includes(i) ? 0 : x)));
    for (const {vector} of writers) memory = added(memory, vector('weighting'), vector('addVector'));
    return memory;
  }
  const [first, second] = writers.map((writer, index) => operationOf(writer, readers[index]!));
  const after =
    name === 'deque'
      ? dequeStep(listOf(step), first!, second!, rows)
      : stackOrQueueStep(name as 'stack' | 'queue', listOf(step), first!, rows);
  close(step.after('strengths'), after.rows.strengths.toReversed());
  close(step.rowValue('strengths'), after.rows.strengths.toReversed());
  expect(before('strengths')).toHaveLength(rows);
  return after.rows.values.toReversed();
}

/** ψ of a DNC. */
function retained({before, readers}: Step): number[] {
  return Array.from({length: rows}, (_, row) =>
    readers.reduce(
      (product, {number}, head) => product * (1 - number('freeGate') * before(`readWeighting${head}`)[row]!),
      1,
    ),
  );
}

/** A look-up, masked where there is a mask. */
function found(memory: number[][], {vector, number, has}: Head): number[] {
  const mask = has('mask') ? vector('mask') : memory[0]!.map(() => 1);
  const masked = (values: number[]) => values.map((value, index) => value * mask[index]!);
  return content(memory.map(masked), masked(vector('key')), number('keyStrength'));
}

/** A free list, by sorting. */
function allocated(usage: number[]): number[] {
  const order = [...usage.keys()].sort((a, b) => usage[a]! - usage[b]! || a - b);
  return usage.map((used, row) =>
    order.slice(0, order.indexOf(row)).reduce((product, other) => product * usage[other]!, 1 - used),
  );
}

/** The formula of Csordás & Schmidhuber. */
function sharper(weighting: number[], head: Head, sharpness: string): number[] {
  const most = Math.max(...weighting);
  if (!head.has(sharpness) || most <= 0) return weighting;
  const powers = weighting.map((weight) => (Math.max(0, weight) / most) ** head.number(sharpness));
  return powers.map((power) => power / sum(powers));
}

/** The weighting of all rows of which some have weights. */
function dense(numbers: readonly number[], weights: readonly number[]): number[] {
  return Array.from({length: rows}, (_, row) =>
    sum(numbers.map((number, index) => (number === row ? weights[index]! : 0))),
  );
}

/** The three largest weights, and zeros. */
function largest(weights: readonly number[]): number[] {
  const order = [...weights.keys()].sort((a, b) => weights[b]! - weights[a]! || a - b);
  return weights.map((weight, row) => (order.indexOf(row) < 3 ? weight : 0));
}

/** The three rows that sparse access finds by content, and their weights. */
function mostSimilar(memory: number[][], key: number[], keyStrength: number) {
  const found = similarities(memory, key);
  const rowNumbers = [...found.keys()].sort((a, b) => found[b]! - found[a]! || a - b).slice(0, 3);
  const weights = content(
    rowNumbers.map((row) => memory[row]!),
    key,
    keyStrength,
  );
  return {rowNumbers, weights};
}

/** The rows in the order of their last accesses. */
function leastRecentlyAccessed({before}: Step): number[] {
  const lastAccess = before('lastAccess');
  return [...lastAccess.keys()].sort((a, b) => lastAccess[a]! - lastAccess[b]! || a - b);
}

/** The rows that were read or written have this step as that of their last access. */
function expectAccesses({before, after, rowValue, readers, writers}: Step): void {
  const time = after('time')[0]!;
  expect(rowValue('lastAccess')).toEqual(
    before('lastAccess').map((last, row) => {
      const access = sum([...readers, ...writers].map(({vector}) => vector('weighting')[row]!));
      return access > 0.005 ? time : last;
    }),
  );
}

/** What leads to each weighting, checked against plain loops. */
const equations: Record<
  'ntm' | 'dnc' | 'mann' | 'sam' | 'sdnc',
  (step: Step, name: ArchitectureName) => void
> = {
  ntm: ({before, readers, writers, memoryBefore, memoryAfter}, name) => {
    const writes = name === 'ntm, write first';
    const heads = writes ? [...writers, ...readers] : [...readers, ...writers];
    for (const [index, {vector, number}] of heads.entries()) {
      const memory = writes && index > 0 ? memoryAfter : memoryBefore;
      close(vector('contentWeighting'), content(memory, vector('key'), number('keyStrength')));
      const previous = before(`weighting${index}`);
      close(
        vector('interpolatedWeighting'),
        interpolated(vector('contentWeighting'), previous, number('interpolationGate')),
      );
      close(vector('shiftedWeighting'), shifted(vector('interpolatedWeighting'), vector('shiftWeights')));
      close(vector('weighting'), sharpened(vector('shiftedWeighting'), number('sharpening')));
    }
  },
  dnc: (step) => {
    const {before, after, readers, writers, memoryBefore, memoryAfter, rowValue} = step;
    const kept = retained(step);
    const usage = before('usage').map((used, row) => {
      const left = writers.reduce((p, _, head) => p * (1 - before(`writeWeighting${head}`)[row]!), 1);
      return (used + (1 - left) - used * (1 - left)) * kept[row]!;
    });
    close(rowValue('usage'), usage);
    expect(rowValue('usage')).toEqual(after('usage'));
    let used = rowValue('usage');
    for (const head of writers) {
      const {vector, number} = head;
      const [allocationGate, writeGate] = [number('allocationGate'), number('writeGate')];
      close(vector('contentWeighting'), found(memoryBefore, head));
      const allocation = vector('allocationWeighting');
      close(allocation, allocated(used));
      used = used.map((value, row) => value + (1 - value) * allocationGate * writeGate * allocation[row]!);
      const byContent = vector('contentWeighting');
      close(
        vector('weighting'),
        allocation.map(
          (free, row) => writeGate * (allocationGate * free + (1 - allocationGate) * byContent[row]!),
        ),
      );
    }
    for (const [index, head] of readers.entries()) {
      const {vector} = head;
      const previous = before(`readWeighting${index}`);
      close(vector('contentWeighting'), found(memoryAfter, head));
      const links = writers.map((_, which) => rowsOf(after(`link${which}`), rows));
      links.forEach((link, which) => {
        const back = previous.map((_, j) => sum(previous.map((weight, i) => link[i]![j]! * weight)));
        const forth = previous.map((_, i) => sum(previous.map((weight, j) => link[i]![j]! * weight)));
        close(vector(`backwardWeighting${which}`), sharper(back, head, `backwardSharpness${which}`));
        close(vector(`forwardWeighting${which}`), sharper(forth, head, `forwardSharpness${which}`));
      });
      const mixed = ['backwardWeighting', 'forwardWeighting'].flatMap((mode) =>
        links.map((_, which) => vector(`${mode}${which}`)),
      );
      const modes = [...mixed, vector('contentWeighting')];
      const shares = vector('readModes');
      close(
        vector('weighting'),
        previous.map((_, row) => sum(modes.map((mode, index) => shares[index]! * mode[row]!))),
      );
    }
  },
  mann: ({before, rowValue, readers, writers, memoryBefore}) => {
    const usage = before('usage');
    const order = [...usage.keys()].sort((a, b) => usage[a]! - usage[b]! || a - b);
    for (const [index, {vector, number}] of writers.entries()) {
      const free = vector('leastUsedWeighting');
      expect(free).toEqual(usage.map((_, row) => (row === order[index] ? 1 : 0)));
      close(vector('weighting'), interpolated(before(`readWeighting${index}`), free, number('writeGate')));
    }
    for (const {vector, number, has} of readers) {
      const strength = has('keyStrength') ? number('keyStrength') : 1;
      close(
        vector('weighting'),
        softmax(similarities(memoryBefore, vector('key')).map((similarity) => strength * similarity)),
      );
    }
    close(
      rowValue('usage'),
      usage.map(
        (used, row) =>
          0.95 * used + sum([...readers, ...writers].map(({vector}) => vector('weighting')[row]!)),
      ),
    );
  },
  sam: (step) => {
    const {before, after, readers, writers, memoryAfter} = step;
    const order = leastRecentlyAccessed(step);
    for (const [index, {vector, number}] of writers.entries()) {
      const [lastRead, free] = [before(`readRows${index}`), order[index]!];
      expect(vector('rows')).toEqual([...lastRead, free]);
      const read = dense(lastRead, before(`readWeights${index}`));
      const written = interpolated(read, dense([free], [1]), number('interpolationGate'));
      close(
        vector('weighting'),
        written.map((weight) => number('writeGate') * weight),
      );
    }
    for (const [index, {vector, number}] of readers.entries()) {
      const {rowNumbers, weights} = mostSimilar(memoryAfter, vector('key'), number('keyStrength'));
      expect(vector('rows')).toEqual(rowNumbers);
      expect(after(`readRows${index}`)).toEqual(rowNumbers);
      close(vector('weighting'), dense(rowNumbers, weights));
    }
    expectAccesses(step);
  },
  sdnc: (step) => {
    const {before, after, readers, writers, memoryAfter} = step;
    const [writer] = writers as [Head];
    const [free] = leastRecentlyAccessed(step) as [number];
    const reads = readers.map(
      (_, head) => [before(`readRows${head}`), before(`readWeights${head}`)] as const,
    );
    expect(writer.vector('rows')).toEqual([...reads.flatMap(([numbers]) => numbers), free]);
    const readBefore = reads.map(([numbers, weights]) => dense(numbers, weights));
    const mean = readBefore[0]!.map((_, row) => sum(readBefore.map((weights) => weights[row]! / 2)));
    const written = interpolated(mean, dense([free], [1]), writer.number('interpolationGate'));
    const weightsWritten = written.map((weight) => writer.number('writeGate') * weight);
    close(writer.vector('weighting'), weightsWritten);
    const listsOf = (name: string) => rowsOf(after(name), 4).map((list) => list.map((number) => number - 1));
    const [predecessors, successors] = [listsOf('predecessors'), listsOf('successors')];
    const strengths = rowsOf(after('strengths'), 4);
    // N(i, j)
    const links = predecessors.map((list, row) => dense(list, strengths[row]!));
    for (const [head, {vector, number}] of readers.entries()) {
      const {rowNumbers, weights} = mostSimilar(memoryAfter, vector('key'), number('keyStrength'));
      expect(vector('rows').slice(6)).toEqual(rowNumbers);
      expect(after(`readRows${head}`)).toEqual(vector('rows'));
      close(vector('contentWeighting'), dense(rowNumbers, weights));
      const previous = readBefore[head]!;
      const back = previous.map((_, j) => sum(previous.map((weight, i) => links[i]![j]! * weight)));
      const forth = previous.map((_, i) =>
        sum(previous.map((weight, j) => (successors[j]!.includes(i) ? links[i]![j]! * weight : 0))),
      );
      close(vector('backwardWeighting'), largest(back));
      const following = largest(forth);
      close(
        vector('forwardWeighting'),
        following.map((weight) => weight / Math.max(1, sum(following))),
      );
      const modes = ['backwardWeighting', 'forwardWeighting', 'contentWeighting'].map(vector);
      const shares = vector('readModes');
      const mixed = previous.map((_, row) => sum(modes.map((mode, index) => shares[index]! * mode[row]!)));
      close(vector('weighting'), mixed);
      close(vector('weighting'), dense(vector('rows'), after(`readWeights${head}`)));
    }
    expectAccesses(step);
  },
};

describe.each(hasRows)('of a model of %s', (name) => {
  useBackend('cpu');
  let trace: EpisodeTrace;
  const eachStep = (check: (step: Step) => void) => {
    for (let step = 0; step < trace.steps; step++) check(stepOf(trace, step));
  };

  beforeAll(async () => {
    await tf.setBackend('cpu');
    trace = await inspect(modelOf(name), episode);
  });

  test('what is read is what is weighted of the memory', () => {
    const readers = trace.heads.filter(({kind}) => kind === 'read');
    expect(trace.reads.shape).toEqual([episode.steps, width * readers.length]);
    for (let step = 0; step < trace.steps; step++) {
      const read = readers.flatMap(({values}) => vectorAt(values.read!, step));
      expect(read).toEqual(vectorAt(trace.reads, step));
      const memory = readFrom(name, stepOf(trace, step));
      for (const {values} of readers) {
        close(vectorAt(values.read!, step), readVector(memory, vectorAt(values.weighting!, step)));
      }
    }
  });

  test('the memory after a step is what the write equation makes of that before', () => {
    eachStep((step) => close(step.memoryAfter.flat(), written(name, step).flat()));
  });

  const family = name.split(',')[0]!;
  if (family in equations) {
    test('each weighting follows from the traced values by its equation', () => {
      eachStep((step) => equations[family as keyof typeof equations](step, name));
    });
  } else {
    test('a weighting is at most as strong as the rows, and one in all', () => {
      eachStep(({readers, after}) => {
        const strengths = after('strengths');
        for (const {vector} of readers) {
          const weighting = vector('weighting');
          expect(weighting.every((weight, row) => weight >= 0 && weight <= strengths[row]!)).toBe(true);
          expect(sum(weighting)).toBeCloseTo(Math.min(1, sum(strengths)), 5);
        }
      });
    });
  }

  test('heads do not do the same at every step', () => {
    for (const {label, values} of trace.heads) {
      for (const [value, array] of Object.entries(values)) {
        // All that a model without a key of its own writes may be at its bounds; nothing is the same eleven times.
        const different = new Set(Array.from({length: trace.steps}, (_, step) => `${vectorAt(array, step)}`));
        expect(different.size, `${label}, ${value}`).toBeGreaterThan(1);
      }
    }
  });
});

describe.each(architectureNames.filter((name) => name.startsWith('delta')))('of a model of %s', (name) => {
  useBackend('cpu');

  test('matrices and reads follow from the traced values by their equations', async () => {
    const trace = await inspect(modelOf(name), episode);
    const writers = trace.heads.filter(({kind}) => kind === 'write');
    const readers = trace.heads.filter(({kind}) => kind === 'read');
    expect(writers.length).toBe(readers.length);
    for (let step = 0; step < trace.steps; step++) {
      expect(vectorAt(trace.reads, step)).toEqual(
        readers.flatMap(({values}) => vectorAt(values.read!, step)),
      );
      for (const [head, {values}] of writers.entries()) {
        const of = (part: string) => vectorAt(values[part]!, step);
        const decay = values.decay === undefined ? 1 : of('decay')[0]!;
        const before = rowsOf(vectorAt(trace.stateBefore[`memory${head}`]!, step), width);
        const kept = before.map((row) => row.map((value) => decay * value));
        const recalled = readVector(kept, of('key'));
        if (name === 'delta, sums') expect(values).not.toHaveProperty('recalled');
        else close(of('recalled'), recalled);
        const change = of('value').map((value, i) => value - (name === 'delta, sums' ? 0 : recalled[i]!));
        close(
          of('addVector'),
          change.map((value) => of('writeStrength')[0]! * value),
        );
        const after = added(kept, of('key'), of('addVector'));
        close(vectorAt(trace.state[`memory${head}`]!, step), after.flat());
        const {query, read} = readers[head]!.values;
        close(vectorAt(read!, step), readVector(after, vectorAt(query!, step)));
      }
    }
  });
});

describe.each(['attention', 'attention, two blocks'] as const)('of a model of %s', (name) => {
  useBackend('cpu');

  test('the memory, weightings and reads follow from the traced keys, values and queries', async () => {
    const trace = await inspect(modelOf(name), episode);
    const [heads, size] = [2, 2 * width];
    const blocks = name === 'attention' ? 1 : 2;
    expect(trace.heads.map(({kind}) => kind)).toEqual(
      Array.from({length: blocks}, () => ['write', 'read', 'read']).flat(),
    );
    for (let step = 0; step < trace.steps; step++) {
      const of = (head: number, part: string) => vectorAt(trace.heads[head]!.values[part]!, step);
      const row = Array.from({length: blocks}, (_, block) => [
        ...of(3 * block, 'key'),
        ...of(3 * block, 'value'),
      ]);
      const before = rowsOf(vectorAt(trace.stateBefore.memory!, step), 2 * size * blocks);
      const memory = [row.flat(), ...before.slice(0, -1)];
      close(vectorAt(trace.state.memory!, step), memory.flat());
      const written = Array.from({length: rows}, (_, age) => (age <= step ? 1 : 0));
      expect(vectorAt(trace.rowValues.written!, step)).toEqual(written);
      for (let block = 0; block < blocks; block++) {
        for (let head = 0; head < heads; head++) {
          const [index, from] = [3 * block + 1 + head, 2 * size * block + width * head];
          const query = of(index, 'query');
          const scores = memory.map((row, age) => {
            const product = sum(query.map((value, i) => value * row[from + i]!));
            return age <= step ? product / Math.sqrt(width) - age / 2 ** (4 * (head + 1)) : -Infinity;
          });
          const weights = softmax(scores);
          close(of(index, 'weighting'), weights);
          const values = memory.map((row) => row.slice(from + size, from + size + width));
          close(of(index, 'read'), readVector(values, weights));
        }
      }
      if (blocks === 1) expect(vectorAt(trace.reads, step)).toEqual([...of(1, 'read'), ...of(2, 'read')]);
    }
  });
});

describeOnBackends('inspect, of every architecture,', () => {
  test.each(architectureNames)('does not change a model of %s, and leaks no tensor', async (name) => {
    const model = modelOf(name);
    const x = tf.tensor3d(episode.inputs, [1, episode.steps, episode.inputSize]);
    const predict = () => tf.tidy(() => (model.predict(x) as tf.Tensor).dataSync());
    const weights = () => model.getWeights().map((weight) => weight.dataSync().slice());
    const [before, weightsBefore] = [predict(), weights()];
    const first = await inspect(model, x);
    const {numTensors, numDataBuffers} = tf.memory();
    expect(await inspect(model, x)).toEqual(first);
    expect(tf.memory()).toMatchObject({numTensors, numDataBuffers});
    expect(first.outputs.data).toEqual(before);
    expect(predict()).toEqual(before);
    expect(weights()).toEqual(weightsBefore);
  });
});

describe('a compiled layer', () => {
  useBackend('cpu');

  test.each(architectureNames)(
    'of %s is inspected as an eager one, whose outputs are its own up to rounding',
    async (name) => {
      const eager = await inspect(modelOf(name), episode);
      const model = modelOf(name);
      const [layer] = model.layers as [MemoryAugmentedRNN];
      const eagerCall = layer.call;
      compile(layer);
      expect(layer.call).not.toBe(eagerCall);
      const trace = await inspect(model, episode);
      const x = tf.tensor3d(episode.inputs, [1, episode.steps, episode.inputSize]);
      close([...trace.outputs.data], [...(model.predict(x) as tf.Tensor).dataSync()]);
      expect(trace).toEqual(eager);
    },
  );
});
