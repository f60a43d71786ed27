/** A history in words: what was done, by whom, and the one detail that matters. Steps within an act are left out. */
import type { Custody, Happening, OrderState, PartKind } from './bindings'
import { clock } from './clock.svelte'
import { m } from './messages/messages'
import { codeWord, partWord, placeWord, stateWord, whereWord } from './order-words.svelte'
import { calendarDay, dayAndTime, timeOfDay } from './time'

/** One line of a history. */
export interface HappeningWords {
  seq: number
  at: number
  /** What was done; stands out. */
  what: string
  /** By whom and the detail. */
  rest: string
}

type Json = Record<string, unknown>
type Catalogue = Record<string, ((facts: Json) => string) | undefined>
const catalogue = m as unknown as Catalogue

/** Steps within a hand-over, and what the desk does for itself. */
const LEFT_OUT = new Set([
  'say_identifiers',
  'scan_at_hand_over',
  'tick_part',
  'look_together',
  'give_reason',
  'override_stop',
])

const object = (value: unknown): Json => (value && typeof value === 'object' ? (value as Json) : {})
const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
const day = (value: unknown): string => (text(value) ? calendarDay(text(value)) : m.happened_no_day())

/** The detail of one act, where its name alone does not say it. */
const DETAIL: Record<string, (request: Json, reply: Json) => (string | undefined)[]> = {
  add_order: (_, reply) => [text(reply.number)],
  move_order: request => [text(request.note)],
  receive_order: (_, reply) => [
    m.where_tray({ tray: text(reply.tray) }),
    reply.complete === false ? m.happened_incomplete() : undefined,
  ],
  move_part: (request, reply) => [
    m.happened_from_to({
      part: partWord({ kind: reply.kind as PartKind, label: text(reply.label) || null }),
      where: whereWord({
        custody: reply.custody as Custody,
        place: text(reply.place),
        holder: text(reply.holder),
      }),
    }),
    text(request.note),
  ],
  set_tray: request => [
    text(request.tray) ? m.where_tray({ tray: text(request.tray) }) : m.happened_no_tray(),
  ],
  set_dates: request => [
    m.happened_dates({ expected: day(request.expected_on), promised: day(request.promised_on) }),
  ],
  verify_order: request => [text(request.reason)],
  notify_order: (_, reply) => [
    typeof reply.goes_at === 'number' ? m.happened_goes({ time: timeOfDay(reply.goes_at) }) : undefined,
  ],
  record_call: request => [text(request.spoke_to), text(request.note)],
  finish_hand_over: (_, reply) => [text(reply.received_by)],
  leave_hand_over: request => [text(request.why)],
  not_theirs: request => [text(request.words)],
  end_recheck: request => [text(request.note)],
  take_back_hand_over: request => [text(request.reason)],
  log_discrepancy: (request, reply) => [
    text(reply.number),
    codeWord('discrepancy', text(request.kind)),
    text(request.line),
  ],
  ask_again: (request, reply) => [
    text(reply.number),
    reply.raised
      ? m.happened_now_severity({ severity: codeWord('severity', text(reply.severity)) })
      : undefined,
    text(request.words),
  ],
  change_discrepancy: (_, reply) => [text(reply.number), codeWord('severity', text(reply.severity))],
  set_side: request => [text(request.held_by) && codeWord('held_by', text(request.held_by))],
  tick_off: request => [codeWord('to_see_to', text(request.item))],
  put_right: (request, reply) => [text(reply.number), text(request.done)],
  tell_patient: (request, reply) => [text(reply.number), codeWord('told_how', text(request.how))],
  close_discrepancy: (_, reply) => [text(reply.number)],
  reopen_discrepancy: (request, reply) => [text(reply.number), text(request.why)],
  make_promise: (request, reply) => [
    text(request.words) || codeWord('promised', text(request.what)),
    typeof reply.said_at === 'number' ? dayAndTime(reply.said_at, clock.now) : undefined,
  ],
  start_search: (_, reply) => [
    text(reply.number),
    partWord({ kind: object(object(reply.search).part).kind as PartKind }),
  ],
  look_at_place: (request, reply) => [
    placeWord(text(request.kind), text(request.place)),
    request.found ? text(object(reply.part).place) : undefined,
  ],
  end_search: request => [m.happened_by_day({ day: day(request.by) }), text(request.words)],
  review_discrepancy: (request, reply) => [text(reply.number), text(request.corrective)],
  start_recovery: (_, reply) => [text(reply.title)],
  change_recovery: (_, reply) => [text(reply.title)],
  take_step: request => [codeWord('recovery_step', text(request.step))],
  choose: (_, reply) => [text(object((reply.chosen as unknown[] | undefined)?.at(-1)).title)],
  end_recovery: request => [text(request.leaves) && codeWord('leaves', text(request.leaves))],
  keep_letter: request => [codeWord('letter_kind', text(request.kind) || 'letter')],
  rest_stalled: request => [m.happened_until({ day: day(request.until) }), text(request.words)],
  remake_order: (request, reply) => [
    m.happened_into({ number: text(reply.number) }),
    codeWord('remake_class', text(request.class)),
    text(request.reason),
  ],
}

/** What was done, where one act has several ends. */
function named(happening: Happening): string | undefined {
  const { command, ended } = happening
  const request = object(happening.request)
  if (ended === 'refused_kept')
    return command === 'finish_hand_over' ? m.happened_refused_hand_over() : undefined
  if (command === 'move_order') return m.happened_moved({ state: stateWord(request.to as OrderState) })
  if (command === 'verify_order') return catalogue[`happened_verified_${text(request.verdict)}`]?.({})
  if (command === 'record_call') return catalogue[`happened_call_${text(request.outcome)}`]?.({})
  if (command === 'look_at_place' && request.found) return m.happened_look_at_place_found()
  if (command === 'end_search') return catalogue[`happened_end_search_${text(request.way)}`]?.({})
  if (command === 'take_back_hand_over' && request.not_theirs) return m.happened_taken_back_not_theirs()
  if (command === 'end_recheck')
    return request.theirs ? m.happened_theirs() : m.happened_not_theirs_after_all()
  if (command === 'log_discrepancy' && request.near_miss) return m.happened_log_near_miss()
  if (command === 'tick_off' && request.done === false) return m.happened_untick()
  if (command === 'take_step') return catalogue[`happened_step_${text(request.is)}`]?.({})
  if (command === 'end_recovery' && request.safely) return m.happened_end_recovery_safely()
  // Kept after its time is not kept: as the desk judged it.
  if (command === 'end_promise')
    return catalogue[`happened_end_promise_${text(object(happening.reply).ended)}`]?.({})
  return undefined
}

/** The words of a history, newest first as it came. */
export function happeningWords(history: readonly Happening[]): HappeningWords[] {
  return history
    .filter(({ command, ended }) => !LEFT_OUT.has(command) || ended === 'refused_kept')
    .map(happening => {
      const { seq, at, by, command, ended } = happening
      const what = named(happening) ?? catalogue[`happened_${command}`]?.({}) ?? codeWord('happened', command)
      const detail =
        ended === 'done' ? DETAIL[command]?.(object(happening.request), object(happening.reply)) : []
      const rest = [by ? m.happened_by({ name: by }) : '', ...(detail ?? [])].filter(Boolean).join(' · ')
      return { seq, at, what, rest }
    })
}
