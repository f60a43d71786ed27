import type { Answer } from '../answer'

/** How the page reaches the core. One of two is in a bundle, never both. */
export interface Transport {
  /** Asks the core. Throws when no answer came back, which says neither "saved" nor "lost". */
  send(name: string, request: unknown, requestId: string): Promise<Answer<unknown>>
  /** Calls back when the core says that something on screen may have changed. */
  onChanged(listener: () => void): void
  /** Opens the system's print dialog on what the page shows for print. */
  print(): Promise<boolean>
}
