import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

// A URL's pathname would keep a space in the folder's name as %20.
const entry = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  main: {
    build: {
      externalizeDeps: true,
      rollupOptions: {
        // One file an entry: hosts, the command line, and every thread or process they start.
        input: {
          index: entry('./src/main/index.ts'),
          server: entry('./src/main/server.ts'),
          cli: entry('./src/main/cli.ts'),
          'parse.worker': entry('./src/main/workers/parse.worker.ts'),
          'codes.worker': entry('./src/main/workers/codes.worker.ts'),
          'embed.process': entry('./src/main/workers/embed.process.ts'),
        },
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: { index: entry('./src/preload/index.ts') },
        // A sandboxed preload must be CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: entry('./src/renderer'),
    build: { minify: true, rollupOptions: { input: { index: entry('./src/renderer/index.html') } } },
    plugins: [react()],
  },
});
