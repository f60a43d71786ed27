/**
 * Up and down move between rows, Home and End to the ends. A row is anything marked `data-row`.
 * Use as an attachment: `{@attach arrows}`.
 */
export function arrows(list: HTMLElement): () => void {
  const onkeydown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')]
    const here = rows.indexOf(document.activeElement as HTMLElement)
    if (here < 0) return
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1 }[event.key]
    if (to === undefined || !rows[to]) return
    event.preventDefault()
    rows[to].focus()
  }
  list.addEventListener('keydown', onkeydown)
  return () => list.removeEventListener('keydown', onkeydown)
}

/** Which row of a list somebody was on, so that Esc brings them back to it. */
const rowOf = new Map<string, number>()

/** A list that was asked for takes the focus, on the row somebody left it from. */
export function startsHere(name: string): (list: HTMLElement) => () => void {
  return list => {
    const rows = () => [...list.querySelectorAll<HTMLElement>('[data-row]')]
    const onfocusin = (event: FocusEvent) => {
      const at = rows().indexOf(event.target as HTMLElement)
      if (at >= 0) rowOf.set(name, at)
    }
    list.addEventListener('focusin', onfocusin)
    const all = rows()
    all[Math.min(rowOf.get(name) ?? 0, all.length - 1)]?.focus()
    return () => list.removeEventListener('focusin', onfocusin)
  }
}
