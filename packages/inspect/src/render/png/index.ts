export {type ToPngArgs, toPng} from './toPng.js';
