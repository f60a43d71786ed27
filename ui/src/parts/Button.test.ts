import { render, screen } from '@testing-library/svelte'
import { describe, expect, it, vi } from 'vitest'
import { keys } from '../lib/keys.svelte'
import Button from './Button.svelte'

const settle = () => new Promise(resolve => setTimeout(resolve, 60))

describe('a button with a key', () => {
  it('does on its key what it does on a click, and says which key', async () => {
    const stop = keys.start()
    const onclick = vi.fn()
    const { unmount } = render(Button, { label: 'Hand over', key: 'h', onclick })
    expect(screen.getByRole('button', { name: 'Hand over' }).getAttribute('aria-keyshortcuts')).toBe('h')
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'h', bubbles: true }))
    await settle()
    expect(onclick).toHaveBeenCalledTimes(1)
    unmount()
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'h', bubbles: true }))
    await settle()
    expect(onclick).toHaveBeenCalledTimes(1)
    stop()
  })

  it('does not fire twice while it is busy', () => {
    const onclick = vi.fn()
    render(Button, { label: 'Hand over', busy: true, onclick })
    screen.getByRole('button').click()
    expect(onclick).not.toHaveBeenCalled()
  })

  it('lets go of its key while it cannot be pressed', async () => {
    render(Button, { label: 'Hand over', key: 'h', disabled: true })
    expect(keys.listed().some(binding => binding.key === 'h')).toBe(false)
  })
})
