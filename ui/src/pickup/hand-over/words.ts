import type { Alert, Contact, FoundHere, HandOverView, Reason, Verification } from '../../lib/bindings'
import { clock } from '../../lib/clock.svelte'
import { findingWords } from '../../lib/errors'
import { m } from '../../lib/messages/messages'
import { capital, codeWord, partWord } from '../../lib/order-words.svelte'
import { isBlank } from '../../lib/powers'
import { moment } from '../../lib/time'
import type { CheckCode } from './hand-over.svelte'
import type { Receiving } from './receiving'

/** What is alike, and what somebody pinned: "names one letter apart, the same frame". */
function why(alert: Alert): string {
  const reasons = alert.reasons.map(reason => codeWord('alike_why', reason))
  return [...(alert.pinned ? [m.alike_always({ reason: alert.pinned })] : []), ...reasons].join(', ')
}

/** "Derrick Paulsen has order 26-1063 in tray T014: names one letter apart." */
function alertWords(alert: Alert): string {
  const { name, order_number: number, tray } = alert
  if (number && tray) return m.ho_alert_tray({ name, why: why(alert), number, tray })
  if (number) return m.ho_alert_order({ name, why: why(alert), number })
  return m.ho_alert({ name, why: why(alert) })
}

/** With more than this many the same frame, names help nobody: go by the tray. */
const FRAMES_NAMED = 2

/** Each alert in words; a frame that many chose is one line. */
export function alertLines(all: FoundHere[], view: HandOverView): { words: string; found?: FoundHere }[] {
  const frames = all.filter(each => each.finding.code === 'identical_frame')
  const found = all.toSorted((one, other) => Number(frames.includes(one)) - Number(frames.includes(other)))
  if (frames.length <= FRAMES_NAMED)
    return found.map(each => ({ words: foundWords(each, view), found: each }))
  const others = found.filter(each => each.finding.code !== 'identical_frame')
  return [
    ...others.map(each => ({ words: foundWords(each, view), found: each })),
    { words: m.ho_alert_frames({ count: frames.length }) },
  ]
}

/** A finding in words; a look-alike with the reason that tells most. */
export function foundWords(found: FoundHere, view: HandOverView): string {
  const patient = Number(found.key.split(':')[1])
  const alert =
    found.check === 'alerts' ? view.look_alikes.find(each => each.patient_id === patient) : undefined
  return alert && found.finding.code !== 'open_discrepancy'
    ? alertWords(alert)
    : findingWords(found.finding).words
}

/** What a *stop* is called, where it is not a part that is missing. */
export const STOPS: Partial<Record<string, () => string>> = {
  name_differs: m.ho_stop_name_differs,
  born_differs: m.ho_stop_born_differs,
  another_order: m.ho_stop_another_order,
  own_other_order: m.ho_stop_own_other_order,
  lens_out_of_tolerance: m.ho_stop_lens_out_of_tolerance,
  not_verified: m.ho_stop_not_verified,
  never_ordered: m.ho_stop_never_ordered,
  not_arrived: m.ho_stop_not_arrived,
  rx_differs: m.ho_stop_rx_differs,
  rx_eyes_exchanged: m.ho_stop_rx_eyes_exchanged,
  rx_is_somebody_elses: m.ho_stop_rx_is_somebody_elses,
  rx_is_for_spectacles: m.ho_stop_rx_is_for_spectacles,
  rx_is_for_contact_lenses: m.ho_stop_rx_is_for_contact_lenses,
  order_over: m.ho_stop_order_over,
  already_handed_over: m.ho_stop_already_handed_over,
}
/** A *stop* in a few words, without the word: "Nobody has checked it yet". */
export function stopWords(found: FoundHere, view: HandOverView): string {
  if (found.finding.code === 'part_not_here') return foundWords(found, view)
  return capital((STOPS[found.finding.code] ?? m.ho_stop_otherwise)().replace(/^[^:]*: /, ''))
}

/** "“Showed an ID” Jo". */
export function reasonWords(reason: Reason): string {
  const words = { reason: reason.reason, by: reason.by }
  return reason.second ? m.ho_reason_second(words) : m.ho_reason_by(words)
}

/** "Ruth Paulson, partner". */
export function contactWords(contact: Contact): string {
  return m.ho_receiver_contact({ name: contact.name, relation: relationWord(contact.relation) })
}

export function relationWord(relation: string): string {
  return codeWord('relation', relation)
}

