import type {LossPass, PassCode, PassInputs, PassResult} from '../stages/lossPass.js';
import {samplesOf} from './board.js';
import {BatchLayout, PassJob, type SampleShapes} from './passJob.js';
import {arraysIn, bytesOf, lengthsOf, setAll} from './sharedArrays.js';
import {groupsOf, Team} from './team.js';

/** The workers, and the job that the main thread does with them. */
interface Crew {
  readonly team: Team;
  readonly job: PassJob;
}

/** The threads of a model's training steps. */
export class PassThreads {
  /** What all samples share. */
  private readonly sharedBuffer: SharedArrayBuffer;
  private readonly shared: readonly Float32Array[];
  /** Undefined before the first batch, and after one that failed: what was wrong need not be so with the next. */
  private crew: Crew | undefined;
  private buffer = new SharedArrayBuffer(0);
  private layout: BatchLayout | undefined;
  /** The shapes of the values of a sample that the layout is for. */
  private samples: SampleShapes['values'] | undefined;

  /**
   * @param pass of the main thread, which may block
   * @param code that others make theirs from
   */
  constructor(
    private readonly pass: LossPass,
    private readonly code: PassCode,
    private readonly args: {readonly threads: number; readonly workerUrl: URL | undefined},
  ) {
    const lengths = lengthsOf(pass.shared());
    this.sharedBuffer = new SharedArrayBuffer(bytesOf(lengths));
    this.shared = arraysIn(this.sharedBuffer, lengths);
  }

  /** The most samples that a thread computes at a time. */
  samplesOf(batch: number): number {
    const groups = groupsOf(batch, this.args.threads);
    const sizes = Array.from({length: groups}, (_, group) => {
      const [first, end] = samplesOf(group, {batch, groups});
      return end - first;
    });
    return Math.max(...sizes);
  }

  /**
   * Runs a batch forward and backward, and sets the gradients of what its samples share.
   *
   * @param samples the shapes of the values of a sample, by id: the same object while they are the same
   * @returns views, until the next batch
   * @throws Error if a worker has failed; nothing has changed then
   */
  run(inputs: PassInputs, samples: SampleShapes['values']): PassResult {
    this.crew ??= this.startCrew();
    try {
      return this.runWith(this.crew, inputs, samples);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** Ends the workers. */
  dispose(): void {
    this.crew?.team.dispose();
    this.crew = undefined;
    this.layout = undefined;
  }

  private startCrew(): Crew {
    const {pass, code, args, sharedBuffer: shared} = this;
    const {threads, workerUrl: url} = args;
    const gradients = lengthsOf(pass.sharedGradients());
    const team = new Team({owner: 'the model', threads, url, gradients}, (sums) => ({
      ...{kind: 'pass', code, shared, sums},
    }));
    return {team, job: new PassJob(pass, code.given, team.sums)};
  }

  private runWith(
    {team, job}: Crew,
    {values, aims}: PassInputs,
    samples: SampleShapes['values'],
  ): PassResult {
    const {pass, code} = this;
    const {targets, weights} = aims;
    const [batch] = targets.shape as [number];
    team.wake();
    const layout = this.layoutFor(team, batch, {values: samples, targets: targets.shape.slice(1)});
    const copy = layout.arrays(this.buffer, batch);
    setAll(
      copy.given,
      code.given.map(({id}) => values.get(id)!.values),
    );
    copy.targets.set(targets.values);
    if (weights !== undefined) copy.weights.set(weights);
    setAll(this.shared, pass.shared());
    job.use(layout, copy);
    const total = team.run(batch, weights === undefined ? 0 : 1, () => job);
    setAll(pass.sharedGradients(), total);
    const {losses, predictions, gradients} = copy;
    const needed = code.given.flatMap(({id, needsGradient}, index): [number, Float32Array][] =>
      needsGradient ? [[id, gradients[index]!]] : [],
    );
    return {losses, predictions: predictions.slice(), gradients: new Map(needed)};
  }

  /** The layout of a batch; workers get to know it if it is another. */
  private layoutFor(team: Team, batch: number, samples: SampleShapes): BatchLayout {
    const {layout: known, code, pass} = this;
    const isKnown = known !== undefined && samples.values === this.samples;
    const layout = isKnown ? known : new BatchLayout(code.given, samples, pass.outputSize);
    const bytes = layout.bytes(batch);
    if (isKnown && bytes <= this.buffer.byteLength) return layout;
    this.layout = layout;
    this.samples = samples.values;
    if (bytes > this.buffer.byteLength) this.buffer = new SharedArrayBuffer(bytes);
    team.send(() => ({kind: 'pass', batch: this.buffer, samples}));
    return layout;
  }
}
