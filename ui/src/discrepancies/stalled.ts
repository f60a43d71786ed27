/** What to say about an order that nobody moved. To the lab the order's number, never the patient's name. */
import type { Do } from '../lib/bindings'
import { m } from '../lib/messages/messages'

interface Facts {
  /** Who phones. */
  me: string
  clinic: string
  number: string
  /** "since Tuesday" */
  since: string
}

const SAY: { [Step in Do]?: (facts: Facts) => string } = {
  send: m.say_do_send,
  order_part: m.say_do_order_part,
  ask_lab_has_it: m.say_do_ask_lab_has_it,
  ask_lab_when: m.say_do_ask_lab_when,
  answer_lab: m.say_do_answer_lab,
  make_again: m.say_do_make_again,
  tell_ready: m.say_do_tell_ready,
  tell_late: m.say_do_tell_late,
  call_again: m.say_do_call_again,
}

/** The sentence for this step; nothing where nobody is phoned. */
export function sentenceFor(step: Do, facts: Facts): string | undefined {
  // A number that breaks at its hyphen is misread aloud.
  return SAY[step]?.({ ...facts, number: facts.number.replaceAll('-', '\u2011') })
}

const WITH_LAB: readonly Do[] = [
  'send',
  'order_part',
  'ask_lab_has_it',
  'ask_lab_when',
  'answer_lab',
  'make_again',
]
/** The lab is phoned, not the patient. */
export const callsLab = (step: Do): boolean => WITH_LAB.includes(step)
