import {Marked} from 'marked';
import {escaped, svgImage} from './html.js';
import {policyHtml} from './policy.js';

const STYLE = `
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.85rem; margin: 1rem 0; }
th, td { padding: 0.3rem 0.6rem; border-bottom: 1px solid #ddd; vertical-align: top; }
th { border-bottom: 2px solid #888; }
img { max-width: 100%; }
pre { background: #f4f4f4; padding: 0.7rem; overflow-x: auto; }
`;

/**
 * A Markdown report as one HTML page that loads no other file, under a policy by which it cannot. HTML in the report is text: its
 * reasons of failures and names of runs are those of files.
 *
 * @param markdown the report
 * @param figures the SVGs of its images, by their paths
 */
export function reportHtml(markdown: string, figures: ReadonlyMap<string, string>): string {
  const marked = new Marked({
    renderer: {
      image({href, text}) {
        const svg = figures.get(href);
        if (svg === undefined) throw new Error(`the report has no figure ${href}`);
        return svgImage(svg, text);
      },
      html({text}) {
        return escaped(text);
      },
    },
  });
  const body = (marked.parse(markdown) as string)
    .replaceAll('<table>', '<div class="wide"><table>')
    .replaceAll('</table>', '</table></div>');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
${policyHtml({styles: [STYLE]})}
<meta name="viewport" content="width=device-width">
<title>ntmjs: results</title>
<style>${STYLE}</style>
${body}</html>
`;
}
