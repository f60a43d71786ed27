import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Answer } from '../answer'
import type { Transport } from './transport'

/** The real window: the desk runs in the same process. */
export const desktop: Transport = {
  send: (name, request, requestId) => invoke<Answer<unknown>>('call', { name, request, requestId }),
  onChanged: listener => {
    void listen('changed', listener)
  },
  print: () => invoke<boolean>('print_page'),
}
