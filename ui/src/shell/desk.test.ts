import { afterEach, expect, it, vi } from 'vitest'
import type { DeskState } from '../lib/bindings'
import { desk } from './desk.svelte'

const standing = (stage: DeskState['stage'], who: DeskState['who']): DeskState => ({
  stage,
  clinic: 'Bright Street',
  practice: false,
  recovery_key_confirmed: true,
  staff: [],
  without_pin: [],
  who,
  now: new Date('2026-11-03T10:54:00-05:00').getTime(),
  offset_minutes: -300,
  no_patients_yet: false,
  theme: 'machine',
  practice_pin: null,
  newest_backup: null,
  keychain: 'no_keychain',
  in_emergency: null,
  emergencies_unseen: 0,
})
const open = standing('open', 1 as DeskState['who'])
const locked = standing('sign_in', null)

/** The core's answers, given when the test wants: of each question asked, in its order. */
function answers() {
  const waiting: ((state: DeskState) => void)[] = []
  vi.stubGlobal(
    'fetch',
    () => new Promise(resolve => waiting.push(state => resolve({ json: async () => ({ done: state }) }))),
  )
  return (question: number, state: DeskState) => waiting[question]?.(state)
}

afterEach(() => vi.unstubAllGlobals())

it('a look that was asked before the desk was locked does not open it again', async () => {
  desk.take(open)
  const answer = answers()
  const both = [desk.look(), desk.lock()]
  answer(1, locked)
  answer(0, open)
  await Promise.all(both)
  expect(desk.state?.stage).toBe('sign_in')
})

it('a look that was asked before somebody signed in does not send them out again', async () => {
  desk.take(locked)
  const answer = answers()
  const old = desk.look()
  desk.take(open)
  answer(0, locked)
  await old
  expect(desk.state?.stage).toBe('open')
})

it('answers in their order are all heard', async () => {
  desk.take(open)
  const answer = answers()
  const both = [desk.lock(), desk.look()]
  answer(0, locked)
  await both[0]
  expect(desk.state?.stage).toBe('sign_in')
  answer(1, open)
  await both[1]
  expect(desk.state?.stage).toBe('open')
})
