/**
 * One letter for each common act, shown on its button. No letter fires while somebody types, a scanner's
 * burst is never taken for letters, and `?` lists what the screen answers to.
 */
import { untrack } from 'svelte'
import { m } from './messages/messages'
import { toasts } from './toast.svelte'

/** Characters of one scan come closer together than this, in milliseconds; a hand is slower. */
const BURST_GAP = 40
/** Once a few came that fast it is a scanner, which may stutter: a busy machine, a weak radio. */
const STUTTER = 100
const SURELY_A_SCANNER = 3
const SHORTEST_SCAN = 4

export interface Binding {
  /** "c", "/", "f8", "enter", "escape", "mod+z"; mod is ⌘ on a Mac and Ctrl elsewhere. */
  key: string
  /** What it does, for the list of keys. Without words it stays out of the list. */
  words: string
  act: (event: KeyboardEvent) => void
  layer: number
  /** Fires in a text box too: F-keys always do. */
  whileTyping: boolean
  /** Fires whatever dialog is open: the curtain and the lock. */
  everywhere: boolean
  /** The screen's own, and still answers while the hand is in a zone beside the work. */
  inZones: boolean
}

/** A part of the screen that has keys of its own while the hand is in it. */
interface Zone {
  layer: number
  element: () => Element | undefined
}

interface Scans {
  take: (text: string) => void
  layer: number
  /** Only what is scanned into this box, whatever else listens. */
  box?: () => Element | undefined
}

interface Burst {
  text: string
  last: number
  target: EventTarget | null
  /** What a text box held before the first character, to be given back. */
  before: string | undefined
  /** The first character was already acted on as a hand's: the next one may be a hand's as well. */
  acted: boolean
}

const mayPause = (burst: Burst) => (burst.text.length >= SURELY_A_SCANNER ? STUTTER : BURST_GAP)

/** True on a Mac, where ⌘ takes the place of Ctrl. */
export const onMac = typeof navigator !== 'undefined' && /mac/i.test(navigator.platform)

type TextBox = HTMLInputElement | HTMLTextAreaElement
const NOT_TYPED = new Set([
  'button',
  'checkbox',
  'color',
  'file',
  'image',
  'radio',
  'range',
  'reset',
  'submit',
])

function textBox(target: EventTarget | null): TextBox | undefined {
  if (target instanceof HTMLTextAreaElement) return target
  if (target instanceof HTMLInputElement && !NOT_TYPED.has(target.type)) return target
  return undefined
}

function typing(target: EventTarget | null): boolean {
  if (textBox(target) || target instanceof HTMLSelectElement) return true
  return target instanceof HTMLElement && target.isContentEditable
}

function pressable(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest('button, a[href], summary, [role^="menuitem"]') !== null
  )
}

/** The name under which a key press is bound. */
function nameOf(event: KeyboardEvent): string {
  const key = event.key.toLowerCase()
  const mod = onMac ? event.metaKey : event.ctrlKey
  return mod ? `mod+${key}` : key
}

class Keys {
  // Not state itself: what lets go of a key would read the bindings as they were before what was bound with it.
  #bindings: Binding[] = []
  #turn = $state(0)
  #layers: number[] = [0]
  /** The curtain's layer while it is up: what opens behind it, above it by turn, gets no key. */
  #cover: number | undefined
  #nextLayer = 1
  #zones: Zone[] = []
  #burst: Burst | undefined
  #held: { timer: ReturnType<typeof setTimeout>; fire: () => void } | undefined
  #scans: Scans[] = []

  /** Binds a key. The last one bound wins. Returns how to let go. */
  bind(
    key: string,
    words: string,
    act: (event: KeyboardEvent) => void,
    options: { layer?: number; whileTyping?: boolean; everywhere?: boolean; inZones?: boolean } = {},
  ): () => void {
    const binding: Binding = {
      key: key.toLowerCase(),
      words,
      act,
      layer: options.layer ?? 0,
      whileTyping: options.whileTyping ?? /^(f\d+)$/i.test(key),
      everywhere: options.everywhere ?? false,
      inZones: options.inZones ?? false,
    }
    this.#set([...this.#bindings, binding])
    return () => this.#set(this.#bindings.filter(other => other !== binding))
  }

  #set(bindings: Binding[]): void {
    this.#bindings = bindings
    // Bound inside effects: adding one binding must not have every other effect run again.
    untrack(() => this.#turn++)
  }

  get bindings(): readonly Binding[] {
    void this.#turn
    return this.#bindings
  }

