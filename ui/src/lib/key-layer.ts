import { getContext, setContext } from 'svelte'

const LAYER = Symbol('key layer')

/** The layer of keys in which this component stands: 0 is the screen, higher ones are dialogs. */
export function keyLayer(): number {
  return getContext<number | undefined>(LAYER) ?? 0
}

/** Everything inside this component binds its keys in this layer. */
export function setKeyLayer(layer: number): void {
  setContext(LAYER, layer)
}
