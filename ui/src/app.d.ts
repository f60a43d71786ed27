/** Set by vite.config.ts: how this bundle reaches the core. */
declare const __TRANSPORT__: 'window' | 'loopback'