  /** A dialog or menu takes the keys for itself while it is open. */
  openLayer({ covers = false } = {}): { layer: number; close: () => void } {
    const layer = this.#nextLayer++
    this.#layers = [...this.#layers, layer]
    if (covers) this.#cover = layer
    return {
      layer,
      close: () => {
        this.#layers = this.#layers.filter(other => other !== layer)
        if (this.#cover === layer) this.#cover = undefined
      },
    }
  }

  /** While the hand is in this element its keys answer, and of the screen's only those that say so. */
  openZone(element: () => Element | undefined): { layer: number; close: () => void } {
    const zone = { layer: this.#nextLayer++, element }
    this.#zones = [...this.#zones, zone]
    return {
      layer: zone.layer,
      close: () => {
        this.#zones = this.#zones.filter(other => other !== zone)
      },
    }
  }

  /**
   * Takes what a scanner types anywhere in this layer: the screen's is silent under a dialog. The last one to ask gets
   * it. With a box: only what is scanned into that. Returns how to let go.
   */
  onScan(take: Scans['take'], { layer = 0, box }: Partial<Omit<Scans, 'take'>> = {}): () => void {
    const scans = { take, layer, box }
    this.#scans = [...this.#scans, scans]
    return () => {
      this.#scans = this.#scans.filter(other => other !== scans)
    }
  }

  /** What this screen answers to, one line for each key, for the list under `?`; or what its zones answer to. */
  listed(inZones = false): Binding[] {
    const byKey = new Map<string, Binding>()
    for (const binding of this.bindings) {
      const isOfZone = this.#zones.some(zone => zone.layer === binding.layer)
      if (binding.words && isOfZone === inZones) byKey.set(binding.key, binding)
    }
    return [...byKey.values()]
  }

  /** Listens to the window. Returns how to stop. */
  start(): () => void {
    this.#burst = undefined
    const listener = (event: KeyboardEvent) => this.#press(event)
    window.addEventListener('keydown', listener, { capture: true })
    return () => window.removeEventListener('keydown', listener, { capture: true })
  }

  #find(event: KeyboardEvent, isTyping: boolean): Binding | undefined {
    if (event.altKey) return undefined
    const other = onMac ? event.ctrlKey : event.metaKey
    if (other) return undefined
    const name = nameOf(event)
    if (event.shiftKey && /^(mod\+)?[a-z]$/.test(name)) return undefined
    const top = this.#cover ?? this.#layers.at(-1)
    const { target } = event
    const zone =
      top === 0 && target instanceof Node
        ? this.#zones.find(each => each.element()?.contains(target))
        : undefined
    const inReach = (binding: Binding) =>
      zone ? binding.layer === zone.layer || (binding.layer === 0 && binding.inZones) : binding.layer === top
    return this.bindings.findLast(
      binding =>
        binding.key === name &&
        (binding.everywhere || inReach(binding)) &&
        (!isTyping || binding.whileTyping) &&
        !(name === 'enter' && pressable(event.target)),
    )
  }

  #press(event: KeyboardEvent): void {
    // A dialog behind the curtain listens to the whole page for its own Esc.
    if (this.#cover !== undefined) event.stopPropagation()
    if (event.defaultPrevented || event.isComposing) return
    const isTyping = typing(event.target)
    const printable = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey
    const now = event.timeStamp

    // Between two fields of a label scanners press Ctrl ]: ASCII 29, a sign that no text box takes.
    if (this.#burst && now - this.#burst.last <= mayPause(this.#burst)) {
      if (event.key === 'Control') return
      if (event.ctrlKey && event.key === ']') {
        this.#burst.text += '\u001d'
        this.#burst.last = now
        event.preventDefault()
        return
      }
    }

    if (printable && !event.repeat) {
      const burst = this.#burst
      // Between buttons the focus may move in the middle of a scan: only another text box ends it.
      if (burst && now - burst.last <= mayPause(burst) && textBox(burst.target) === textBox(event.target)) {
        burst.text += event.key
        burst.last = now
        this.#drop()
        const { acted } = burst
        burst.acted = false
        if (!acted) {
          if (!isTyping) event.preventDefault()
          return
        }
      } else {
        this.#burst = {
          text: event.key,
          last: now,
          target: event.target,
          before: textBox(event.target)?.value,
          acted: false,
        }
      }
    } else if (event.key === 'Enter' && this.#endOfScan(event, now)) {
      return
    } else if (event.key !== 'Shift') {
      this.#burst = undefined
    }

    const binding = event.repeat ? undefined : this.#find(event, isTyping)
    if (!binding) return
    event.preventDefault()
    if (printable && !isTyping) {
      // It may be the first character of a scan: wait until a scanner would have sent the next.
      this.#drop()
      const fire = () => {
        this.#held = undefined
        if (this.#burst?.text.length === 1) this.#burst.acted = true
        // A dialog may have opened meanwhile, the button gone, or drawn again with the same words.
        const now = this.#find(event, isTyping)
        if (now?.words === binding.words) now.act(event)
      }
      this.#held = { timer: setTimeout(fire, BURST_GAP + 5), fire }
    } else {
      binding.act(event)
    }
  }

  #drop(): void {
    if (this.#held) clearTimeout(this.#held.timer)
    this.#held = undefined
  }

  #endOfScan(event: KeyboardEvent, now: number): boolean {
    const burst = this.#burst
    this.#burst = undefined
    if (!burst || now - burst.last > STUTTER || burst.text.length < SHORTEST_SCAN) return false
    if (this.#scans.length === 0) return false
    const top = this.#cover ?? this.#layers.at(-1)
    const box = textBox(burst.target)
    const own = box && this.#scans.findLast(each => each.box?.() === box)
    const scans = own ?? this.#scans.findLast(each => !each.box && each.layer === top)
    if (box) {
      if (!own) {
        // Elsewhere only what looks like a label counts, and a box that takes scans itself keeps what it got.
        const label = /^\S*\d\S*$/.test(burst.text)
        if (box.closest('[data-takes-scan]')) {
          if (label && burst.before && box.value !== burst.text) fill(box, burst.text)
          return false
        }
        if (!label) return false
      }
      fill(box, burst.before ?? '')
    }
    event.preventDefault()
    event.stopPropagation()
    this.#drop()
    // Scanned onto the curtain: nobody sees what would happen, so nothing does.
    if (this.#cover !== undefined) return true
    if (scans) scans.take(burst.text)
    else toasts.show(m.scan_close_first())
    return true
  }
}

function fill(box: TextBox, text: string): void {
  box.value = text
  box.dispatchEvent(new Event('input', { bubbles: true }))
}

export const keys = new Keys()
