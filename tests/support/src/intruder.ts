import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Page} from 'playwright-core';

/**
 * What a page permits to text that someone got into it as HTML: `script`, `handler`, `link` if such code ran, `eval`, and the
 * path of each request that reached another server. Nothing, under a policy that forbids them.
 */
export async function permittedToIntruder(page: Page): Promise<string[]> {
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url!);
    response.writeHead(200, {'Access-Control-Allow-Origin': '*'}).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const ran = await page.evaluate(
      async (url) => {
        const ran: string[] = [];
        Object.assign(window, {ran});
        const add = <Name extends keyof HTMLElementTagNameMap>(name: Name, fields: object) =>
          document.body.append(Object.assign(document.createElement(name), fields));
        add('script', {text: "ran.push('script')"});
        add('div', {innerHTML: `<img src="data:," onerror="ran.push('handler')">`});
        add('a', {href: "javascript:ran.push('link')"});
        (document.body.lastElementChild as HTMLElement).click();
        // Not at once: code that is evaluated from outside of a page may do what its policy forbids.
        setTimeout(() => {
          try {
            new Function("ran.push('eval')")();
          } catch {}
        });
        add('script', {src: `${url}script.js`});
        add('img', {src: `${url}image.png`});
        add('link', {rel: 'stylesheet', href: `${url}style.css`});
        add('iframe', {src: `${url}frame.html`});
        navigator.sendBeacon(`${url}beacon`);
        await fetch(`${url}fetch`).catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 500));
        return ran;
      },
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    );
    return [...ran, ...paths].sort();
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
