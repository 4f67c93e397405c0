import {defineConfig} from 'vite';
import {contentSecurityPolicy} from './policy.js';

/** Static files that lie anywhere, made from the sources of this repository. */
export default defineConfig({
  base: './',
  plugins: [contentSecurityPolicy()],
  resolve: {conditions: ['@ntmjs/source', 'module', 'browser']},
  worker: {format: 'es'},
  build: {target: 'es2022', chunkSizeWarningLimit: 1000},
});
