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
