import { m } from './messages/messages'

export interface Toast {
  id: number
  words: string
  /** Takes the act back; the key is Ctrl Z, or ⌘ Z. */
  takeBack?: () => void | Promise<void>
  /** Where it leads, with its key. */
  goOn?: { label: string; key: string; go: () => void }
}

/** How long a note stays, in milliseconds; longer while it can be taken back. */
const STAYS = 5_000
const STAYS_WITH_ACT = 12_000

/** Short notes at the bottom of the screen: what was done, and the way back. Never a question. */
class Toasts {
  shown = $state.raw<Toast[]>([])
  #next = 1
  #timers = new Map<number, ReturnType<typeof setTimeout>>()

  show(words: string, takeBack?: Toast['takeBack'], goOn?: Toast['goOn']): Toast {
    const toast: Toast = { id: this.#next++, words, takeBack, goOn }
    // One at a time is enough to read; the last act is the one that can be taken back.
    for (const other of this.shown) this.close(other.id)
    this.shown = [toast]
    this.resume(toast)
    return toast
  }

  /** The pointer or the focus is on it: it stays. */
  hold(toast: Toast): void {
    clearTimeout(this.#timers.get(toast.id))
  }

  resume(toast: Toast): void {
    this.hold(toast)
    this.#timers.set(
      toast.id,
      setTimeout(() => this.close(toast.id), toast.takeBack || toast.goOn ? STAYS_WITH_ACT : STAYS),
    )
  }

  close(id: number): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.shown = this.shown.filter(toast => toast.id !== id)
  }

  /** Takes the last act back. */
  async takeBack(): Promise<void> {
    const toast = this.shown.findLast(each => each.takeBack)
    if (!toast?.takeBack) return
    this.close(toast.id)
    await toast.takeBack()
  }

  /** Nothing of a day's work stays on a locked screen. */
  clear(): void {
    for (const toast of this.shown) this.close(toast.id)
  }

  label(): string {
    return m.take_back()
  }
}

export const toasts = new Toasts()
