import { announceChange, ask, done, onChanged, onShut } from '../lib/api'
import type { DeskState, Staff } from '../lib/bindings'
import { clock } from '../lib/clock.svelte'
import { drafts } from '../lib/drafts'
import { practice } from '../lib/practice.svelte'
import { showTheme } from '../lib/theme'
import { toasts } from '../lib/toast.svelte'

/** Somebody moved: the core hears of it this often at most, in milliseconds. */
const STILL_HERE_EVERY = 15_000
/** How often to look whether the desk is still open, in case a message was lost, in milliseconds. */
const LOOK_EVERY = 5_000

/** Where the desk stands: fresh, closed, nobody's, or somebody's. */
class Desk {
  state = $state.raw<DeskState>()
  /** The recovery key of a clinic that was just set up: here until it is typed back, and nowhere else. */
  recoveryKey = $state<string>()
  /** The desk's own choice of who signs in first. */
  lastWho: number | undefined

  /** The keychain was asked: only once, so that whoever closes the clinic finds it closed. */
  keychainAsked = false

  /** Questions after where it stands, in their order, and the last of them that was heard. */
  #asked = 0
  #heard = 0

  /** Who is signed in. */
  get who(): Staff | undefined {
    return this.state?.staff.find(staff => staff.id === this.state?.who)
  }

  /** It stands so now, whatever was asked before. */
  take(state: DeskState): void {
    this.#heard = ++this.#asked
    this.#stands(state)
  }

  /** Asks where it stands. An older answer that comes late says nothing: it would open a desk that is locked by now. */
  async #learn(question: 'desk_state' | 'lock' | 'close'): Promise<void> {
    const turn = ++this.#asked
    const state = done(await ask(question, {}))
    if (!state || turn < this.#heard) return
    this.#heard = turn
    this.#stands(state)
  }

  #stands(state: DeskState): void {
    const before = this.state
    if (state.stage !== 'closed') this.keychainAsked = true
    clock.set(state.now)
    showTheme(state.theme)
    // The same person finds their drafts again; nobody else does.
    if (state.stage === 'closed' || (state.who !== null && this.lastWho !== state.who)) drafts.clear()
    if (state.who !== null) this.lastWho = state.who
    if (before?.who !== state.who || before?.stage !== state.stage) {
      // Nothing of one person's work is left for the next.
      toasts.clear()
      announceChange()
    }
    this.state = state
  }

  look(): Promise<void> {
    return this.#learn('desk_state')
  }

  lock(): Promise<void> {
    return this.#learn('lock')
  }

  close(): Promise<void> {
    return this.#learn('close')
  }

  /** Looks, listens, and tells the core that somebody is at the desk. Returns how to stop. */
  start(): () => void {
    void this.look()
    practice.onMade = state => this.take(state)
    const stopChanged = onChanged(() => void this.look())
    const stopShut = onShut(() => void this.look())
    const timer = setInterval(() => {
      // Also where the first look ended in a fault: there is nothing on the screen yet.
      if (!this.state || this.state.stage === 'open') void this.look()
    }, LOOK_EVERY)
    let told = 0
    const moved = () => {
      if (this.state?.stage !== 'open' || Date.now() - told < STILL_HERE_EVERY) return
      told = Date.now()
      void ask('still_here', {})
    }
    window.addEventListener('keydown', moved, { capture: true })
    window.addEventListener('pointerdown', moved, { capture: true })
    window.addEventListener('pointermove', moved, { passive: true })
    return () => {
      stopChanged()
      stopShut()
      clearInterval(timer)
      window.removeEventListener('keydown', moved, { capture: true })
      window.removeEventListener('pointerdown', moved, { capture: true })
      window.removeEventListener('pointermove', moved)
    }
  }
}

export const desk = new Desk()
