/** A letter's words from the record. Lines whose fact is unknown are left out; days are named, because a letter is read later. */
import type { Chosen, LetterDraft, LetterKind, Promised } from '../lib/bindings'
import { fill } from '../lib/fill'
import { m } from '../lib/messages/messages'
import { capital, codeWord } from '../lib/order-words.svelte'
import { locale } from '../lib/time'

/** Far from every day that is named: "Nov 23, 2026", never "today". */
const READ_LATER = 0
/** How many of the lines that own it go into a letter. */
const OWNED = 2

const words = (line: string, { facts }: LetterDraft) => fill(line, facts, READ_LATER)?.trim()

/** "Monday, November 23, 2026, at 5:00 PM". */
const until = (at: number) =>
  m.letter_until({
    day: new Intl.DateTimeFormat(locale(), { dateStyle: 'full' }).format(at),
    time: new Intl.DateTimeFormat(locale(), { timeStyle: 'short' }).format(at),
  })

/** It opens with their name already. */
const withoutHello = (line: string) =>
  line.replace(/^(?:hello|hi)\b[^.!?,]*[.!,]\s+/i, '').replace(/^\{patient\},\s+/, '')

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)

function opening(draft: LetterDraft): string {
  const line = draft.opening ? words(withoutHello(draft.opening), draft) : undefined
  return line ? capital(line) : draft.to_child ? m.letter_child_sorry() : m.letter_sorry()
}

/** Whose mistake it was, without what the opening has said already. */
function childOurs(draft: LetterDraft): string {
  const said = opening(draft)
  const sentences = m.letter_child_ours().split(/(?<=[.!?])\s+/)
  return sentences.filter(one => !said.includes(one)).join(' ')
}

/** What they took, by its name; to a child only what a child sees of it. */
function taken({ chosen, promises, to_child }: LetterDraft): string[] {
  const said = (one: Chosen) =>
    to_child ? (one.amends ? codeWord('letter_child_gets', one.amends) : '') : one.title
  return chosen
    .filter(one => !promises.some(promise => promise.what === one.promised))
    .map(said)
    .filter(Boolean)
}

/** What is promised by when. What was late already is what it is about, and is not promised once more. */
function promised({ promises, chosen, to_child }: LetterDraft): string[] {
  // A choice's name is the counter's own: "The manager owns it now" is no promise to read at home.
  const named = (one: { what: Promised; words: string | null }) =>
    one.what !== 'other' && chosen.some(choice => choice.title === one.words?.trim())
  const said = (what: Promised) => codeWord(to_child ? 'letter_child_promised' : 'letter_promised', what)
  return promises
    .filter(one => !one.late)
    .map(one => {
      const by = until(one.said_at)
      return one.words && !to_child && !named(one)
        ? m.letter_by_own({ what: one.words.trim().replace(/[.!]$/, ''), until: by })
        : m.letter_by({ what: said(one.what), until: by })
    })
}

const list = (title: string, lines: string[]) =>
  lines.length > 0 ? `${title}\n${lines.map(line => `– ${line}`).join('\n')}` : ''

function letter(draft: LetterDraft): string[] {
  if (draft.to_child)
    return [
      opening(draft),
      childOurs(draft),
      list(m.letter_child_will(), [...taken(draft), ...promised(draft)]),
      m.letter_child_thanks(),
    ]
  const will = promised(draft)
  const owned = draft.own.map(line => words(withoutHello(line), draft)).filter(line => line !== undefined)
  return [
    [opening(draft), ...owned.slice(0, OWNED).map(capital)].join(' '),
    draft.make_right ? m.letter_make_right({ words: draft.make_right.trim() }) : '',
    list(m.letter_agreed(), taken(draft)),
    list(m.letter_promise(), will),
    will.length > 0 ? m.letter_reach_us() : m.letter_tell_us(),
  ]
}

function card(draft: LetterDraft): string[] {
  return draft.to_child
    ? [opening(draft), childOurs(draft), m.letter_child_thanks()]
    : [opening(draft), m.letter_card_ours(), m.letter_card_thanks()]
}

function changed(draft: LetterDraft): string[] {
  const change = draft.changed && sentence(draft.changed.trim())
  return [
    draft.patient_words ? m.letter_you_said({ words: draft.patient_words.trim() }) : '',
    draft.to_child ? m.letter_child_right() : m.letter_you_right(),
    change ? m.letter_we_changed({ change }) : '',
    draft.to_child ? m.letter_child_thanks() : m.letter_changed_thanks(),
  ]
}

/** The whole text, to be made somebody's own. */
export function letterText(kind: LetterKind, draft: LetterDraft, to: string): string {
  const body = { letter, card, changed }[kind](draft)
  const name = to.trim()
  const dear = draft.to_child ? m.letter_dear_child({ name }) : m.letter_dear({ name })
  const signed = [draft.facts.staff, draft.clinic].filter(Boolean).join('\n')
  return [
    name ? dear : '',
    ...body,
    `${draft.to_child ? m.letter_yours_child() : m.letter_yours()}\n${signed}`,
  ]
    .filter(Boolean)
    .join('\n\n')
}
