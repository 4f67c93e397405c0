export {taskFields, taskText} from './taskText.js';
export {endLine, engineLine, memoryLine, optimizerLine, progressLine} from './trainingText.js';
