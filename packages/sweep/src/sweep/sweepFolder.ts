import {ArgumentError, requireText} from '@ntmjs/arguments';
import {firstDifference} from '@ntmjs/arguments/files';
import type {SweepConfig} from '../config/sweepConfig.js';
import {inParallel} from '../inParallel.js';
import {FolderFiles} from '../runs/folderFiles.js';
import {firstJson, readJson, type SharedFiles, textOf} from '../runs/sharedFiles.js';
import type {Point} from '../search/space.js';

const CONFIG = 'sweep.json';

const pointFile = (number: number) => `${String(number).padStart(7, '0')}.json`;

/**
 * What the processes that work on one sweep decide together, each decision by the first who gets there:
 *
 *     sweep.json                    its configuration
 *     points/<number>.json          the points that are tried
 *     stops/<run>-<sequences>.json  whether a run ends early, after so many sequences
 */
export class SweepFolder {
  private constructor(private readonly files: SharedFiles) {}

  /**
   * Opens the folder of a sweep, which is made if it is not there. Before its first point, its configuration may change.
   *
   * @param place the path of a folder, or what `openFiles` of `@ntmjs/sweep/bucket` returns
   * @throws ArgumentError if it is the folder of a sweep with another configuration: it names the field
   */
  static async open(place: string | SharedFiles, config: SweepConfig): Promise<SweepFolder> {
    const files = typeof place === 'object' ? place : new FolderFiles(requireText('folder', place));
    const before = await firstJson(files, CONFIG, config);
    const difference = firstDifference(before, JSON.parse(JSON.stringify(config)));
    const sweep = new SweepFolder(files);
    if (difference === undefined) return sweep;
    if ((await sweep.points()).length === 0) {
      await files.write(CONFIG, textOf(config));
      return sweep;
    }
    const field = difference.path.join('.');
    throw new ArgumentError(
      `the sweep in ${files.pathOf()}`,
      `one with the same ${field}, or another folder`,
      difference.other,
      ` instead of ${JSON.stringify(difference.one)}`,
    );
  }

  /** The points that were chosen so far, in their order, from that of a number on. */
  async points(from = 0): Promise<Point[]> {
    const names = await this.files.names('points', from === 0 ? undefined : pointFile(from - 1));
    const ofPoints = names.filter((name) => /^\d+\.json$/.test(name));
    return inParallel(ofPoints, async (name) => (await readJson<Point>(this.files, `points/${name}`))!);
  }

  /** Adds a point after those that there are, unless another process was faster; returns the one that is there then. */
  async addPoint(number: number, point: Point): Promise<Point> {
    return firstJson(this.files, `points/${pointFile(number)}`, point);
  }

  /** Decides whether a run ends early, unless another process was faster; returns what it decided. */
  async decide(run: string, sequences: number, stops: boolean): Promise<boolean> {
    return (await firstJson(this.files, `stops/${run}-${sequences}.json`, {stops})).stops;
  }
}
