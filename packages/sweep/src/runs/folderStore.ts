import {join} from 'node:path';
import {ArgumentError, requireText} from '@ntmjs/arguments';
import {copyRun, Run} from '@ntmjs/training/runs';
import {type AttemptFolder, FilesStore} from './filesStore.js';
import {FolderFiles} from './folderFiles.js';
import type {PlannedRun} from './plannedRun.js';
import type {RunResult} from './result.js';

/** Runs in a folder that all who work on them share. Beside the files of a `FilesStore`, the folder of a run has one for each attempt, with its checkpoints. */
export class FolderStore extends FilesStore {
  readonly lookEvery = 1000;

  /** @throws ArgumentError unless it is a path */
  constructor(readonly folder: string) {
    super(new FolderFiles(requireText('folder', folder)));
  }

  /** The folder of a run. */
  folderOf({name}: Pick<PlannedRun, 'name'>): string {
    return join(this.folder, name);
  }

  async trainedFolder(run: PlannedRun, {attempt}: Pick<RunResult, 'attempt'>): Promise<string> {
    return join(this.folderOf(run), String(attempt));
  }

  protected async folderOfAttempt(run: PlannedRun, number: number): Promise<AttemptFolder> {
    const folderOf = (attempt: number) => join(this.folderOf(run), String(attempt));
    const folder = folderOf(number);
    for (let earlier = number - 1; earlier > 0; earlier--) {
      try {
        await copyRun(await Run.open(folderOf(earlier)), folder);
        break;
      } catch (error) {
        // It was killed before its first checkpoint: the attempt before it may have one.
        if (!(error instanceof ArgumentError)) throw error;
      }
    }
    // What is in the folder is there for all.
    return {folder, keep: async () => {}, close: async () => {}};
  }
}
