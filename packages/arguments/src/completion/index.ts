export {bashCompletion} from './bash.js';
export type {CompletedCommand, CompletedOption, Offered} from './declarations.js';
export {fishCompletion} from './fish.js';
export {zshCompletion} from './zsh.js';
