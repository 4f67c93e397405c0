import {defineConfig} from 'vite';

export default defineConfig({
  base: './', // the built page may lie in any folder of a server
  worker: {format: 'es'}, // workers may import files of their own
});
