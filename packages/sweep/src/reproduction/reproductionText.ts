import {runLines, timeText} from '../page/progressText.js';
import {countsText} from '../page/standingText.js';
import type {SweepStanding} from '../sweep/runSweep.js';

/** How far a reproduction is: a line for all of it, with the time left, and a line for each run that this process works on. */
export function reproductionText(standing: SweepStanding): string {
  const lines = runLines(standing, ({point}) => String(point.run));
  return [timeText(standing, countsText(standing)), ...lines].join('\n');
}
