/** Light or dark as the machine says, unless this desk chose. The desk keeps the choice beside the clinic. */
import { act } from './api'
import type { Theme } from './bindings'

/** Puts it on the page. */
export function showTheme(theme: Theme): void {
  const root = document.documentElement
  if (theme === 'machine') delete root.dataset.theme
  else root.dataset.theme = theme
}

/** Chooses it for this desk from now on. */
export async function chooseTheme(theme: Theme): Promise<void> {
  showTheme(theme)
  await act('choose_theme', { theme })
}
