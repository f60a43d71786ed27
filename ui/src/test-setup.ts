import { cleanup } from '@testing-library/svelte'
import { afterEach } from 'vitest'

// Times are read as a US clinic reads them, wherever the tests run.
process.env.TZ = 'America/New_York'

afterEach(() => cleanup())

// The loopback host's events; the test page has none to hear.
globalThis.EventSource ??= class extends EventTarget {} as unknown as typeof EventSource
