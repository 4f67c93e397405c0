export {type ServeArgs, serveQueue} from './queue/serve.js';
export {openSubmitter, type SubmitArgs, type Submitter} from './queue/submit.js';
