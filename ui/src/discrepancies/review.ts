import type { Accountable, Cause } from '../lib/bindings'
import { codeWord } from '../lib/order-words.svelte'

/** In the order of an order's way through the clinic. */
export const ACCOUNTABLE: readonly Accountable[] = [
  'order_taking',
  'prescribing',
  'ordering',
  'lab',
  'delivery',
  'receiving',
  'checking',
  'storage',
  'telling',
  'handing_over',
  'waiting',
  'billing',
  'conduct',
  'other',
]

/** The process that a cause of the first level usually points to. */
export const LET_THROUGH: Record<string, Accountable | undefined> = {
  taking: 'order_taking',
  sending: 'ordering',
  making: 'lab',
  coming: 'delivery',
  keeping: 'storage',
  checking: 'checking',
  telling: 'telling',
  handing_over: 'handing_over',
  people: 'conduct',
  other: 'other',
}

/** What the clinic calls a cause. */
export function causeWord({ code, name }: Pick<Cause, 'code' | 'name'>): string {
  return name ?? codeWord('cause', code)
}
