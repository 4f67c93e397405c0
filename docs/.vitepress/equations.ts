import katex from 'katex';
import type {MarkdownRenderer} from 'vitepress';

/** Makes an equation of each block ```math, with MathML for readers that do not see it. */
export function equations(md: MarkdownRenderer): void {
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const {info, content} = tokens[index]!;
    if (info.trim() !== 'math') return fence(tokens, index, options, env, self);
    const html = katex.renderToString(content, {displayMode: true});
    return `<div class="equation" tabindex="0" v-pre>${html}</div>\n`;
  };
}
