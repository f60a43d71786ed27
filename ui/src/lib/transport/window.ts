import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Answer } from '../answer'
import type { PickedFile, PickedFolder, Progress, Transport } from './transport'

/** The real window: the desk runs in the same process. */
export const desktop: Transport = {
  send: (name, request, requestId) => invoke<Answer<unknown>>('call', { name, request, requestId }),
  onChanged: listener => {
    void listen('changed', listener)
  },
  print: () => invoke<boolean>('print_page'),
  pickFile: (title, kinds) => invoke<Answer<PickedFile | null>>('pick_file', { title, kinds }),
  pickFolder: title => invoke<Answer<PickedFolder | null>>('pick_folder', { title }),
  serialPorts: () => invoke<string[]>('serial_ports'),
  saveFile: (title, name, text) => invoke<Answer<{ saved: boolean }>>('save_file', { title, name, text }),
  importProgress: () => invoke<Progress>('import_progress'),
  cancelImport: () => invoke<void>('cancel_import'),
}
