export {escaped} from './html.js';
export {type HtmlTableArgs, htmlTable} from './htmlTable.js';
export {type FigureHtmlArgs, figureHtml, pageHtml, type Section} from './page.js';
export type {PolicyArgs} from './policy.js';
