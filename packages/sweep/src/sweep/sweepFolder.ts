import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {ArgumentError, requireText} from '@ntmjs/arguments';
import {firstDifference, parseJson} from '@ntmjs/arguments/files';
import {makeFolder, readIfThere, writeWhole} from '@ntmjs/training/runs';
import type {SweepConfig} from '../config/sweepConfig.js';
import {writeFirst} from '../runs/writeFirst.js';
import type {Point} from '../search/space.js';

/**
 * What the processes that work on one sweep decide together, each decision by the first who gets there:
 *
 *     sweep.json                    its configuration
 *     points/<number>.json          the points that are tried
 *     stops/<run>-<sequences>.json  whether a run ends early, after so many sequences
 */
export class SweepFolder {
  private constructor(readonly folder: string) {}

  /**
   * Opens the folder of a sweep, which is made if it is not there. Before its first point, its configuration may change.
   *
   * @throws ArgumentError if it is the folder of a sweep with another configuration: it names the field
   */
  static async open(folder: string, config: SweepConfig): Promise<SweepFolder> {
    requireText('folder', folder);
    await makeFolder(folder);
    const path = join(folder, 'sweep.json');
    const difference = firstDifference(await first(path, config), JSON.parse(JSON.stringify(config)));
    const sweep = new SweepFolder(folder);
    if (difference === undefined) return sweep;
    if ((await sweep.points()).length === 0) {
      await writeWhole(path, textOf(config));
      return sweep;
    }
    const field = difference.path.join('.');
    throw new ArgumentError(
      `the sweep in ${folder}`,
      `one with the same ${field}, or another folder`,
      difference.other,
      ` instead of ${JSON.stringify(difference.one)}`,
    );
  }

  /** The points that were chosen so far, in their order, from that of a number on. */
  async points(from = 0): Promise<Point[]> {
    const names = (await namesIn(join(this.folder, 'points'))).slice(from);
    return Promise.all(names.map((name) => readJson<Point>(join(this.folder, 'points', name))));
  }

  /** Adds a point after those that there are, unless another process was faster; returns the one that is there then. */
  async addPoint(number: number, point: Point): Promise<Point> {
    const folder = join(this.folder, 'points');
    await makeFolder(folder);
    return first(join(folder, `${String(number).padStart(7, '0')}.json`), point);
  }

  /** Decides whether a run ends early, unless another process was faster; returns what it decided. */
  async decide(run: string, sequences: number, stops: boolean): Promise<boolean> {
    const folder = join(this.folder, 'stops');
    await makeFolder(folder);
    return (await first(join(folder, `${run}-${sequences}.json`), {stops})).stops;
  }
}

/** Writes a file unless it is there; returns what it holds. */
async function first<T extends object>(path: string, json: T): Promise<T> {
  if ((await readIfThere(path)) === undefined) await writeFirst(path, textOf(json));
  return readJson<T>(path);
}

const textOf = (json: object) => `${JSON.stringify(json, null, 2)}\n`;

async function readJson<T>(path: string): Promise<T> {
  return parseJson(path, (await readIfThere(path)) ?? '') as T;
}

/** The names of the files of points, in their order. */
async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.filter((name) => /^\d+\.json$/.test(name)).sort();
}
