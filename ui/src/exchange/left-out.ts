import { ask, saveFile } from '../lib/api'
import type { Import, Refusal } from '../lib/bindings'
import { m } from '../lib/messages/messages'
import { toasts } from '../lib/toast.svelte'

/** Saves the rows that an import left out, where the person says. Returns why not. */
export async function saveLeftOut(id: Import['id']): Promise<Refusal | undefined> {
  const rows = await ask('left_out_rows', { import_id: id })
  if ('refused' in rows) return rows.refused
  if (!('done' in rows)) return undefined
  const answer = await saveFile(m.import_save_left_out(), rows.done.name, rows.done.text)
  if ('refused' in answer) return answer.refused
  if ('done' in answer && answer.done.saved) toasts.show(m.import_left_out_saved())
  return undefined
}
