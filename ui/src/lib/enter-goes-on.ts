/**
 * In a long form Enter goes on to the next box, as the Tab key does, so that a dispenser never leaves the number pad.
 * Sending the form has a key of its own. Use as an attachment: `<form {@attach enterGoesOn}>`.
 */
export function enterGoesOn(form: HTMLElement): () => void {
  const onkeydown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const { target } = event
    if (!(target instanceof HTMLInputElement || target instanceof HTMLSelectElement)) return
    event.preventDefault()
    const stops = [...form.querySelectorAll<HTMLElement>('input, select, textarea, button')].filter(isStop)
    const next = stops[stops.indexOf(target) + (event.shiftKey ? -1 : 1)]
    next?.focus()
    if (next instanceof HTMLInputElement && next.type === 'text') next.select()
  }
  form.addEventListener('keydown', onkeydown)
  return () => form.removeEventListener('keydown', onkeydown)
}

/** A place where Tab would stop: of a group of choices, the chosen one. */
function isStop(element: HTMLElement): boolean {
  if (element.matches(':disabled, [tabindex="-1"], [hidden] *')) return false
  return !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked)
}
