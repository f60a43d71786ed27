import { act, done } from './api'
import type { DeskState } from './bindings'

/** The practice clinic on its way: making it takes a moment, and the whole screen says so. */
class Practice {
  making = $state(false)
  /** Where the desk stands then; the shell takes it. */
  onMade: (state: DeskState) => void = () => {}

  open(): Promise<void> {
    return this.#make('open_practice')
  }

  /** Throws away what was tried and makes the morning again. */
  reset(): Promise<void> {
    return this.#make('reset_practice')
  }

  async #make(name: 'open_practice' | 'reset_practice'): Promise<void> {
    if (this.making) return
    this.making = true
    const state = done(await act(name, {}))
    if (state) this.onMade(state)
    this.making = false
  }
}

export const practice = new Practice()
