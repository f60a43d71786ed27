import { untrack } from 'svelte'
import { ask, type CommandName, onChanged, type Reply, type Request } from './api'
import type { Refusal } from './bindings'

/**
 * Rows on screen, read again after every write. Nothing is kept beyond what is shown, and an answer
 * to an older question is dropped: a slow reply never paints one patient under another's name.
 *
 * Make it while a component starts; ask for nothing by returning `undefined`.
 */
export class Live<N extends CommandName> {
  value = $state.raw<Reply<N>>()
  refusal = $state.raw<Refusal>()
  /** True until the first answer to the present question. */
  loading = $state(true)
  readonly #name: N
  readonly #request: () => Request<N> | undefined
  #asked = ''
  #turn = 0

  constructor(name: N, request: () => Request<N> | undefined) {
    this.#name = name
    this.#request = request
    $effect(() => {
      const question = request()
      untrack(() => void this.#load(question))
    })
    $effect(() => onChanged(() => void this.reload()))
  }

  /** Asks the same question again. */
  reload(): Promise<void> {
    return this.#load(untrack(this.#request))
  }

  async #load(question: Request<N> | undefined): Promise<void> {
    const turn = ++this.#turn
    const asked = JSON.stringify(question) ?? ''
    if (asked !== this.#asked) {
      this.#asked = asked
      this.value = undefined
      this.refusal = undefined
      this.loading = question !== undefined
    }
    if (question === undefined) return
    const answer = await ask(this.#name, question)
    if (turn !== this.#turn) return
    this.loading = false
    if ('done' in answer) {
      this.value = answer.done
      this.refusal = undefined
    } else if ('refused' in answer) {
      this.value = undefined
      this.refusal = answer.refused
    }
  }
}
