import type {ModelName} from '@ntmjs/presets';
import {hasEpisodes} from '@ntmjs/tasks';
import {batch, computed, signal} from '@preact/signals';
import {proxy, type Remote, wrap} from 'comlink';
import {type Place, readPlace, writePlace} from '../address.js';
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
import type {Laboratory} from '../worker/laboratory.js';
import type {Picture, Progress, Trial} from '../worker/protocol.js';
import {Comparison} from './comparison.js';
import {nextFrame} from './nextFrame.js';
import {openWorker} from './openWorker.js';
import {FASTEST, paces} from './paces.js';

/** How long the picture of a network in training stays, in milliseconds. */
const PICTURE_INTERVAL = 1500;

/** What the page shows, and what its controls do. */
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
  readonly picture = signal<Picture | undefined>(undefined);
  readonly trials = signal<readonly Trial[]>([]);
  readonly trying = signal(false);
  /** What went wrong, for people. */
  readonly complaints = signal<readonly string[]>([]);
  /** What has been done last, for people who do not see it. */
  readonly announcement = signal('');
  readonly comparison = new Comparison();
  readonly task = computed(() => taskOf(this.choice.value));
  readonly pretrained = computed(() => pretrainedFor(this.choice.value));
  private readonly laboratory: Remote<Laboratory> = wrap<Laboratory>(
    openWorker((error) => this.complain(error)),
  );
  private showing: Promise<void> | undefined;
  private stale = false;
  private lastPicture = 0;

  /** Begins where the address says. */
  async begin(): Promise<void> {
    const {complaints, ...place} = readPlace(location.search);
    this.complaints.value = complaints;
    await this.go(place);
  }

  /** Goes to another task or model, with the sizes that are usual for it, and trained weights where there are such. */
  async choose(task: string, model: ModelName): Promise<void> {
    const choice = defaultChoice(task, model);
    const same = task === this.choice.value.task;
    const view =
      same && this.hasEpisodes(choice)
        ? unedited({...this.view.value, rows: undefined})
        : firstView(taskOf(choice));
    await this.go({choice, origin: defaultOrigin(choice), view, step: 0});
  }

  /** Changes a size or the seed: a new network. */
  async resize(name: string, value: number): Promise<void> {
    const {choice} = this;
    const changed: Choice =
      name === 'seed'
        ? {...choice.value, seed: value}
        : {...choice.value, sizes: {...choice.value.sizes, [name]: value}};
    const view = {...unedited(this.view.value), ...(name === 'rows' && {rows: undefined})};
    await this.go({choice: changed, origin: 'new', view, step: this.step.value});
  }

  /** Begins again with new weights; what was trained of them is forgotten. */
  async reset(): Promise<void> {
    const {choice, view, step} = this.place;
    await this.go({choice, origin: 'new', view: unedited(view), step}, true);
    this.announcement.value = 'New weights: nothing is learned yet.';
  }

  /** The trained weights that came with the page. */
  async loadPretrained(): Promise<void> {
    const {choice, view, step} = this.place;
    await this.go({choice: {...choice, seed: 1}, origin: 'pretrained', view: unedited(view), step}, true);
    this.announcement.value = 'Trained weights are loaded.';
  }

  /** Opens a model from its files; if that fails, all is as before. */
  async open(files: readonly File[]): Promise<void> {
    await this.attempt(async () => {
      await this.pause();
      const contents = await Promise.all(
        files.map(async (file) => ({name: file.name, content: await file.arrayBuffer()})),
      );
      const {choice, parameters, progress} = await this.laboratory.open(contents, this.choice.value);
      await this.comparison.forget();
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
        this.trials.value = [];
        this.announcement.value = 'The model is open.';
      });
      this.writeAddress();
      await this.show();
    });
  }

  /** The network as files: `model.json` and `weights.bin`. */
  async files(): Promise<readonly File[]> {
    const {model, weights} = await this.laboratory.files();
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
      await this.laboratory.setPace(paces[this.pace.value]!.perSecond);
      if (this.withComparison.value) void this.runComparison();
      try {
        this.progress.value = await this.laboratory.run(proxy((progress: Progress) => this.hear(progress)));
      } finally {
        this.running.value = false;
        await this.comparison.pause();
      }
      await this.show();
    });
  }

  async pause(): Promise<void> {
    await this.laboratory.pause();
    await this.comparison.pause();
  }

  /** One training step. */
  async trainStep(): Promise<void> {
    await this.attempt(async () => {
      this.progress.value = await this.laboratory.step();
      await this.show();
    });
  }

  async setPace(index: number): Promise<void> {
    this.pace.value = index;
    await this.laboratory.setPace(paces[index]!.perSecond);
  }

  async setWithComparison(wanted: boolean): Promise<void> {
    this.withComparison.value = wanted;
    if (!wanted) await this.comparison.pause();
    else if (this.running.value) void this.runComparison();
  }

  /** Looks at another episode or on another memory, as it is. */
  async lookAt(change: Partial<Pick<View, 'difficulty' | 'rows' | 'episode'>>): Promise<void> {
    await this.look({...change, flips: [], erased: []});
  }

  private async look(change: Partial<View>): Promise<void> {
    const view = {...this.view.value, ...change};
    if (!hasEpisodes(this.task.value, view.difficulty)) {
      const parts = Object.entries(view.difficulty).map(([part, value]) => `${part} ${value}`);
      this.complaints.value = [`The task ${this.task.value.name} has no episodes of ${parts.join(', ')}.`];
      return;
    }
    this.complaints.value = [];
    this.view.value = view;
    this.writeAddress();
    await this.attempt(() => this.show());
  }

  /** Turns a bit of the inputs, or turns it back. */
  async flip(step: number, channel: number): Promise<void> {
    const {flips} = this.view.value;
    const others = flips.filter((flip) => flip.step !== step || flip.channel !== channel);
    await this.look({flips: others.length < flips.length ? others : [...flips, {step, channel}]});
  }

  /** Erases a row of the memory before a step, or no longer does. */
  async erase(step: number, row: number): Promise<void> {
    const {erased} = this.view.value;
    const others = erased.filter((one) => one.step !== step || one.row !== row);
    await this.look({erased: others.length < erased.length ? others : [...erased, {step, row}]});
  }

  /** The episode as it was before it was changed. */
  async mend(): Promise<void> {
    await this.look({flips: [], erased: []});
  }

  /** Tries the network on fresh episodes as the one that is looked at. */
  async try(): Promise<void> {
    this.trying.value = true;
    try {
      await this.attempt(async () => {
        const {difficulty, rows} = this.view.value;
        const trial = await this.laboratory.try({difficulty, rows});
        this.trials.value = [trial, ...this.trials.value];
        this.announcement.value = `${trial.wrongBits.toFixed(2)} wrong bits a sequence on ${trial.episodes} fresh episodes.`;
      });
    } finally {
      this.trying.value = false;
    }
  }

  scrub(step: number): void {
    this.step.value = step;
    this.writeAddress();
  }

  dismiss(): void {
    this.complaints.value = [];
  }

  private get place(): Place {
    return {
      choice: this.choice.value,
      origin: this.origin.value,
      view: this.view.value,
      step: this.step.value,
    };
  }

  private async go(place: Place, afresh = false): Promise<void> {
    await this.attempt(async () => {
      this.ready.value = false;
      await this.pause();
      await this.comparison.forget();
      const {choice, origin} = place;
      const {parameters, progress} = await this.startOr(choice, origin, afresh);
      batch(() => {
        this.choice.value = choice;
        this.view.value = place.view;
        this.step.value = place.step;
        this.parameters.value = parameters;
        this.progress.value = progress;
        this.trials.value = [];
      });
      this.writeAddress();
      await this.show();
    });
    this.ready.value = true;
  }

  /** A model from files that is no longer kept cannot be opened again: that is said, and the usual one comes. */
  private async startOr(choice: Choice, origin: Origin, afresh: boolean) {
    try {
      const started = await this.laboratory.start({choice, origin, afresh});
      this.origin.value = origin;
      return started;
    } catch (error) {
      const instead = defaultOrigin(choice);
      if (instead === origin) throw error;
      const started = await this.laboratory.start({choice, origin: instead});
      this.origin.value = instead;
      this.complain(error);
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
    await this.comparison.run(this.choice.value, sequences, (error) => this.complain(error));
  }

  private async hear(progress: Progress): Promise<void> {
    this.progress.value = progress;
    this.comparison.follow(progress.sequences);
    if (performance.now() - this.lastPicture > PICTURE_INTERVAL) void this.attempt(() => this.show());
    await nextFrame();
  }

  /** Asks for a picture of what is looked at now; of several asked for at a time the last is enough. */
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
      const picture = await this.laboratory.show(this.view.value);
      this.lastPicture = performance.now();
      batch(() => {
        this.picture.value = picture;
        this.step.value = Math.min(this.step.value, picture.episode.steps - 1);
      });
    }
  }

  private writeAddress(): void {
    history.replaceState(null, '', writePlace(this.place));
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.complain(error);
    }
  }

  private complain(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.complaints.value = [...this.complaints.value, message];
  }
}
