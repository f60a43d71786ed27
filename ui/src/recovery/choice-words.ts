/** What a choice needs, in a few words: who, cost, time. */
import type { Offered } from '../lib/bindings'
import { m } from '../lib/messages/messages'
import { amountWords } from '../lib/money'
import { codeWord } from '../lib/order-words.svelte'

export function needsOf({ asks, up_to_minor, choice }: Offered): string[] {
  return [
    asks ? codeWord('recovery_with', asks) : '',
    up_to_minor === null ? '' : m.recovery_up_to({ amount: amountWords(up_to_minor) }),
    choice.minutes !== null
      ? m.recovery_minutes({ minutes: choice.minutes })
      : choice.promise
        ? m.recovery_with_promise()
        : '',
  ].filter(Boolean)
}
