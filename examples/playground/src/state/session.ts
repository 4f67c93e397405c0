import type {ModelName} from '@ntmjs/presets';
import {hasEpisodes} from '@ntmjs/tasks';
import {batch, computed, signal} from '@preact/signals';
import {proxy, type Remote, wrap} from 'comlink';
import {type PageState, readAddress, writeAddress} from '../address.js';
import {
  type Choice,
  defaultChoice,
  defaultOrigin,
  firstChoice,
  type Origin,
  pretrainedFor,
  taskOf,
} from '../choice.js';
import {firstView, unedited, type View} from '../view.js';
import type {NetworkWorker} from '../worker/networkWorker.js';
import type {EpisodeResult, Evaluation, Progress} from '../worker/protocol.js';
import {Comparison} from './comparison.js';
import {nextFrame} from './nextFrame.js';
import {openWorker} from './openWorker.js';
import {FASTEST, paces} from './paces.js';

/** Milliseconds between two updates of the episode while the network trains. */
const REDRAW_INTERVAL = 1500;

/** The state of the page, and the actions of its controls. */
export class Session {
  readonly choice = signal<Choice>(firstChoice);
  readonly origin = signal<Origin>('new');
  readonly view = signal<View>(firstView(taskOf(this.choice.value)));
  readonly step = signal(0);
  readonly ready = signal(false);
  readonly running = signal(false);
  readonly pace = signal(FASTEST);
  readonly withComparison = signal(true);
  readonly parameters = signal(0);
  readonly progress = signal<Progress | undefined>(undefined);
  readonly result = signal<EpisodeResult | undefined>(undefined);
  readonly evaluations = signal<readonly Evaluation[]>([]);
  readonly evaluating = signal(false);
  /** Error messages to show. */
  readonly errors = signal<readonly string[]>([]);
  /** The result of the last action, for screen readers. */
  readonly announcement = signal('');
  readonly comparison = new Comparison();
  readonly task = computed(() => taskOf(this.choice.value));
  readonly pretrained = computed(() => pretrainedFor(this.choice.value));
  private readonly worker: Remote<NetworkWorker> = wrap<NetworkWorker>(
    openWorker((error) => this.reportError(error)),
  );
  private showing: Promise<void> | undefined;
  private stale = false;
  private lastDraw = 0;

  /** Loads what the address describes. */
  async start(): Promise<void> {
    const {errors, ...state} = readAddress(location.search);
    this.errors.value = errors;
    await this.load(state);
  }

  /** Selects another task or model, with its default sizes, and pretrained weights where they exist. */
  async choose(task: string, model: ModelName): Promise<void> {
    const choice = defaultChoice(task, model);
    const same = task === this.choice.value.task;
    const view =
      same && this.hasEpisodes(choice)
        ? unedited({...this.view.value, rows: undefined})
        : firstView(taskOf(choice));
    await this.load({choice, origin: defaultOrigin(choice), view, step: 0});
  }

  /** Changes a size or the seed, which starts a new network. */
  async resize(name: string, value: number): Promise<void> {
    const {choice} = this;
    const changed: Choice =
      name === 'seed'
        ? {...choice.value, seed: value}
        : {...choice.value, sizes: {...choice.value.sizes, [name]: value}};
    const view = {...unedited(this.view.value), ...(name === 'rows' && {rows: undefined})};
    await this.load({choice: changed, origin: 'new', view, step: this.step.value});
  }

  /** Starts again with new weights, and deletes the saved training. */
  async reset(): Promise<void> {
    const {choice, view, step} = this.pageState;
    await this.load({choice, origin: 'new', view: unedited(view), step}, true);
    this.announcement.value = 'The network has new weights.';
  }

  /** Loads the pretrained weights. */
  async loadPretrained(): Promise<void> {
    const {choice, view, step} = this.pageState;
    await this.load({choice: {...choice, seed: 1}, origin: 'pretrained', view: unedited(view), step}, true);
    this.announcement.value = 'Pretrained weights are loaded.';
  }

  /** Opens a model from its files; if that fails, nothing changes. */
  async open(files: readonly File[]): Promise<void> {
    await this.attempt(async () => {
      await this.pause();
      const contents = await Promise.all(
        files.map(async (file) => ({name: file.name, content: await file.arrayBuffer()})),
      );
      const {choice, parameters, progress} = await this.worker.open(contents, this.choice.value);
      await this.comparison.reset();
      const sameTask = choice.task === this.choice.value.task;
      batch(() => {
        this.choice.value = choice;
        this.origin.value = 'file';
        this.view.value = sameTask
          ? unedited({...this.view.value, rows: undefined})
          : firstView(taskOf(choice));
        this.step.value = 0;
        this.parameters.value = parameters;
        this.progress.value = progress;
        this.evaluations.value = [];
        this.announcement.value = 'The model is open.';
      });
      this.writeAddress();
      await this.show();
    });
  }

  /** The files of the model: `model.json` and `weights.bin`. */
  async files(): Promise<readonly File[]> {
    const {model, weights} = await this.worker.files();
    return [
      new File([model], 'model.json', {type: 'application/json'}),
      new File([weights], 'weights.bin', {type: 'application/octet-stream'}),
    ];
  }

  /** Trains until it is paused. */
  async train(): Promise<void> {
    if (this.running.value || !this.ready.value) return;
    this.running.value = true;
    await this.attempt(async () => {
      await this.worker.setPace(paces[this.pace.value]!.perSecond);
      if (this.withComparison.value) void this.runComparison();
      try {
        this.progress.value = await this.worker.run(proxy((progress: Progress) => this.onProgress(progress)));
      } finally {
        this.running.value = false;
        await this.comparison.pause();
      }
      await this.show();
    });
  }

