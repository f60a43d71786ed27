import type { Answer } from '../answer'
import type { PickedFile, PickedFolder, Progress, Transport } from './transport'

/** Browser tests: the same desk behind a server on this machine. Not in the bundle that ships. */
export const loopback: Transport = {
  async send(name, request, requestId) {
    const response = await fetch('/call', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, request, requestId }),
    })
    return (await response.json()) as Answer<unknown>
  },
  onChanged(listener) {
    new EventSource('/changed').addEventListener('changed', listener)
  },
  async print() {
    window.print()
    return true
  },
  pickFile(_title, kinds) {
    const input = document.createElement('input')
    input.type = 'file'
    input.accept = kinds.map(kind => `.${kind}`).join()
    return new Promise(resolve => {
      input.addEventListener('cancel', () => resolve({ done: null }))
      input.addEventListener('change', async () => {
        const file = input.files?.[0]
        if (!file) return resolve({ done: null })
        const held = await fetch(`/file?name=${encodeURIComponent(file.name)}`, {
          method: 'POST',
          body: file,
        })
        resolve((await held.json()) as Answer<PickedFile>)
      })
      input.click()
    })
  },
  async pickFolder() {
    return (await (await fetch('/folder', { method: 'POST' })).json()) as Answer<PickedFolder | null>
  },
  async serialPorts() {
    return (await (await fetch('/ports')).json()) as string[]
  },
  async saveFile(_title, name, text) {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([text]))
    link.download = name
    link.click()
    return { done: { saved: true } }
  },
  async importProgress() {
    return (await (await fetch('/progress')).json()) as Progress
  },
  async cancelImport() {
    await fetch('/progress', { method: 'DELETE' })
  },
}
