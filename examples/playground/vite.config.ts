import {defineConfig} from 'vite';

/** Static files that lie anywhere, made from the sources of this repository. */
export default defineConfig({
  base: './',
  resolve: {conditions: ['@ntmjs/source', 'module', 'browser']},
  worker: {format: 'es'},
  build: {target: 'es2022', chunkSizeWarningLimit: 1000},
});
