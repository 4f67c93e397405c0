import {compile} from '@ntmjs/compile';
import {withRows} from '@ntmjs/layers';
import {evaluate} from '@ntmjs/training';
import {type LayersModel, RNN} from '@tensorflow/tfjs-layers';
import {type Choice, taskOf} from '../choice.js';
import type {View} from '../view.js';
import {modelFiles, openModel} from './files.js';
import {
  createNetwork,
  disposeNetwork,
  type Network,
  networkOfModel,
  restoreSnapshot,
  snapshotOf,
} from './network.js';
import {choiceOfModel} from './opened.js';
import type {
  EpisodeResult,
  Evaluation,
  ModelFiles,
  NetworkInfo,
  OpenedFile,
  OpenedNetwork,
  Progress,
  StartRequest,
} from './protocol.js';
import {rowsOf, show} from './show.js';
import {deleteNetwork, loadNetwork, type SavedNetwork, saveNetwork} from './storage.js';
import {Training} from './training.js';

/** Milliseconds between two saves while training runs. */
const SAVE_INTERVAL = 5000;

/** Episodes of an evaluation. */
const EPISODES = 20;

/** The interface of the worker: it holds one network, which it trains, shows and evaluates. */
export class NetworkWorker {
  private network: Network | undefined;
  private training: Training | undefined;
  private running: Promise<void> = Promise.resolve();
  private savesNetwork = true;

  /**
   * Loads a network, with the training that this browser saved for it, and disposes of the previous one.
   *
   * @throws Error if the network cannot be loaded; the previous network then stays
   */
  async start({choice, origin, reset = false}: StartRequest): Promise<NetworkInfo> {
    if (reset) await deleteNetwork(choice, origin);
    const loading = loadNetwork(choice, origin);
    const [saved, initial] = await Promise.all([
      loading,
      origin === 'file'
        ? loading.then((network) => this.reopen(choice, network))
        : createNetwork(choice, origin),
    ]);
    return await this.use(saved === undefined ? initial : await restoreSnapshot(initial, saved.snapshot));
  }

  /** Creates an LSTM to compare another model with: it learns the task with that model's options, and is not saved. */
  async startComparison(choice: Choice, compared: Choice): Promise<NetworkInfo> {
    this.savesNetwork = false;
    return await this.use(await createNetwork(choice, 'new', taskOf(compared)));
  }

  /**
   * Opens a model that was trained elsewhere.
   *
   * @param preferred the choice whose task is preferred if several fit
   * @throws Error that names the file and what is wrong with it; the previous network then stays
   */
  async open(files: readonly OpenedFile[], preferred: Choice): Promise<OpenedNetwork> {
    const model = await openModel(files);
    let choice: Choice;
    try {
      choice = choiceOfModel(model, preferred);
    } catch (error) {
      model.dispose();
      throw error;
    }
    const info = await this.use(networkOfModel(choice, model));
    await this.save();
    return {...info, choice};
  }

  /** Trains until it is paused. */
  async run(onProgress: (progress: Progress) => Promise<void>): Promise<Progress> {
    const training = this.requireTraining();
    let lastSave = performance.now();
    const running = training.run(onProgress, async () => {
      if (performance.now() - lastSave < SAVE_INTERVAL) return;
      await this.save();
      lastSave = performance.now();
    });
    this.running = running.catch(() => {});
    await running;
    await this.save();
    return training.progress;
  }

  /** Pauses after the current step. */
  async pause(): Promise<void> {
    this.training?.pause();
    await this.running;
  }

  /** Runs one training step. */
  async step(): Promise<Progress> {
    const progress = await this.requireTraining().step();
    await this.save();
    return progress;
  }

  /** Limits the speed of training, in sequences a second. */
  setPace(pace: number): void {
    this.requireTraining().pace = pace;
  }

  /** Limits training to a number of sequences, where it waits for a higher limit. */
  setLimit(sequences: number): void {
    this.requireTraining().limit = sequences;
  }

  /** Runs the network on the episode of a view. */
  async show(view: View): Promise<EpisodeResult> {
    return await show(this.requireNetwork(), view);
  }

  /** Evaluates the network on fresh episodes. */
  async evaluate({difficulty, rows}: Pick<View, 'difficulty' | 'rows'>): Promise<Evaluation> {
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

  /** The model's files. */
  async files(): Promise<ModelFiles> {
    return await modelFiles(this.requireNetwork().model);
  }

  private async reopen(choice: Choice, saved: SavedNetwork | undefined): Promise<Network> {
    const files = saved?.files;
    if (files === undefined)
      throw new Error('this browser has not saved the opened model: open its files again');
    const content = new TextEncoder().encode(files.model).buffer as ArrayBuffer;
    const model = await openModel([
      {name: 'model.json', content},
      {name: 'weights.bin', content: files.weights},
    ]);
    return networkOfModel(choice, model);
  }

  private async use(network: Network): Promise<NetworkInfo> {
    await this.pause();
    await this.training?.end();
    if (this.network !== undefined) disposeNetwork(this.network);
    this.network = network;
    this.training = new Training(network);
    return {parameters: network.model.countParams(), progress: this.training.progress};
  }

  private async save(): Promise<void> {
    if (!this.savesNetwork) return;
    const network = this.requireNetwork();
    const {choice, origin, model} = network;
    const {state, curve} = this.requireTraining();
    const snapshot = await snapshotOf(network, state, curve.points);
    await saveNetwork(choice, origin, {snapshot, ...(origin === 'file' && {files: await modelFiles(model)})});
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

/** A compiled copy of a model with another number of memory rows; by default as many as it has. Undefined without a memory. */
function copyOn(model: LayersModel, rows = rowsOf(model)): LayersModel | undefined {
  if (rows === undefined) return undefined;
  const copy = withRows(model, rows);
  for (const layer of copy.layers) if (layer instanceof RNN) compile(layer, {fallback: 'eager'});
  return copy;
}
