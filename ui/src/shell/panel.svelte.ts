import type { Snippet } from 'svelte'

interface Shown {
  /** What the panel is, for the screen reader. */
  label: string
  content: Snippet
}

/** The panel beside the work, never over it: there only when it was called. */
class Panel {
  shown = $state.raw<Shown>()

  show(label: string, content: Snippet): void {
    this.shown = { label, content }
  }

  close(): void {
    this.shown = undefined
  }
}

export const panel = new Panel()
