import type { Answer } from '../answer'

/** A file that a person picked. The page holds a token for it and never learns where it lies. */
export interface PickedFile {
  token: string
  name: string
  bytes: number
}

/** A folder that a person picked. */
export interface PickedFolder {
  token: string
}

/** How far a long act is. A total of 0: nothing is running. */
export interface Progress {
  done: number
  total: number
}

/** How the page reaches the core. One of two is in a bundle, never both. */
export interface Transport {
  /** Asks the core. Throws when no answer came back, which says neither "saved" nor "lost". */
  send(name: string, request: unknown, requestId: string): Promise<Answer<unknown>>
  /** Calls back when the core says that something on screen may have changed. */
  onChanged(listener: () => void): void
  /** Opens the system's print dialog on what the page shows for print. */
  print(): Promise<boolean>
  /** Lets the person pick a file of these kinds ("csv", "txt"); nothing when they picked none. */
  pickFile(title: string, kinds: string[]): Promise<Answer<PickedFile | null>>
  /** Lets the person pick a folder; nothing when they picked none. */
  pickFolder(title: string): Promise<Answer<PickedFolder | null>>
  /** The serial ports of this machine, by name. */
  serialPorts(): Promise<string[]>
  /** Lets the person choose where to save a text that the core made. */
  saveFile(title: string, name: string, text: string): Promise<Answer<{ saved: boolean }>>
  /** How far the running import is. Answers also while the core is busy with it. */
  importProgress(): Promise<Progress>
  /** Stops the running import; nothing of it stays. */
  cancelImport(): Promise<void>
}
