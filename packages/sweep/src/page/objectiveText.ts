import {bits, count} from '@ntmjs/report';
import type {Objective} from '../config/objective.js';
import {shownValue} from './pointStanding.js';

/** What the objective of a sweep is, for the label of an axis or a column: `wrongBits at length 50`. */
export function objectiveLabel(objective: Objective): string {
  if (objective.type === 'solved') return 'sequences until solved';
  const at = Object.entries(objective.at ?? {}).map(([part, value]) => `${part} ${value}`);
  return at.length === 0 ? objective.metric : `${objective.metric} at ${at.join(', ')}`;
}

/** An objective as a number for people; that of a run that failed, or did not solve its task, as words. */
export function objectiveText(objective: Objective, value: number): string {
  if (!Number.isFinite(value)) return objective.type === 'solved' ? 'not solved' : 'none';
  return objective.type === 'solved' ? count(value) : numberText(shownValue({objective}, value));
}

/** A number as `bits` writes it, also below 0. */
function numberText(value: number): string {
  return value < 0 ? `−${bits(-value)}` : bits(value);
}
