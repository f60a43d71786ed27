/** What to say on the phone, from the record's facts. A person says it in their own way. */
import type { CallLine, OrderKind, Whom } from '../../lib/bindings'
import { m } from '../../lib/messages/messages'
import { capital, codeWord } from '../../lib/order-words.svelte'
import { dayOf } from '../../lib/time'

/** Things that people speak of as several. */
const MANY: readonly OrderKind[] = ['spectacles', 'contact_lenses']

interface Caller {
  /** Who phones. */
  me: string
  clinic: string
  now: number
}

/** First who is asked for, then what is said: nothing of an order is said before the right person is on the line. */
export function greeting(whom: Whom, { me, clinic }: Caller): string {
  return m.say_greeting({ whom: whom.name, me, clinic })
}

/** The sentence itself, to the patient or to who collects for them. */
export function sentence(line: CallLine, whom: Whom, { now }: Caller): string {
  const { code, facts } = line.say
  const kind = String(facts.kind) as OrderKind
  const owner = whom.relation === null ? m.say_your() : m.say_theirs({ called: String(facts.called) })
  const words = {
    owner: capital(owner),
    own: owner,
    thing: codeWord('thing', kind),
    number: MANY.includes(kind) ? 'many' : 'one',
    since: dayOf(line.waiting_since, now),
  }
  const SAY: Record<string, (facts: typeof words) => string> = {
    ready_to_collect: m.say_ready_to_collect,
    still_waiting: m.say_still_waiting,
    not_told_yet: m.say_not_told_yet,
    part_missing: m.say_part_missing,
  }
  const said = (SAY[code] ?? m.say_ready_to_collect)(words)
  const brings = facts.bring_own_frame === true && code !== 'part_missing'
  return brings ? `${said} ${m.say_bring_frame({ own: owner })}` : said
}

/** What may be left with a machine or somebody else: who called, nothing of why. */
export function message(whom: Whom, { me, clinic }: Caller): string {
  return m.say_message({ whom: whom.name, me, clinic })
}
