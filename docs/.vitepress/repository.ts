export {repository} from '../../scripts/repository.js';

/** The folder of the repository. */
export const root = new URL('../../', import.meta.url);
