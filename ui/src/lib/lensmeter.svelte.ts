/** What the lensmeter of this machine sent last: offered where lenses are read, told quietly everywhere else. */
import { untrack } from 'svelte'
import type { InstrumentRead, LensmeterNow, NewestReading } from './bindings'
import { m } from './messages/messages'

class Lensmeter {
  /** As the core says it; kept by the shell while somebody is at the desk. */
  now = $state.raw<LensmeterNow>()
  /** Screens that can use a reading now. */
  #takers = $state(0)
  /** The last one that was used or told not to be wanted. */
  #settled = $state(0)

  /** What was sent and nobody has used yet. */
  get offered(): NewestReading | undefined {
    const newest = this.now?.newest
    return newest && newest.number > this.#settled ? newest : undefined
  }

  /** Lenses are read on some screen now. */
  get wanted(): boolean {
    return this.#takers > 0
  }

  /** A screen that can use a reading, from within an effect. Returns how it says that it is gone. */
  wait(): () => void {
    untrack(() => this.#takers++)
    return () => untrack(() => this.#takers--)
  }

  settle(reading: NewestReading): void {
    this.#settled = Math.max(this.#settled, reading.number)
  }

  /** Nothing of one desk is offered at the next. */
  forget(): void {
    this.now = undefined
  }
}

export const lensmeter = new Lensmeter()

/** "NIDEK LM-7P", or what it is; at the head of a sentence, or within one. */
export function meterName(read: InstrumentRead, within = false): string {
  return read.instrument.instrument ?? (within ? m.meter_unnamed_within() : m.meter_unnamed())
}

/** Both lenses in one line. */
export function lensesLine(read: InstrumentRead): string {
  return [read.right, read.left, read.either].filter(Boolean).join(' / ')
}
