import type {Theme} from 'vitepress';
import {defineClientComponent} from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import LandingPage from './LandingPage.vue';
import 'katex/dist/katex.min.css';
import './style.css';

/** VitePress's own theme, with the figures of this site, which are computed in the page. */
export default {
  extends: DefaultTheme,
  enhanceApp({app}) {
    // The default home page has no landmark for its main content.
    app.component('LandingPage', LandingPage);
    app.component(
      'AddressingFigure',
      defineClientComponent(() => import('./figures/AddressingFigure.vue')),
    );
    app.component(
      'AllocationFigure',
      defineClientComponent(() => import('./figures/AllocationFigure.vue')),
    );
    app.component(
      'CopyFigure',
      defineClientComponent(() => import('./figures/CopyFigure.vue')),
    );
  },
} satisfies Theme;
