import { render, screen, within } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ImportPreview, ImportQuestion, Refusal } from '../lib/bindings'
import { keys } from '../lib/keys.svelte'
import { loopback } from '../lib/transport/loopback'
import { Bringing } from './bringing.svelte'
import Import from './Import.svelte'

const COUNTS = {
  rows_read: 3,
  added: 2,
  changed: 0,
  unchanged: 0,
  left_out: 1,
  patients_added: 2,
  orders_added: 0,
}
const IMPORT = {
  id: 7,
  source: 'OptiDesk',
  file_name: 'list.csv',
  kind: 'patients',
  at: 0,
  by: 1,
  counts: COUNTS,
  undone_at: null,
}
const refusal = (code: string, more: Partial<Refusal> = {}) => ({
  refused: { code, facts: {}, findings: [], next_step: null, ...more },
})

const mapping = (date_order: 'day_month_year' | null, columns = ['Surname', 'DOB']) => ({
  kind: 'patients' as const,
  columns: [
    { header: 'Surname', index: 0, field: 'family_name' as const },
    ...(columns.includes('DOB')
      ? [{ header: 'DOB', index: 1, field: 'birth_date' as const, date_order }]
      : []),
  ],
  signs: 'plus_omitted' as const,
  state_words: {},
})

function preview(asked: { source: string | null; mapping: unknown }): ImportPreview {
  const said = asked.mapping as ReturnType<typeof mapping> | null
  const order = said?.columns.find(column => column.field === 'birth_date')
  const open = !said || (order && !('date_order' in order && order.date_order))
  const questions: ImportQuestion[] = open
    ? [{ ask: 'date_order', column: 1, suggested: 'day_month_year', mixed: false }]
    : []
  return {
    file_name: 'list.csv',
    shape: {
      encoding: 'windows1252',
      delimiter: 'semicolon',
      header: ['Surname', 'DOB'],
      has_header: true,
      drops_trailing_cells: false,
      title_lines: 0,
    },
    source: asked.source,
    mapping_saved: false,
    mapping: said ?? mapping(null),
    columns: [
      { header: 'Surname', index: 0, field: 'family_name', confidence: 90, samples: ['Keller'] },
      { header: 'DOB', index: 1, field: 'birth_date', confidence: 90, samples: ['04/05/1980'] },
    ],
    questions,
    imported_before: null,
    rows:
      asked.source && !open
        ? {
            counts: COUNTS,
            reasons: [{ reason: 'birth_date_in_the_future', rows: 1 }],
            left_out: [
              { line: 4, column: 'DOB', reason: 'birth_date_in_the_future', raw: 'Early;09/09/2031' },
            ],
            cells: [],
            may_be_here: [],
            may_be_here_count: 0,
            surely_here: 0,
            changes: [],
          }
        : null,
  }
}

type Answers = Record<string, (request: never) => unknown>
let answers: Answers
let sent: { name: string; request: Record<string, unknown> }[]
const of = (name: string) => sent.filter(each => each.name === name).map(each => each.request)