  async pause(): Promise<void> {
    await this.worker.pause();
    await this.comparison.pause();
  }

  /** Runs one training step. */
  async trainStep(): Promise<void> {
    await this.attempt(async () => {
      this.progress.value = await this.worker.step();
      await this.show();
    });
  }

  async setPace(index: number): Promise<void> {
    this.pace.value = index;
    await this.worker.setPace(paces[index]!.perSecond);
  }

  async setWithComparison(wanted: boolean): Promise<void> {
    this.withComparison.value = wanted;
    if (!wanted) await this.comparison.pause();
    else if (this.running.value) void this.runComparison();
  }

  /** Shows another episode or another number of memory rows, without edits. */
  async changeView(change: Partial<Pick<View, 'difficulty' | 'rows' | 'episode'>>): Promise<void> {
    await this.updateView({...change, flips: [], erased: []});
  }

  private async updateView(change: Partial<View>): Promise<void> {
    const view = {...this.view.value, ...change};
    if (!hasEpisodes(this.task.value, view.difficulty)) {
      const parts = Object.entries(view.difficulty).map(([part, value]) => `${part} ${value}`);
      this.errors.value = [`The task ${this.task.value.name} has no episodes of ${parts.join(', ')}.`];
      return;
    }
    this.errors.value = [];
    this.view.value = view;
    this.writeAddress();
    await this.attempt(() => this.show());
  }

  /** Flips an input, or flips it back. */
  async flip(step: number, channel: number): Promise<void> {
    const {flips} = this.view.value;
    const others = flips.filter((flip) => flip.step !== step || flip.channel !== channel);
    await this.updateView({flips: others.length < flips.length ? others : [...flips, {step, channel}]});
  }

  /** Erases a row of the memory before a step, or undoes that. */
  async erase(step: number, row: number): Promise<void> {
    const {erased} = this.view.value;
    const others = erased.filter((one) => one.step !== step || one.row !== row);
    await this.updateView({erased: others.length < erased.length ? others : [...erased, {step, row}]});
  }

  /** Removes all edits from the episode. */
  async undoEdits(): Promise<void> {
    await this.updateView({flips: [], erased: []});
  }

  /** Evaluates the network on fresh episodes of the difficulty and memory that are shown. */
  async evaluate(): Promise<void> {
    this.evaluating.value = true;
    try {
      await this.attempt(async () => {
        const {difficulty, rows} = this.view.value;
        const evaluation = await this.worker.evaluate({difficulty, rows});
        this.evaluations.value = [evaluation, ...this.evaluations.value];
        this.announcement.value = `${evaluation.wrongBits.toFixed(2)} wrong bits a sequence on ${evaluation.episodes} fresh episodes.`;
      });
    } finally {
      this.evaluating.value = false;
    }
  }

  scrub(step: number): void {
    this.step.value = step;
    this.writeAddress();
  }

  dismiss(): void {
    this.errors.value = [];
  }

  private get pageState(): PageState {
    return {
      choice: this.choice.value,
      origin: this.origin.value,
      view: this.view.value,
      step: this.step.value,
    };
  }

  private async load(state: PageState, reset = false): Promise<void> {
    await this.attempt(async () => {
      this.ready.value = false;
      await this.pause();
      await this.comparison.reset();
      const {choice, origin} = state;
      const {parameters, progress} = await this.startOrFallBack(choice, origin, reset);
      batch(() => {
        this.choice.value = choice;
        this.view.value = state.view;
        this.step.value = state.step;
        this.parameters.value = parameters;
        this.progress.value = progress;
        this.evaluations.value = [];
      });
      this.writeAddress();
      await this.show();
    });
    this.ready.value = true;
  }

  /** Starts a network. If it cannot be loaded, such as an opened model that is not saved, reports that and starts the default one. */
  private async startOrFallBack(choice: Choice, origin: Origin, reset: boolean) {
    try {
      const started = await this.worker.start({choice, origin, reset});
      this.origin.value = origin;
      return started;
    } catch (error) {
      const fallback = defaultOrigin(choice);
      if (fallback === origin) throw error;
      const started = await this.worker.start({choice, origin: fallback});
      this.origin.value = fallback;
      this.reportError(error);
      return started;
    }
  }

  private hasEpisodes(choice: Choice): boolean {
    const task = taskOf(choice);
    const {difficulty} = this.view.value;
    return (
      Object.keys(task.trainingRange).every((part) => part in difficulty) && hasEpisodes(task, difficulty)
    );
  }

  private async runComparison(): Promise<void> {
    const {sequences} = this.progress.value!;
    await this.comparison.run(this.choice.value, sequences, (error) => this.reportError(error));
  }

  private async onProgress(progress: Progress): Promise<void> {
    this.progress.value = progress;
    this.comparison.follow(progress.sequences);
    if (performance.now() - this.lastDraw > REDRAW_INTERVAL) void this.attempt(() => this.show());
    await nextFrame();
  }

  /** Updates the result for the current view; calls during an update are joined into one more update. */
  private async show(): Promise<void> {
    this.stale = true;
    this.showing ??= this.showWhileStale().finally(() => {
      this.showing = undefined;
    });
    await this.showing;
  }

  private async showWhileStale(): Promise<void> {
    while (this.stale) {
      this.stale = false;
      const result = await this.worker.show(this.view.value);
      this.lastDraw = performance.now();
      batch(() => {
        this.result.value = result;
        this.step.value = Math.min(this.step.value, result.episode.steps - 1);
      });
    }
  }

  private writeAddress(): void {
    history.replaceState(null, '', writeAddress(this.pageState));
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.reportError(error);
    }
  }

  private reportError(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.errors.value = [...this.errors.value, message];
  }
}