/** Who checked the work against the order, and what came of it. */
export function verifiedWords(check: Verification | null, isChecked: boolean, now: number): string {
  if (!check) return isChecked ? m.ho_verified_imported() : m.ho_verified_none()
  const facts = { by: check.by, at: moment(check.at, now), reason: check.reason ?? '' }
  if (check.verdict === 'passed') return m.ho_verified_passed(facts)
  return check.verdict === 'waived' ? m.ho_verified_waived(facts) : m.ho_verified_failed(facts)
}

/** "frame, right lens, left lens". */
export function partsWords(view: HandOverView): string {
  const seen = view.parts.filter(here => here.ticked).map(here => partWord({ kind: here.part.kind }))
  return seen.length > 0 ? seen.join(', ') : m.ho_parts_done_none()
}

export function hasPowers(view: HandOverView): boolean {
  return !isBlank(view.powers.right) || !isBlank(view.powers.left)
}

/** "Ordered powers, PAL". */
export function powersCaption(view: HandOverView): string {
  return view.lens_type ? m.ho_lenses_ordered({ type: view.lens_type }) : m.ho_lenses_ordered_plain()
}

/** Where the parts were put, for an order without a tray. */
export function placeOf(view: HandOverView): string | undefined {
  return (
    view.parts.map(here => here.part).find(part => part.custody === 'here' && part.place)?.place ?? undefined
  )
}

/** One check as a line: what it is, and what came of it. */
export interface CheckWords {
  title: string
  text?: string
  /** In place of who and when. */
  aside?: string
}

interface Now {
  looked: boolean
  otherCollects: boolean
  receiving: Receiving
}

/** What a check says while it is folded, and once it is done. */
export function checkWords(
  code: CheckCode,
  view: HandOverView,
  found: FoundHere[],
  done: boolean,
  now: Now,
): CheckWords {
  const settled = found.filter(each => each.settled)
  const reasons = settled.map(each => reasonWords(each.settled as Reason)).join(' · ')
  const said = found.filter(each => !each.settled).map(each => foundWords(each, view))
  switch (code) {
    case 'identifiers': {
      if (done)
        return {
          title: m.ho_who(),
          text: reasons ? `${m.ho_who_done_reason()}: ${reasons}` : m.ho_who_done(),
        }
      return { title: m.ho_who(), text: said.join(' ') || undefined }
    }
    case 'alerts': {
      const people = found.filter(each => each.finding.code === 'look_alike')
      const title =
        people.length > 0
          ? m.ho_alerts()
          : found.some(each => each.finding.code === 'open_discrepancy')
            ? m.ho_alerts_discrepancy()
            : found.length > 0
              ? m.ho_alerts_frame()
              : m.ho_alerts_none()
      if (found.length === 0) return { title, text: m.ho_alerts_none_text() }
      // Whoever stands here has not said a name yet: none is on the screen before.
      if (view.name_match === null) return { title: m.ho_alerts_later() }
      return {
        title,
        text: alertLines(found, view)
          .map(each => each.words)
          .join(' '),
        aside: done && settled.length > 0 ? m.ho_alert_seen_by() : undefined,
      }
    }
    case 'scan': {
      const scanned = view.scanned ?? ''
      if (view.scan_matches) return { title: m.ho_scan_done_title(), text: m.ho_scan_done({ scanned }) }
      if (!view.scanned) return { title: m.ho_scan() }
      if (view.other) {
        const { scanned } = view.other
        const text = view.tray
          ? m.ho_scan_other({ scanned, tray: view.tray })
          : m.ho_scan_other_no_tray({ scanned })
        return { title: m.ho_scan_done_title(), text }
      }
      return {
        title: m.ho_scan_done_title(),
        text: [m.ho_scan_unknown({ scanned }), reasons].filter(Boolean).join(' · '),
      }
    }
    case 'parts':
      return {
        title: m.ho_parts(),
        text: done ? [partsWords(view), reasons].filter(Boolean).join(' · ') : said.join(' · ') || undefined,
      }
    case 'lenses': {
      const title = view.must_look ? m.ho_lenses() : m.ho_lenses_other()
      if (!done)
        return {
          title,
          text: said.length > 0 ? verifiedWords(view.verification, false, clock.now) : undefined,
        }
      const look = !view.must_look
        ? ''
        : view.looked
          ? m.ho_look_short()
          : view.not_looked
            ? m.ho_look_not_done({ reason: view.not_looked.reason })
            : m.ho_look_not_here({ name: collects(view, now.receiving) })
      return {
        title,
        text: [verifiedWords(view.verification, settled.length === 0, clock.now), reasons, look]
          .filter(Boolean)
          .join(' · '),
      }
    }
  }
}

function collects(view: HandOverView, { who, name }: Receiving): string {
  return (
    view.contacts.find(contact => String(contact.id) === who)?.name ?? (name.trim() || m.ho_receiver_other())
  )
}
