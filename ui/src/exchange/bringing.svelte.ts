/** One file on its way in: chosen, its columns said, what it would do, done. Nothing here changes a record but `run`. */

import type { Answer } from '../lib/answer'
import { act, ask, cancelImport, importProgress, pickFile } from '../lib/api'
import type {
  DateOrder,
  FileKind,
  Imported,
  ImportField,
  ImportMapping,
  ImportPreview,
  ImportQuestion,
  MappedColumn,
  MayBeHere,
  NameOrder,
  OrderState,
  PersonAnswer,
  Refusal,
} from '../lib/bindings'
import { m } from '../lib/messages/messages'
import { fieldsOf } from './fields'

export type Step = 'file' | 'columns' | 'preview' | 'prescriptions' | 'done'
/** A status word of the old system, and in how many of the rows looked at it stands. */
export interface StatusWord {
  word: string
  rows: number
}

/** What a file dialog offers first. */
const KINDS = ['csv', 'txt', 'tsv', 'json', 'ndjson']
/** Prescriptions as other systems give them out: they need no columns. */
const FHIR = /\.(nd)?json$/i
/** The bar is looked after this often, in milliseconds. */
const LOOK_EVERY = 150

type Open = Exclude<ImportQuestion, { ask: 'status_word' }>

/** The system of the newest import that stands. */
async function lastSource(): Promise<string> {
  const answer = await ask('imports', {})
  const imports = 'done' in answer ? answer.done : []
  return imports.find(each => each.undone_at === null)?.source ?? ''
}

export class Bringing {
  step = $state<Step>('file')
  token = $state('')
  fileName = $state('')
  source = $state('')
  preview = $state.raw<ImportPreview>()
  /** As it stands in the boxes. */
  mapping = $state.raw<ImportMapping>()
  statusWords = $state.raw<StatusWord[]>([])
  decisions = $state.raw<ReadonlyMap<number, PersonAnswer>>(new Map())
  /** From this likelihood on, in percent, a lone candidate is taken to be the same person; none: each is asked about. */
  sameFrom = $state<number | null>(null)
  /** People somebody was asked about, in the order of the file. */
  doubtful = $state.raw<MayBeHere[]>([])
  refusal = $state.raw<Refusal>()
  imported = $state.raw<Imported>()
  /** What is going on, and how far it is from 0 to 1. */
  working = $state<'reading' | 'counting' | 'bringing'>()
  far = $state(0)
  #again = false
  #turn = 0
  #watching = 0
  #asked: Promise<unknown> = Promise.resolve()

  /** What must be said before rows can be read. */
  get open(): Open[] {
    return (this.preview?.questions ?? []).filter(question => question.ask !== 'status_word')
  }

  /** Lets the person choose a file and reads what it is. */
  async choose(): Promise<void> {
    this.refusal = undefined
    const picked = await pickFile(m.import_dialog_title(), KINDS)
    if ('refused' in picked) this.refusal = picked.refused
    if (!('done' in picked) || !picked.done) return
    this.#forget()
    this.token = picked.done.token
    this.fileName = picked.done.name
    if (FHIR.test(this.fileName)) {
      this.step = 'prescriptions'
      return
    }
    const preview = await this.#ask('reading', null, null)
    if (!preview) return
    // Orders belong to patients who came before: most likely from the same system.
    this.source = preview.source ?? (preview.mapping.kind === 'orders' ? await lastSource() : '')
    // A file like the last one of that system needs nothing said: what it would do is there already.
    this.step = preview.rows ? 'preview' : 'columns'
  }

  column(field: ImportField): MappedColumn | undefined {
    return this.mapping?.columns.find(column => column.field === field)
  }

  fieldOf(index: number): ImportField | undefined {
    return this.mapping?.columns.find(column => column.index === index)?.field
  }

