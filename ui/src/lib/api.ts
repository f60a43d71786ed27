/** The page's one way to the core. Reads are `ask`, writes are `act`; both are typed by the command list. */
import type { Answer } from './answer'
import type { Commands, Fault, Refusal } from './bindings'
import { loopback } from './transport/loopback'
import type { PickedFile, PickedFolder, Progress, Transport } from './transport/transport'
import { desktop } from './transport/window'

export type CommandName = keyof Commands
export type Request<N extends CommandName> = Commands[N]['request']
export type Reply<N extends CommandName> = Commands[N]['reply']

const transport: Transport = __TRANSPORT__ === 'loopback' ? loopback : desktop

const changed = new Set<() => void>()
const faults = new Set<(fault: Fault) => void>()
const shut = new Set<() => void>()

/** Refusals that mean: the desk is no longer ours, show the door. */
const SHUT = new Set(['not_signed_in', 'closed'])

let announced = false
/** Tells every live view to look again, once for all writes of one moment. */
export function announceChange(): void {
  if (announced) return
  announced = true
  queueMicrotask(() => {
    announced = false
    for (const listener of [...changed]) listener()
  })
}

let listening = false
/** Calls back after our own writes and when the core says that something changed. Returns how to stop. */
export function onChanged(listener: () => void): () => void {
  if (!listening) {
    listening = true
    transport.onChanged(announceChange)
  }
  changed.add(listener)
  return () => changed.delete(listener)
}

/** Calls back when something broke; shown once, by the shell. */
export function onFault(listener: (fault: Fault) => void): () => void {
  faults.add(listener)
  return () => faults.delete(listener)
}

/** Calls back when the core says that nobody is signed in any more. */
export function onShut(listener: () => void): () => void {
  shut.add(listener)
  return () => shut.delete(listener)
}

/** One id for one act of a person: sent again with the same id, an act is done once. */
export function newRequestId(): string {
  return crypto.randomUUID()
}

async function call<N extends CommandName>(
  name: N,
  request: Request<N>,
  requestId: string,
): Promise<Answer<Reply<N>>> {
  let answer: Answer<Reply<N>>
  try {
    answer = (await transport.send(name, request, requestId)) as Answer<Reply<N>>
  } catch {
    // No answer: the act may or may not be kept. The same id asks again without doing it twice.
    try {
      answer = (await transport.send(name, request, requestId)) as Answer<Reply<N>>
    } catch {
      answer = { fault: { code: 'no_answer', reference: requestId.slice(0, 8) } }
    }
  }
  if ('fault' in answer && answer.fault.code === 'unsure') {
    // The disk could not say whether it was kept. Asked again with the same id it is done once, or said again; where
    // that fails too, we still do not know.
    try {
      const again = (await transport.send(name, request, requestId)) as Answer<Reply<N>>
      if (!('fault' in again)) answer = again
    } catch {
      // No answer says no more than the one we have.
    }
  }
  if ('fault' in answer) for (const listener of [...faults]) listener(answer.fault)
  if ('refused' in answer && SHUT.has(answer.refused.code)) for (const listener of [...shut]) listener()
  return answer
}

/** Reads. */
export function ask<N extends CommandName>(name: N, request: Request<N>): Promise<Answer<Reply<N>>> {
  return call(name, request, newRequestId())
}

/** Writes, then has every live view look again. */
export async function act<N extends CommandName>(
  name: N,
  request: Request<N>,
  requestId = newRequestId(),
): Promise<Answer<Reply<N>>> {
  const answer = await call(name, request, requestId)
  announceChange()
  return answer
}

/** What was done, or nothing. */
export function done<T>(answer: Answer<T>): T | undefined {
  return 'done' in answer ? answer.done : undefined
}

/** Why not, or nothing. */
export function refused<T>(answer: Answer<T>): Refusal | undefined {
  return 'refused' in answer ? answer.refused : undefined
}

/** Opens the system's print dialog on the sheet in hand. False where the system has none. */
export function printPage(): Promise<boolean> {
  return transport.print()
}

/** Lets the person pick a file; nothing when they picked none. A refusal says why it could not be read. */
export function pickFile(title: string, kinds: string[]): Promise<Answer<PickedFile | null>> {
  return transport.pickFile(title, kinds)
}

/** Lets the person pick a folder; nothing when they picked none. */
export function pickFolder(title: string): Promise<Answer<PickedFolder | null>> {
  return transport.pickFolder(title)
}

/** The serial ports of this machine, by name. */
export function serialPorts(): Promise<string[]> {
  return transport.serialPorts()
}

/** Lets the person choose where to save a text that the core made; a refusal says why the disk did not take it. */
export function saveFile(title: string, name: string, text: string): Promise<Answer<{ saved: boolean }>> {
  return transport.saveFile(title, name, text)
}

/** How far the running import is. */
export function importProgress(): Promise<Progress> {
  return transport.importProgress()
}

/** Stops the running import; nothing of it stays. */
export function cancelImport(): Promise<void> {
  return transport.cancelImport()
}
