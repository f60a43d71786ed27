/** What a choice needs, in a few words: who, cost, time. */
import type { Offered } from '../lib/bindings'
import { m } from '../lib/messages/messages'
import { codeWord } from '../lib/order-words.svelte'
import { locale } from '../lib/time'

/** An amount of the clinic's money, without a sign: "120.00". */
export const amountWords = (minor: number): string =>
  new Intl.NumberFormat(locale(), { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(minor / 100)

export function needsOf({ asks, up_to_minor, choice }: Offered): string[] {
  return [
    asks ? codeWord('recovery_with', asks) : '',
    // Where nothing may be given alone, who must agree has said it.
    up_to_minor ? m.recovery_up_to({ amount: amountWords(up_to_minor) }) : '',
    choice.minutes !== null
      ? m.recovery_minutes({ minutes: choice.minutes })
      : choice.promise
        ? m.recovery_with_promise()
        : '',
  ].filter(Boolean)
}

/** A typed amount in minor units: "120", "120.50", "120,50"; nothing where it is none. */
export function minorOf(typed: string): number | null | undefined {
  const text = typed.trim()
  if (!text) return null
  const found = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text)
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined
}