  setKind(kind: FileKind): Promise<void> {
    const fields = fieldsOf(kind)
    return this.#say(mapping => ({
      ...mapping,
      kind,
      columns: mapping.columns.filter(column => fields.includes(column.field)),
    }))
  }

  /** One field is filled by one column: the last one said has it. */
  setField(index: number, header: string, field: ImportField | undefined): Promise<void> {
    return this.#say(mapping => {
      const columns = mapping.columns.filter(column => column.index !== index && column.field !== field)
      return { ...mapping, columns: field ? [...columns, { header, index, field }] : columns }
    })
  }

  setDateOrder(index: number, date_order: DateOrder): Promise<void> {
    return this.#say(mapping => ({
      ...mapping,
      columns: mapping.columns.map(column => (column.index === index ? { ...column, date_order } : column)),
    }))
  }

  setNameOrder(name_order: NameOrder): Promise<void> {
    return this.#say(mapping => ({ ...mapping, name_order }))
  }

  setStateWord(word: string, state: OrderState | undefined): Promise<void> {
    return this.#say(mapping => {
      const { [word]: _, ...others } = mapping.state_words
      return { ...mapping, state_words: state ? { ...others, [word]: state } : others }
    })
  }

  /** When the last thing said has its answer. */
  async settled(): Promise<void> {
    await this.#asked
  }

  /** From the columns to what would happen. */
  async show(): Promise<void> {
    this.refusal = undefined
    const preview = await this.#ask('counting', this.source.trim(), this.mapping ?? null)
    if (!preview?.rows) return
    // As it was written the first time.
    this.source = preview.source ?? this.source
    this.step = 'preview'
  }

  /** Says who somebody is and counts again; answers that come quickly are counted together. */
  async decide(line: number, answer: PersonAnswer | undefined): Promise<void> {
    const decisions = new Map(this.decisions)
    if (answer) decisions.set(line, answer)
    else decisions.delete(line)
    this.decisions = decisions
    await this.#count()
  }

  async takeAsSameFrom(percent: number | null): Promise<void> {
    this.sameFrom = percent
    await this.#count()
  }

  async #count(): Promise<void> {
    this.#again = true
    if (this.working) return
    while (this.#again) {
      this.#again = false
      await this.#ask('counting', this.source.trim(), this.mapping ?? null)
    }
  }

  /** All of it, or nothing. */
  async run(): Promise<void> {
    if (this.working || !this.mapping) return
    this.refusal = undefined
    const request = {
      file: this.token,
      source: this.source.trim(),
      mapping: this.mapping,
      decisions: this.#decided(),
      same_from_percent: this.sameFrom,
    }
    // It goes through the file twice: once to see who is here already, once to bring the rows in.
    const answer = await this.#watch('bringing', act('run_import', request), 2)
    if ('done' in answer) {
      this.imported = answer.done
      this.step = 'done'
    } else if ('refused' in answer) {
      this.refusal = answer.refused
    }
  }

  /** Prescriptions were brought in. */
  brought(imported: Imported): void {
    this.imported = imported
    this.step = 'done'
  }

  stop(): Promise<void> {
    return cancelImport()
  }

  /** Back to choosing; nothing of this file is kept. */
  leave(): void {
    this.#forget()
    this.refusal = undefined
    this.step = 'file'
  }

  #forget(): void {
    this.preview = undefined
    this.mapping = undefined
    this.statusWords = []
    this.decisions = new Map()
    this.doubtful = []
    this.sameFrom = null
    this.imported = undefined
  }

  #decided() {
    return [...this.decisions].map(([line, answer]) => ({ line, answer }))
  }

  /** Changes the mapping and looks what is still to be said. The source is left out, so that no row is counted yet. */
  async #say(change: (mapping: ImportMapping) => ImportMapping): Promise<void> {
    if (!this.mapping) return
    this.mapping = change(this.mapping)
    this.refusal = undefined
    await this.#ask('reading', null, this.mapping)
  }

  async #ask(
    working: 'reading' | 'counting',
    source: string | null,
    mapping: ImportMapping | null,
  ): Promise<ImportPreview | undefined> {
    const request = {
      file: this.token,
      source,
      mapping,
      decisions: this.#decided(),
      same_from_percent: this.sameFrom,
    }
    const turn = ++this.#turn
    const asked = this.#watch(working, ask('preview_import', request), 1)
    this.#asked = asked
    const answer = await asked
    // Something else was said meanwhile: an older answer must not take it back.
    if (turn !== this.#turn) return undefined
    if ('refused' in answer) this.refusal = answer.refused
    if (!('done' in answer)) return undefined
    this.#take(answer.done)
    return answer.done
  }

  #take(preview: ImportPreview): void {
    this.preview = preview
    this.mapping = preview.mapping
    const words = preview.questions.flatMap(question => (question.ask === 'status_word' ? [question] : []))
    const known = new Set(this.statusWords.map(each => each.word))
    this.statusWords = [...this.statusWords, ...words.filter(each => !known.has(each.word))]
    if (preview.rows) {
      const answered = this.doubtful.filter(person => this.decisions.has(person.line))
      const asked = new Map([...answered, ...preview.rows.may_be_here].map(person => [person.line, person]))
      this.doubtful = [...asked.values()].toSorted((one, other) => one.line - other.line)
    }
  }

  async #watch<T>(working: 'reading' | 'counting' | 'bringing', answer: Promise<Answer<T>>, passes: number) {
    const watch = ++this.#watching
    this.working = working
    this.far = 0
    let pass = 0
    let last = 0
    const timer = setInterval(async () => {
      const { done, total } = await importProgress()
      if (watch !== this.#watching || !this.working || total === 0) return
      const far = Math.min(1, done / total)
      if (far < last && pass + 1 < passes) pass += 1
      last = far
      this.far = Math.max(this.far, (pass + far) / passes)
    }, LOOK_EVERY)
    try {
      return await answer
    } finally {
      clearInterval(timer)
      if (watch === this.#watching) this.working = undefined
    }
  }
}
