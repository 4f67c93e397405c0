import {join} from 'node:path';
import {makeFolder, writeWhole} from '@ntmjs/training/runs';
import {sweepResults} from './resultsJson.js';
import {type SweepPageArgs, sweepPage} from './sweepPage.js';

const REPORT_PAGE = 'report.html';
const RESULTS = 'results.json';

/**
 * Writes how far a sweep is into a folder, which is made if it is not there: `report.html`, a page that loads no other file, and `results.json`, a row for each run.
 *
 * @returns the path of the page
 * @throws WriteError if the file system refuses
 */
export async function writeSweepReport(folder: string, args: SweepPageArgs): Promise<string> {
  const page = join(folder, REPORT_PAGE);
  await makeFolder(folder);
  await writeWhole(page, await sweepPage(args));
  await writeWhole(join(folder, RESULTS), `${JSON.stringify(sweepResults(args.standing), null, 2)}\n`);
  return page;
}