let stop: () => void
beforeEach(() => {
  stop = keys.start()
  sent = []
  answers = {
    desk_state: () => ({
      done: { who: 1, staff: [{ id: 1, given: 'Kim', family: 'Vo', role: 'manager', active: true }] },
    }),
    staff: () => ({ done: [{ id: 1, given: 'Kim', family: 'Vo', role: 'manager', active: true }] }),
    imports: () => ({ done: [] }),
    saved_mappings: () => ({ done: [] }),
    preview_import: request => ({ done: preview(request) }),
    run_import: () => ({ done: { import_id: 7, counts: COUNTS } }),
  }
  vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
    if (path === '/progress') return { json: async () => ({ done: 0, total: 0 }) }
    const asked = JSON.parse(String(init?.body))
    sent.push(asked)
    return { json: async () => answers[asked.name]?.(asked.request as never) ?? refusal('unexpected') }
  })
  vi.spyOn(loopback, 'pickFile').mockResolvedValue({ done: { token: 'file-1', name: 'list.csv', bytes: 9 } })
})
afterEach(() => {
  stop()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const choose = async () => userEvent.click(await screen.findByRole('button', { name: /Choose a file/ }))

async function toPreview() {
  render(Import)
  await choose()
  await userEvent.type(await screen.findByLabelText('Which system is it from?'), 'OptiDesk')
  await userEvent.selectOptions(screen.getByLabelText('“04/05/1980” in “DOB” is'), 'May 4')
  await vi.waitFor(() => expect(screen.queryByText('Still to say')).toBeNull())
  await userEvent.click(screen.getByRole('button', { name: 'Show what would happen' }))
  await screen.findByRole('heading', { name: 'What would happen' })
}

describe('bringing a list in', () => {
  it('says what a file is that is no list, and offers to choose another', async () => {
    answers.preview_import = () =>
      refusal('not_a_table', { facts: { why: 'picture' }, next_step: 'choose_file' })
    render(Import)
    await choose()
    const told = (await screen.findByRole('alert')).textContent
    expect(told).toContain('This is a picture, whatever its name says.')
    expect(told).toContain('Nothing was changed.')
    expect(screen.getByRole('button', { name: 'Choose another file' })).toBeTruthy()
  })

  it('says why the machine did not give the file', async () => {
    vi.mocked(loopback.pickFile).mockResolvedValue(
      refusal('file_unreadable', { facts: { why: 'denied' } }) as never,
    )
    render(Import)
    await choose()
    expect((await screen.findByRole('alert')).textContent).toContain('does not let us read that file')
  })

  it('stays where it is when no file was chosen', async () => {
    vi.mocked(loopback.pickFile).mockResolvedValue({ done: null })
    render(Import)
    await choose()
    expect(screen.getByRole('heading', { name: 'Bring patients and orders in' })).toBeTruthy()
    expect(of('preview_import')).toEqual([])
  })

  it('goes nowhere until the system is named and the date has its order, and takes them there', async () => {
    render(Import)
    await choose()
    await userEvent.click(await screen.findByRole('button', { name: 'Show what would happen' }))
    expect(await screen.findByText('Name the system, such as “OptiDesk”.')).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByLabelText('Which system is it from?'))
    await userEvent.keyboard('OptiDesk{Enter}')
    await vi.waitFor(() =>
      expect(document.activeElement).toBe(screen.getByLabelText('“04/05/1980” in “DOB” is')),
    )
    expect(of('preview_import').every(request => request.source === null)).toBe(true)
  })

  it('takes orders to be of the system whose patients came last, and spells its name as then', async () => {
    answers.imports = () => ({ done: [{ ...IMPORT, source: 'Other', undone_at: 1 }, IMPORT] })
    answers.preview_import = (request: never) => {
      const answer = preview(request)
      return {
        done: {
          ...answer,
          source: answer.source && 'OptiDesk',
          mapping: { ...answer.mapping, kind: 'orders' },
        },
      }
    }
    const bringing = new Bringing()
    await bringing.choose()
    expect(bringing.source).toBe('OptiDesk')
    bringing.source = 'opti desk'
    await bringing.setDateOrder(1, 'day_month_year')
    await bringing.show()
    expect(bringing.source).toBe('OptiDesk')
  })

  it('says whose patients are known where not one of these is', async () => {
    answers.imports = () => ({ done: [{ ...IMPORT, source: 'Paper Cards' }] })
    answers.preview_import = (request: never) => {
      const answer = preview(request)
      const counts = { ...COUNTS, added: 0, left_out: 3, patients_added: 0 }
      const rows = answer.rows && {
        ...answer.rows,
        counts,
        reasons: [{ reason: 'unknown_patient', rows: 3 }],
      }
      return { done: { ...answer, rows } }
    }
    await toPreview()
    expect(await screen.findByText('We know patients of Paper Cards, not of OptiDesk.')).toBeTruthy()
  })

  it('does not let an older answer take back what was said since', async () => {
    const bringing = new Bringing()
    await bringing.choose()
    const held: (() => void)[] = []
    answers.preview_import = request => {
      const answer = { done: preview(request) }
      return new Promise(answered => held.push(() => answered(answer)))
    }
    const said = [bringing.setDateOrder(1, 'month_day_year'), bringing.setDateOrder(1, 'day_month_year')]
    await vi.waitFor(() => expect(held).toHaveLength(2))
    held[1]?.()
    await said[1]
    held[0]?.()
    await said[0]
    expect(bringing.column('birth_date')?.date_order).toBe('day_month_year')
    expect(bringing.working).toBeUndefined()
  })

  it('brings in what was shown, and keeps the rows left out', async () => {
    await toPreview()
    const counts = screen.getByLabelText('Rows of the file')
    expect(
      within(counts)
        .getAllByRole('definition')
        .map(each => each.textContent),
    ).toEqual(['3', '=2', '+0', '+0', '+1'])
    await userEvent.click(screen.getByRole('button', { name: 'Bring them in' }))
    await screen.findByRole('heading', { name: 'Brought in' })
    expect(of('run_import')).toHaveLength(1)
    expect(of('run_import')[0]).toMatchObject({ file: 'file-1', source: 'OptiDesk', decisions: [] })

    answers.left_out_rows = () => ({ done: { name: 'list - left out.csv', text: 'Early' } })
    const save = vi
      .spyOn(loopback, 'saveFile')
      .mockResolvedValueOnce(refusal('file_unwritable', { facts: { why: 'full' } }) as never)
      .mockResolvedValueOnce({ done: { saved: true } })
    await userEvent.click(screen.getByRole('button', { name: 'Save the rows left out' }))
    expect((await screen.findByRole('alert')).textContent).toContain('That disk is full.')
    await userEvent.click(screen.getByRole('button', { name: 'Save the rows left out' }))
    await vi.waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
    expect(save.mock.lastCall?.slice(1)).toEqual(['list - left out.csv', 'Early'])
  })

  it('says that nothing came when it was stopped, and can go on from there', async () => {
    answers.run_import = () => refusal('cancelled')
    await toPreview()
    await userEvent.click(screen.getByRole('button', { name: 'Bring them in' }))
    expect((await screen.findByRole('alert')).textContent).toContain('Nothing was brought in')
    expect(screen.getByRole('button', { name: 'Bring them in' })).toBeTruthy()
  })

  it('says what stands in the way of taking an import back', async () => {
    answers.imports = () => ({ done: [IMPORT] })
    answers.undo_import = () =>
      refusal('later_work', {
        facts: { things: 1 },
        findings: [{ grade: 'stop', code: 'order_done_since', facts: { number: '26-1042', at: 0 } }],
      })
    render(Import)
    await userEvent.click(await screen.findByRole('button', { name: 'Take it back: list.csv' }))
    const told = (await screen.findByRole('alert')).textContent
    expect(told).toContain('can’t be taken back any more')
    expect(told).toContain('order 26-1042')
  })

  it('is a manager’s', async () => {
    answers.desk_state = () => ({ done: { who: 1, staff: [{ id: 1, role: 'receptionist' }] } })
    render(Import)
    expect(await screen.findByText('This needs a manager')).toBeTruthy()
    expect(screen.queryByRole('button', { name: /Choose/ })).toBeNull()
  })
})
