/** What to say to keep a promise, or to move it before it is due: openings to put in one's own words. */
import type { PromiseLine } from '../lib/bindings'
import { m } from '../lib/messages/messages'
import { capital, codeWord } from '../lib/order-words.svelte'
import { by } from '../lib/time'

export interface Caller {
  /** Given name of who phones. */
  me: string
  clinic: string
  now: number
}

const catalogue = m as unknown as Record<string, ((facts: Record<string, string>) => string) | undefined>

/** A sentence to begin with; a child's parent hears whom it is about. */
export function hello(line: PromiseLine, { me, clinic }: Caller): string {
  const whom = line.whom[0]
  const facts = { called: whom?.name ?? line.name, me, clinic }
  return whom?.relation ? m.due_hello_about({ ...facts, name: line.name }) : m.due_hello(facts)
}

/** The words of this code; whoever promised says "I". */
export function sentence(code: string, line: PromiseLine, { me, now }: Caller): string {
  const words = line.words ?? codeWord('promised', line.what)
  return (
    catalogue[`say_promise_${code}`]?.({
      promised: line.by === me ? m.due_i_promised() : m.due_we_promised(),
      by: by(line.said_at, now),
      words: /[.!?]$/.test(words) ? words : `${words}.`,
    }) ?? ''
  )
}

/** What was promised, in one line. */
export const what = (line: PromiseLine): string => line.words ?? capital(codeWord('promised', line.what))
