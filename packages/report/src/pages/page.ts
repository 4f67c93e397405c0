import {escaped, svgImage} from './html.js';
import {type PolicyArgs, policyHtml} from './policy.js';

/** A section of a page. */
export interface Section {
  readonly heading: string;
  readonly html: string;
}

const STYLE = `
:root { color-scheme: light dark; --text: #1a1a1a; --ground: #fff; --line: #ccc; --quiet: #555; }
@media (prefers-color-scheme: dark) { :root { --text: #e8e8e8; --ground: #16181c; --line: #444; --quiet: #aaa; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: var(--text); background: var(--ground); overflow-wrap: anywhere; }
h1, h2, h3, h4 { line-height: 1.25; }
h4 { margin-bottom: 0; }
h4 + ul { margin-top: 0.25rem; }
figure { margin: 1.5rem 0; }
figcaption { color: var(--quiet); font-size: 0.9rem; margin-top: 0.4rem; }
.wide { overflow-x: auto; }
.picture { background: #fff; border-radius: 6px; padding: 0.75rem; }
.picture img, .picture svg { display: block; max-width: none; height: auto; }
table { border-collapse: collapse; font-size: 0.9rem; margin: 1rem 0; }
caption { text-align: left; color: var(--quiet); padding-bottom: 0.3rem; }
th, td { padding: 0.3rem 0.7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; font-weight: normal; }
thead th { font-weight: 600; }
th:first-child { text-align: left; }
.controls { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin-bottom: 0.5rem; color: #1a1a1a; color-scheme: light; }
.controls[hidden] { display: none; }
.controls button { min-width: 4.5rem; font: inherit; }
.controls input { vertical-align: middle; width: min(20rem, 60vw); }
code { font-size: 0.9em; }
summary { cursor: pointer; }
`;

/**
 * A complete HTML page that loads no other file, under a policy by which it cannot.
 *
 * @param inline the scripts and style sheets inside the sections
 */
export function pageHtml(
  title: string,
  introduction: string,
  sections: readonly Section[],
  inline: PolicyArgs,
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${policyHtml({...inline, styles: [STYLE, ...inline.styles]})}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="ntmjs">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${introduction}
${sections.map(({heading, html}) => `<section>\n<h2>${escaped(heading)}</h2>\n${html}\n</section>`).join('\n')}
</main>
</body>
</html>
`;
}

export interface FigureHtmlArgs {
  /** The name of its files, which the caption links to, without their ending. */
  readonly name?: string | undefined;
  readonly caption: string;
  readonly alt: string;
  readonly svg: string;
  /** HTML to show instead of the image. */
  readonly player?: string;
}

/** A figure with its caption and links to its files, if it has some; a wide figure scrolls. */
export function figureHtml({name, caption, alt, svg, player}: FigureHtmlArgs): string {
  const picture =
    player ??
    `<div class="wide" tabindex="0" role="region" aria-label="${escaped(caption)}">${svgImage(svg, alt)}</div>`;
  return `<figure>
<div class="picture">${picture}</div>
<figcaption>${escaped(caption)}${name === undefined ? '' : ` ${filesHtml(name)}`}</figcaption>
</figure>`;
}

/** Links to the files of a figure. */
function filesHtml(name: string): string {
  const kinds = {svg: 'SVG', png: 'PNG', 'vl.json': 'Vega-Lite'};
  const links = Object.entries(kinds).map(
    ([ending, kind]) => `<a href="${name}.${ending}" aria-label="${name} as ${kind}">${kind}</a>`,
  );
  return `<span>(${links.join(', ')})</span>`;
}
