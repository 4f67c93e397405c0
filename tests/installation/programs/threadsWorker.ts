// Trains with two threads, in a worker: a page itself must not wait for others.
import '@tensorflow/tfjs-backend-cpu';
import {LayerTrainer, type TrainerArgs, type UpdateRule} from '@ntmjs/compile';
import {ntm} from '@ntmjs/layers';

async function train(workerUrl: string | undefined): Promise<string> {
  const layer = ntm({
    units: 2,
    controller: {type: 'feedforward', units: 8},
    memory: {rows: 6, width: 4},
    returnSequences: true,
    seed: 1,
  });
  layer.build([null, null, 3]);
  const args: TrainerArgs = {threads: 2, workerUrl: workerUrl === undefined ? undefined : new URL(workerUrl)};
  const rule: UpdateRule = {
    slots: [],
    update: ({sub, mul}, {weight, gradient, learningRate}) => ({
      weight: sub(weight!, mul(gradient!, learningRate!)),
    }),
  };
  const trainer = new LayerTrainer(layer, rule, {globalNorm: 1}, args);
  await trainer.ready();
  trainer.load(
    layer.trainableWeights.map((weight) => weight.read().dataSync()),
    [],
    0,
  );
  const [batch, steps] = [4, 5];
  const inputs = Float32Array.from({length: batch * steps * 3}, (_, index) => Math.sin(index));
  const losses: number[] = [];
  for (let step = 0; step < 20; step++) {
    const size = steps * 2;
    const outputs = trainer.step(
      {batch, steps, inputs, mask: undefined},
      (sequence, given, gradient) => {
        const [begin, end] = [sequence * size, (sequence + 1) * size];
        for (let index = begin; index < end; index++) gradient[index] = given[index]! - 1;
      },
      0.01,
    );
    losses.push(outputs.reduce((sum, output) => sum + (output - 1) ** 2 / 2, 0));
  }
  trainer.dispose();
  return `${trainer.threads} threads, loss falls: ${losses.at(-1)! < losses[0]!}`;
}

addEventListener('message', ({data}) => {
  train(data).then(postMessage, (error) => postMessage(String(error)));
});
