import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DeskState } from '../lib/bindings'
import App from './App.svelte'

const closed: DeskState = {
  stage: 'closed',
  clinic: null,
  practice: false,
  recovery_key_confirmed: false,
  staff: [],
  without_pin: [],
  who: null,
  now: new Date('2026-11-03T08:54:00-05:00').getTime(),
  offset_minutes: -300,
  no_patients_yet: false,
  theme: 'machine',
  practice_pin: null,
  newest_backup: null,
  keychain: 'no_keychain',
  in_emergency: null,
  emergencies_unseen: 0,
}

let code = ''
beforeEach(() => {
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    const { name } = JSON.parse(String(init.body))
    return {
      json: async () => (name === 'unlock' ? { fault: { code, reference: 'R188600-1' } } : { done: closed }),
    }
  })
})
afterEach(() => vi.unstubAllGlobals())

describe('a clinic that does not open', () => {
  it.each([
    ['newer_file', 'These records were written by a newer Rightful.', 'They were not touched.'],
    ['already_open', 'Rightful is open already.', 'close it and try again'],
    ['damaged', 'The clinic’s file is damaged.', 'It was left exactly as it is.'],
    ['key_missing', 'The key file is not beside the records.', 'Nothing was changed.'],
    ['file_missing', 'The clinic’s file is gone.', 'Delete nothing.'],
  ])('%s: says what happened, what is safe, and the number to give', async (fault, title, safe) => {
    code = fault
    render(App)
    await userEvent.type(await screen.findByLabelText('Passphrase'), 'four plain words here{Enter}')
    const said = await screen.findByRole('alert')
    expect(said.textContent).toContain(title)
    expect(said.textContent).toContain(safe)
    expect(said.textContent).toContain('R188600-1')
    // What was typed is still there to try again with.
    expect((screen.getByLabelText('Passphrase') as HTMLInputElement).value).toBe('four plain words here')
  })
})
