import {del, get, set} from 'idb-keyval';
import type {Choice, Origin} from '../choice.js';
import type {TrainingSnapshot} from './network.js';
import type {ModelFiles} from './protocol.js';

/** A network as the browser saves it, so that closing the page loses nothing. */
export interface SavedNetwork {
  readonly snapshot: TrainingSnapshot;
  /** The files of the model, if it was opened from files. */
  readonly files?: ModelFiles | undefined;
}

function keyOf(choice: Choice, origin: Origin): string {
  return `ntmjs playground ${JSON.stringify([choice, origin])}`;
}

/** Saves a network under its choice and origin. */
export async function saveNetwork(choice: Choice, origin: Origin, network: SavedNetwork): Promise<void> {
  await set(keyOf(choice, origin), network);
}

/** Loads a saved network; undefined if there is none. */
export async function loadNetwork(choice: Choice, origin: Origin): Promise<SavedNetwork | undefined> {
  return await get<SavedNetwork>(keyOf(choice, origin));
}

/** Deletes a saved network. */
export async function deleteNetwork(choice: Choice, origin: Origin): Promise<void> {
  await del(keyOf(choice, origin));
}
