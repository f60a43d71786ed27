import { render, screen } from '@testing-library/svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { announceChange } from './api'
import LiveProbe from './LiveProbe.test.svelte'

type Reply = (title: string) => void
/** What the page asked and how to answer it, in our own order. */
let asked: { text: string; reply: Reply }[] = []

beforeEach(() => {
  asked = []
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    const { request } = JSON.parse(String(init.body)) as { request: { query: string } }
    return new Promise(resolve => {
      asked.push({
        text: request.query,
        reply: title =>
          resolve({
            json: async () => ({ done: { people: [{ name: title }] } }),
          }),
      })
    })
  })
})
afterEach(() => vi.unstubAllGlobals())

const settle = () => new Promise(resolve => setTimeout(resolve, 0))
const shown = () => screen.getByRole('status').textContent

describe('live rows', () => {
  it('never paints a late answer under another question', async () => {
    const view = render(LiveProbe, { text: 'eric' })
    await settle()
    await view.rerender({ text: 'derrick' })
    await settle()
    expect(shown()).toBe('looking')
    asked[1]?.reply('Derrick P.')
    await settle()
    asked[0]?.reply('Eric P.')
    await settle()
    expect(shown()).toBe('Derrick P.')
  })

  it('takes the old rows away as soon as the question changes', async () => {
    const view = render(LiveProbe, { text: 'eric' })
    await settle()
    asked[0]?.reply('Eric P.')
    await settle()
    expect(shown()).toBe('Eric P.')
    await view.rerender({ text: 'derrick' })
    expect(shown()).toBe('looking')
  })

  it('looks again after a write, and keeps the rows meanwhile', async () => {
    render(LiveProbe, { text: 'eric' })
    await settle()
    asked[0]?.reply('Eric P.')
    await settle()
    announceChange()
    await settle()
    expect(asked).toHaveLength(2)
    expect(shown()).toBe('Eric P.')
    asked[1]?.reply('Eric Paulson')
    await settle()
    expect(shown()).toBe('Eric Paulson')
  })
})
