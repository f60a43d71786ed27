import { afterEach, describe, expect, it, vi } from 'vitest'
import { act, ask, done, onFault, onShut, refused } from './api'
import { refusalWords } from './errors'

afterEach(() => vi.unstubAllGlobals())

function answering(...answers: unknown[]) {
  const sent: { name: string; requestId: string }[] = []
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    sent.push(JSON.parse(String(init.body)))
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return { json: async () => answer }
  })
  return sent
}

describe('asking the core', () => {
  it('asks once more with the same id when no answer came', async () => {
    const sent = answering(new Error('cut'), { done: {} })
    const answer = await act('unlock', { secret: 'four plain words here' })
    expect(done(answer)).toEqual({})
    expect(sent).toHaveLength(2)
    expect(sent[0]?.requestId).toBe(sent[1]?.requestId)
  })

  it('says neither saved nor lost when nothing came back', async () => {
    answering(new Error('cut'), new Error('cut'))
    const heard = vi.fn()
    const stop = onFault(heard)
    const answer = await ask('desk_state', {})
    stop()
    expect('fault' in answer && answer.fault.code).toBe('no_answer')
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('asks once more with the same id when the desk cannot tell whether it was kept', async () => {
    const unsure = { fault: { code: 'unsure', reference: 'R1-1' } }
    const sent = answering(unsure, { done: {} })
    expect(done(await act('unlock', { secret: 'four plain words here' }))).toEqual({})
    expect(sent[0]?.requestId).toBe(sent[1]?.requestId)
    // A second fault makes the first no surer.
    answering(unsure, { fault: { code: 'disk', reference: 'R1-2' } })
    const answer = await act('unlock', { secret: 'four plain words here' })
    expect('fault' in answer && answer.fault.code).toBe('unsure')
  })

  it('shows the door when nobody is signed in any more', async () => {
    answering({ refused: { code: 'not_signed_in', facts: {}, findings: [], next_step: null } })
    const heard = vi.fn()
    const stop = onShut(heard)
    const answer = await ask('queue', {})
    stop()
    expect(refused(answer)?.code).toBe('not_signed_in')
    expect(heard).toHaveBeenCalledTimes(1)
  })

  it('has words for a refusal nobody wrote words for', () => {
    const words = refusalWords({ code: 'never_heard_of', facts: {}, findings: [], next_step: null })
    expect(words.title).toBe('Not yet.')
  })
})
