export {planReproduction, type Reproduction, type ReproductionArgs} from './reproduction/planReproduction.js';
export {reproductionText} from './reproduction/reproductionText.js';
export {type ReproductionSurvey, surveyReproduction} from './reproduction/surveyReproduction.js';
