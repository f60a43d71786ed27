/** Light or dark as the machine says, unless the desk chose. */
export type Theme = 'machine' | 'light' | 'dark'

export function setTheme(theme: Theme): void {
  const root = document.documentElement
  if (theme === 'machine') delete root.dataset.theme
  else root.dataset.theme = theme
}
