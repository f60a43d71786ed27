import { cleanup, configure } from '@testing-library/svelte'
import { afterEach } from 'vitest'

// Times are read as a US clinic reads them, wherever the tests run.
process.env.TZ = 'America/New_York'

// A machine that builds something else beside is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 })

afterEach(() => cleanup())

// The loopback host's events; the test page has none to hear.
globalThis.EventSource ??= class extends EventTarget {} as unknown as typeof EventSource

// jsdom lays nothing out: no box changes its size.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
}
