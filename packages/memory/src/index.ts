export {constantMemory, learnedMemory, randomMemory} from './contents.js';
export {read} from './read.js';
export {add, erase, write} from './write.js';
