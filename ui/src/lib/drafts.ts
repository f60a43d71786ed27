/** What was typed and not sent, so that Esc loses nothing. In memory only, and never for the next person at the desk. */
const kept = new Map<string, unknown>()

export const drafts = {
  /** A draft, or a fresh one that is kept from now on. */
  of<T>(name: string, fresh: () => T): T {
    if (!kept.has(name)) kept.set(name, fresh())
    return kept.get(name) as T
  },
  keep(name: string, draft: unknown): void {
    kept.set(name, draft)
  },
  /** It was sent. */
  drop(name: string): void {
    kept.delete(name)
  },
  /** Somebody else works here now. */
  clear(): void {
    kept.clear()
  },
}
