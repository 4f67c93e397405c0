import {compile} from '@ntmjs/compile';
import {withRows} from '@ntmjs/layers';
import {evaluate} from '@ntmjs/training';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {type Choice, taskOf} from '../choice.js';
import type {View} from '../view.js';
import {modelFiles, openModel} from './files.js';
import {forget, type Kept, keep, kept} from './keeper.js';
import {disposeNetwork, firstNetwork, type Network, openedNetwork, restored, standingOf} from './network.js';
import {choiceOfModel} from './opened.js';
import type {ModelFiles, Opened, OpenedFile, Order, Picture, Progress, Ready, Trial} from './protocol.js';
import {rowsOf, show} from './show.js';
import {Training} from './training.js';

/** How often a training that runs is kept, in milliseconds. */
const KEEP_INTERVAL = 5000;

/** How many fresh episodes a network is tried on. */
const EPISODES = 20;

/** What the worker does: it has one network, which it trains, shows and tries. */
export class Laboratory {
  private network: Network | undefined;
  private training: Training | undefined;
  private running: Promise<void> = Promise.resolve();
  private keeps = true;

  /**
   * Makes a network ready, as far as it was trained before in this browser. The one before is let go.
   *
   * @throws Error that says why there is no such network; the one before is kept then
   */
  async start({choice, origin, afresh = false}: Order): Promise<Ready> {
    if (afresh) await forget(choice, origin);
    const keeping = kept(choice, origin);
    const [saved, first] = await Promise.all([
      keeping,
      origin === 'file'
        ? keeping.then((before) => this.reopened(choice, before))
        : firstNetwork(choice, origin),
    ]);
    return await this.take(saved === undefined ? first : await restored(first, saved.standing));
  }

  /** The same for an LSTM beside another model: it learns the task with that model's options, and nothing of it is kept. */
  async startComparison(choice: Choice, beside: Choice): Promise<Ready> {
    this.keeps = false;
    return await this.take(await firstNetwork(choice, 'new', taskOf(beside)));
  }

  /**
   * Opens a model that was trained elsewhere.
   *
   * @param preferred what it is taken for if it fits
   * @throws Error that names the file and what is wrong with it; the network before is kept then
   */
  async open(files: readonly OpenedFile[], preferred: Choice): Promise<Opened> {
    const model = await openModel(files);
    let choice: Choice;
    try {
      choice = choiceOfModel(model, preferred);
    } catch (error) {
      model.dispose();
      throw error;
    }
    const ready = await this.take(openedNetwork(choice, model));
    await this.keep();
    return {...ready, choice};
  }

  /** Trains until it is paused. */
  async run(tell: (progress: Progress) => Promise<void>): Promise<Progress> {
    const training = this.requireTraining();
    let lastKept = performance.now();
    const running = training.run(tell, async () => {
      if (performance.now() - lastKept < KEEP_INTERVAL) return;
      await this.keep();
      lastKept = performance.now();
    });
    this.running = running.catch(() => {});
    await running;
    await this.keep();
    return training.progress;
  }

  /** Pauses after the step in hand. */
  async pause(): Promise<void> {
    this.training?.pause();
    await this.running;
  }

  /** One training step. */
  async step(): Promise<Progress> {
    const progress = await this.requireTraining().step();
    await this.keep();
    return progress;
  }

  /** How many sequences a second training takes at the most. */
  setPace(pace: number): void {
    this.requireTraining().pace = pace;
  }

  /** Up to how many sequences it trains at present. */
  setLimit(sequences: number): void {
    this.requireTraining().limit = sequences;
  }

  /** What the network does in an episode. */
  async show(view: View): Promise<Picture> {
    return await show(this.requireNetwork(), view);
  }

  /** How the network does on fresh episodes. */
  async try({difficulty, rows}: Pick<View, 'difficulty' | 'rows'>): Promise<Trial> {
    const {model, task, choice} = this.requireNetwork();
    const copy = copyOn(model, rows);
    try {
      const {bits, wrongBits, worstWrongBits} = await evaluate({
        model: copy ?? model,
        task,
        seed: choice.seed,
        difficulty,
        episodes: EPISODES,
      });
      return {view: {difficulty, rows}, episodes: EPISODES, bits, wrongBits, worstWrongBits};
    } finally {
      copy?.dispose();
    }
  }

  /** The network as files for tfjs. */
  async files(): Promise<ModelFiles> {
    return await modelFiles(this.requireNetwork().model);
  }

  private async reopened(choice: Choice, saved: Kept | undefined): Promise<Network> {
    const files = saved?.files;
    if (files === undefined)
      throw new Error('the model that was opened is no longer kept in this browser: open its files again');
    const content = new TextEncoder().encode(files.model).buffer as ArrayBuffer;
    const model = await openModel([
      {name: 'model.json', content},
      {name: 'weights.bin', content: files.weights},
    ]);
    return openedNetwork(choice, model);
  }

  private async take(network: Network): Promise<Ready> {
    await this.pause();
    await this.training?.end();
    if (this.network !== undefined) disposeNetwork(this.network);
    this.network = network;
    this.training = new Training(network);
    return {parameters: network.model.countParams(), progress: this.training.progress};
  }

  private async keep(): Promise<void> {
    if (!this.keeps) return;
    const network = this.requireNetwork();
    const {choice, origin, model} = network;
    const {state, curve} = this.requireTraining();
    const standing = await standingOf(network, state, curve.points);
    await keep(choice, origin, {standing, ...(origin === 'file' && {files: await modelFiles(model)})});
  }

  private requireNetwork(): Network {
    if (this.network === undefined) throw new Error('there is no network yet');
    return this.network;
  }

  private requireTraining(): Training {
    if (this.training === undefined) throw new Error('there is no network yet');
    return this.training;
  }
}

/** A compiled copy of a model on a memory of so many rows, or as many as it has; nothing if it has no memory. */
function copyOn(model: LayersModel, rows = rowsOf(model)): LayersModel | undefined {
  if (rows === undefined) return undefined;
  const copy = withRows(model, rows);
  for (const layer of copy.layers) if (layer instanceof RNN) compile(layer, {fallback: 'eager'});
  return copy;
}
