/** An order's life on screen: what comes next, where it is as a whole, how each part looks. */
import type { Order, OrderPage, OrderState, Part } from '../../lib/bindings'
import { m } from '../../lib/messages/messages'
import { inHand, whereWord } from '../../lib/order-words.svelte'

/** What a person does next, each with a key of its own; every other step is a change of state. */
export type Step = 'send' | 'receive' | 'find' | 'verify' | 'notify' | 'hand_over'

const ON_THE_WAY: readonly OrderState[] = [
  'ordered',
  'at_lab',
  'frame_to_come',
  'lab_hold',
  'back_ordered',
  'delayed',
]
const ARRIVED: readonly OrderState[] = ['received', 'verified', 'failed_check', 'notified', 'uncollected']
const OVER: readonly OrderState[] = ['collected', 'cancelled', 'remade', 'returned']

export const isOnTheWay = (state: OrderState): boolean => ON_THE_WAY.includes(state)
export const hasArrived = (state: OrderState): boolean => ARRIVED.includes(state)
export const isOver = (state: OrderState): boolean => OVER.includes(state)

/** What is sensible now, the likely one first. */
export function stepsOf({ order, parts }: Pick<OrderPage, 'order' | 'parts'>): Step[] {
  const waitsForParts = parts.some(part => !inHand(part) && part.custody !== 'not_located')
  const lost = parts.some(part => part.needed && part.custody === 'not_located')
  if (order.state === 'confirmed') return ['send']
  if (isOnTheWay(order.state)) return ['receive']
  const first: Step[] = [...(lost ? ['find' as const] : []), ...(waitsForParts ? ['receive' as const] : [])]
  if (order.state === 'received' || order.state === 'failed_check') return [...first, 'verify']
  if (order.state === 'verified') return [...first, 'notify', 'hand_over']
  if (order.state === 'notified' || order.state === 'uncollected') return [...first, 'hand_over']
  return []
}

/** States that a person may choose by hand: what arrives is received part by part, and a notification is taken back. */
export function statesOf({ order, offered }: Pick<OrderPage, 'order' | 'offered'>): OrderState[] {
  return offered.filter(
    to =>
      !(to === 'received' && isOnTheWay(order.state)) && !(to === 'verified' && order.state === 'notified'),
  )
}

/** How a part looks from afar. Before the order arrives, only a part that nobody can find is news. */
export function partTone(part: Part, order: Order): 'done' | 'stop' | 'plain' {
  if (part.custody === 'not_located') return 'stop'
  if (part.custody === 'here') return 'done'
  return hasArrived(order.state) && !inHand(part) ? 'stop' : 'plain'
}

/** Where the order is as a whole: its tray and what is not in it, or each place with how many parts are there. */
export function whereAll({ order, parts }: Pick<OrderPage, 'order' | 'parts'>): string {
  const places = new Map<string, number>()
  for (const part of parts.filter(part => part.needed)) {
    const where = whereWord(part, order.tray)
    places.set(where, (places.get(where) ?? 0) + 1)
  }
  const tray = order.tray ? m.where_tray({ tray: order.tray }) : undefined
  const elsewhere = [...places].filter(([where]) => where !== tray)
  if (tray && elsewhere.length === 0) return tray
  if (!tray && elsewhere.length === 1) return elsewhere[0]?.[0] ?? ''
  const counted = elsewhere.map(([where, count]) => m.where_count({ count, where }))
  return [tray, ...counted].filter(Boolean).join(' · ')
}

/** What may go to the lab with the order: what is here. */
export function mayGoAlong(parts: readonly Part[]): Part[] {
  return parts.filter(part => part.custody === 'here')
}

/** What usually goes back to the lab: the lenses that it made. As the core does it when nothing is said. */
export function usuallyGoesAlong(order: Order, part: Part): boolean {
  const sentBack = order.state === 'received' || order.state === 'failed_check'
  return sentBack && !part.theirs && (part.kind === 'right_lens' || part.kind === 'left_lens')
}

/** How a state looks from afar. */
export function stateTone(state: OrderState): 'done' | 'soon' | 'stop' | 'plain' {
  if (state === 'verified' || state === 'notified' || state === 'collected') return 'done'
  if (state === 'failed_check') return 'stop'
  return state === 'confirmed' || state === 'delayed' || state === 'back_ordered' || state === 'lab_hold'
    ? 'soon'
    : 'plain'
}
