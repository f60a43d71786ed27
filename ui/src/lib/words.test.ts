import { describe, expect, it } from 'vitest'

describe('the set-up', () => {
  it('reads words from the catalogue', async () => {
    const { m } = await import('./messages/messages')
    expect(m.app_name()).toBe('Rightful')
  })
})
