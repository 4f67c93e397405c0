export {type EventArgs, tensorboardEvent, tensorboardStart} from './events.js';
