export type {PretrainedCard} from './card.js';
export {loadPretrained, type PretrainedArgs, pretrainedCard} from './loadPretrained.js';
export {type PretrainedName, pretrainedNames} from './names.js';
