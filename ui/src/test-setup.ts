import { cleanup } from '@testing-library/svelte'
import { afterEach } from 'vitest'

// Times are read as a US clinic reads them, wherever the tests run.
process.env.TZ = 'America/New_York'

afterEach(() => cleanup())
