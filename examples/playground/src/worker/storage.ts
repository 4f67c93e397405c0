import {del, get, set} from 'idb-keyval';
import type {Choice, Origin} from '../choice.js';
import type {Standing} from './network.js';
import type {ModelFiles} from './protocol.js';

/** What is kept in the browser of a network, so that closing the page loses nothing. */
export interface Kept {
  readonly standing: Standing;
  /** The model itself, if it was opened from files. */
  readonly files?: ModelFiles | undefined;
}

function keyOf(choice: Choice, origin: Origin): string {
  return `ntmjs playground ${JSON.stringify([choice, origin])}`;
}

/** Keeps where a network stands, under its choice and origin. */
export async function keep(choice: Choice, origin: Origin, kept: Kept): Promise<void> {
  await set(keyOf(choice, origin), kept);
}

/** What was kept of a network; nothing if nothing was. */
export async function kept(choice: Choice, origin: Origin): Promise<Kept | undefined> {
  return await get<Kept>(keyOf(choice, origin));
}

export async function forget(choice: Choice, origin: Origin): Promise<void> {
  await del(keyOf(choice, origin));
}
