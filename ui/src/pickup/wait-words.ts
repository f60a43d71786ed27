/** How a wait is said: its minutes, what is due, and the sentence to say. */
import type { PromptKind, Turn, WaitMark } from '../lib/bindings'
import { m } from '../lib/messages/messages'
import { codeWord } from '../lib/order-words.svelte'
import { ago, dayOf, timeOfDay } from '../lib/time'

export type Tone = 'plain' | 'soon' | 'stop' | 'done'

const MINUTE = 60_000
/** Quotes are told in steps of this many minutes. */
const STEP = 5

/** Whole minutes of the present wait. Counted here, so that they run without asking the core. */
export function waitedMinutes(turn: Turn, now: number): number {
  return Math.max(0, Math.floor((now - turn.waited_from) / MINUTE))
}

/** How the wait looks from afar; its word stands below it. */
export function waitTone(mark: WaitMark): Tone {
  return mark === 'calm' ? 'plain' : mark === 'amber' ? 'soon' : 'stop'
}

function dueTone(kind: PromptKind): Tone {
  return kind === 'tell' || kind === 'manager' || kind === 'recovery' ? 'stop' : 'soon'
}

/** What they are called in the queue column, which others may read over a shoulder. */
export function queueName(turn: Turn): string {
  return turn.first_and_initial ?? m.queue_ticket({ ticket: turn.ticket })
}

/** The few words at the end of a row: what is due, or how they stand. */
export function rowNote(turn: Turn, now: number): { words: string; tone: Tone } {
  if (turn.prompt) return { words: codeWord('due', turn.prompt.kind), tone: dueTone(turn.prompt.kind) }
  if (turn.rests_until !== null && turn.rests_until > now)
    return { words: m.queue_rests({ time: timeOfDay(turn.rests_until) }), tone: 'plain' }
  if (turn.ready?.mark === 'stop') return { words: m.queue_not_ready(), tone: 'stop' }
  if (turn.told_at !== null) return { words: m.queue_updated({ ago: ago(turn.told_at, now) }), tone: 'plain' }
  if (turn.ready?.mark === 'done') return { words: m.queue_all_here(), tone: 'done' }
  return { words: turn.greeted_at === null ? m.queue_not_greeted() : m.queue_greeted(), tone: 'plain' }
}

/** Why they wait, as it can be said to them. */
function reason(turn: Turn): string {
  if (!turn.ready) return m.why_nothing()
  const parts = turn.ready.missing.map(kind => codeWord('part', kind)).join(', ')
  const say = (m as unknown as Record<string, ((facts: { parts: string }) => string) | undefined>)[
    `why_${turn.ready.code}`
  ]
  return turn.ready.code === 'part_missing' && !parts
    ? m.why_nothing()
    : (say?.({ parts }) ?? m.why_nothing())
}

/** The sentence to say, with how much longer it takes, if we say so. */
export function sentence(turn: Turn, kind: PromptKind, more: number | undefined, now: number): string {
  const facts = { name: turn.called, reason: reason(turn), waited: waitedMinutes(turn, now) }
  switch (kind) {
    case 'greet':
      return more ? m.say_greet({ ...facts, minutes: more }) : m.say_greet_now(facts)
    case 'update':
      return more ? m.say_update_more({ ...facts, minutes: more }) : m.say_update(facts)
    case 'tell':
      return more ? m.say_tell_more({ ...facts, minutes: more }) : m.say_tell(facts)
    case 'manager':
    case 'recovery':
      return m.say_manager(facts)
    case 'left_over':
      return m.say_left_over({ day: dayOf(turn.arrived_at, now) })
  }
}

/** What is left of what we told them, in a step that can be said; a fresh ten minutes when it is used up. */
export function minutesLeft(turn: Turn, now: number): number {
  const left = Math.ceil((turn.quote_ends_at - now) / MINUTE / STEP) * STEP
  return left > 0 ? Math.min(left, 30) : 10
}
