import { paraglideVitePlugin } from '@inlang/paraglide-js'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'

export default defineConfig(({ mode }) => ({
  plugins: [
    svelte(),
    svelteTesting(),
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/messages',
      strategy: ['baseLocale'],
      // One file of words, not one for each: three thousand modules made every build and test wait.
      outputStructure: 'locale-modules',
    }),
  ],
  // No words but English yet: three thousand functions that ask for the language at each word are left out. A second
  // language takes this away.
  resolve: {
    alias: [
      {
        find: /^\.\/messages\/_index\.js$/,
        replacement: `${import.meta.dirname}/src/lib/messages/messages/en.js`,
      },
    ],
  },
  define: {
    // Which way the page reaches the core. A constant, so that the way not taken is left out of the bundle.
    __TRANSPORT__: JSON.stringify(mode === 'e2e' || mode === 'test' ? 'loopback' : 'window'),
  },
  build: {
    outDir: mode === 'e2e' ? 'dist-e2e' : 'dist',
    target: ['chrome111', 'safari16.4'],
    // The page may load from itself only: no data: fonts, no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { port: 5173, strictPort: true },
  test: {
    environment: 'happy-dom',
    // A machine that builds something else beside is slow, not wrong.
    testTimeout: 30_000,
    include: ['src/**/*.test.ts'],
    setupFiles: ['./src/test-setup.ts'],
  },
}))
