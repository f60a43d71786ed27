/** What stands in the middle. One thing at a time; Esc goes back to the one before. */
export type DutyList = 'calls' | 'stuck' | 'promises' | 'discrepancies' | 'owed'
export type Place =
  | { screen: 'home' }
  | { screen: 'list'; list: DutyList }
  | { screen: 'patient'; id: number }
  | { screen: 'order'; id: number }
  | { screen: 'visit'; id: number }

class Places {
  #stack = $state.raw<Place[]>([{ screen: 'home' }])

  get here(): Place {
    return this.#stack.at(-1) ?? { screen: 'home' }
  }

  get canGoBack(): boolean {
    return this.#stack.length > 1
  }

  go(place: Place): void {
    if (JSON.stringify(place) === JSON.stringify(this.here)) return
    this.#stack = [...this.#stack.slice(-20), place]
  }

  back(): void {
    if (this.canGoBack) this.#stack = this.#stack.slice(0, -1)
  }

  /** Another person is at the desk, or nobody. */
  clear(): void {
    this.#stack = [{ screen: 'home' }]
  }
}

export const places = new Places()
