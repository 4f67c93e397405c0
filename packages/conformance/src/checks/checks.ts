import type {Check} from '../check.js';
import {leaks} from './leaks.js';
import {savingModel} from './savingModel.js';
import {shapes} from './shapes.js';

/** Every check, in the order of the table. */
export const checks: readonly Check[] = [shapes, savingModel, leaks];
