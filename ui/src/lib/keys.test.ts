import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { keys } from './keys.svelte'
import { toasts } from './toast.svelte'

let stop: (() => void)[] = []

/** Presses a key now, at a time of our own, as a hand or a scanner would. */
function press(key: string, at: number, target: EventTarget = document.body, more: KeyboardEventInit = {}) {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more })
  Object.defineProperty(event, 'timeStamp', { value: at })
  target.dispatchEvent(event)
  return event
}

function scan(text: string, at: number, target: EventTarget = document.body) {
  let time = at
  for (const character of text) {
    press(character, time, target)
    if (target instanceof HTMLInputElement) target.value += character
    time += 8
  }
  return press('Enter', time, target)
}

beforeEach(() => {
  vi.useFakeTimers()
  stop = [keys.start()]
})
afterEach(() => {
  for (const each of stop) each()
  document.body.replaceChildren()
  vi.useRealTimers()
})

function bound(key: string, options?: Parameters<typeof keys.bind>[3]) {
  const act = vi.fn()
  stop.push(keys.bind(key, key, act, options))
  return act
}

function box() {
  const input = document.createElement('input')
  document.body.append(input)
  return input
}

describe('letters', () => {
  it('fires a letter once', () => {
    const act = bound('c')
    press('c', 0)
    vi.runAllTimers()
    expect(act).toHaveBeenCalledTimes(1)
  })

  it('fires with caps lock on', () => {
    const act = bound('c')
    press('C', 0)
    vi.runAllTimers()
    expect(act).toHaveBeenCalledTimes(1)
  })

  it('is silent while somebody types', () => {
    const act = bound('c')
    const text = document.createElement('textarea')
    document.body.append(text)
    expect(press('c', 0, box()).defaultPrevented).toBe(false)
    press('c', 500, text)
    vi.runAllTimers()
    expect(act).not.toHaveBeenCalled()
  })

  it('leaves Ctrl Z to the text box, and takes it elsewhere', () => {
    const act = bound('mod+z')
    press('z', 0, box(), { ctrlKey: true })
    expect(act).not.toHaveBeenCalled()
    press('z', 500, document.body, { ctrlKey: true })
    expect(act).toHaveBeenCalledTimes(1)
  })

  it('leaves Ctrl C to the machine', () => {
    const act = bound('c')
    press('c', 0, document.body, { ctrlKey: true })
    vi.runAllTimers()
    expect(act).not.toHaveBeenCalled()
  })

  it('does not repeat while a key is held down', () => {
    const act = bound('c')
    press('c', 0)
    press('c', 500, document.body, { repeat: true })
    vi.runAllTimers()
    expect(act).toHaveBeenCalledTimes(1)
  })

  it('leaves the next key to the machine, however soon it follows what was acted on', () => {
    const choose = bound('1')
    press('1', 0)
    vi.runAllTimers()
    expect(choose).toHaveBeenCalledTimes(1)
    expect(press(' ', 20).defaultPrevented).toBe(false)
  })

  it('takes F-keys while somebody types', () => {
    const act = bound('F9')
    press('F9', 0, box())
    expect(act).toHaveBeenCalledTimes(1)
  })
})

describe('layers', () => {
  it('keeps the screen silent under a dialog, but for the lock', () => {
    const below = bound('c')
    const lock = bound('f12', { everywhere: true })
    const { layer, close } = keys.openLayer()
    const above = bound('c', { layer })
    press('c', 0)
    press('F12', 500)
    vi.runAllTimers()
    expect(below).not.toHaveBeenCalled()
    expect(above).toHaveBeenCalledTimes(1)
    expect(lock).toHaveBeenCalledTimes(1)
    close()
    press('c', 1000)
    vi.runAllTimers()
    expect(below).toHaveBeenCalledTimes(1)
    expect(above).toHaveBeenCalledTimes(1)
  })

  it('gives the key to the one bound last, and back', () => {
    const first = bound('1')
    const second = vi.fn()
    const letGo = keys.bind('1', 'second', second)
    press('1', 0)
    vi.runAllTimers()
    letGo()
    press('1', 1000)
    vi.runAllTimers()
    expect(first).toHaveBeenCalledTimes(1)
    expect(second).toHaveBeenCalledTimes(1)
  })
})

describe('a scanner', () => {
  it('is heard from anywhere, and fires no letter', () => {
    const letter = bound('t')
    const digit = bound('1')
    const heard = vi.fn()
    stop.push(keys.onScan(heard))
    expect(scan('T017', 0).defaultPrevented).toBe(true)
    vi.runAllTimers()
    expect(heard).toHaveBeenCalledWith('T017')
    expect(letter).not.toHaveBeenCalled()
    expect(digit).not.toHaveBeenCalled()
  })

  it('gives a text box back what it held', () => {
    const heard = vi.fn()
    stop.push(keys.onScan(heard))
    const note = box()
    note.value = 'left lens '
    scan('26-1042', 0, note)
    expect(heard).toHaveBeenCalledWith('26-1042')
    expect(note.value).toBe('left lens ')
  })

  it('is whole when its first character was taken for a hand', () => {
    const take = vi.fn()
    stop.push(keys.onScan(take))
    const act = bound('2')
    press('1', 0)
    vi.runAllTimers()
    scan('2345', 8)
    vi.runAllTimers()
    expect(take).toHaveBeenCalledExactlyOnceWith('12345')
    expect(act).not.toHaveBeenCalled()
  })

  it('may stutter once it is known to be one', () => {
    const heard = vi.fn()
    stop.push(keys.onScan(heard))
    for (const [at, character] of [...'26-1042'].entries()) press(character, at * 8 + (at > 3 ? 70 : 0))
    press('Enter', 200)
    expect(heard).toHaveBeenCalledWith('26-1042')
  })

  it('is not a hand that types and presses Enter', () => {
    const heard = vi.fn()
    stop.push(keys.onScan(heard))
    const name = box()
    let at = 0
    for (const character of '26-1042') {
      press(character, at, name)
      at += 120
    }
    press('Enter', at, name)
    expect(heard).not.toHaveBeenCalled()
  })

  it('goes on when the focus moves from one button to the next in the middle', () => {
    const take = vi.fn()
    stop.push(keys.onScan(take))
    const button = document.createElement('button')
    document.body.append(button)
    for (const [at, key] of [...'T0', ...'42'].entries()) press(key, 5 * at, at < 2 ? document.body : button)
    press('Enter', 20, button)
    expect(take).toHaveBeenCalledWith('T042')
  })

  it('keeps the sign between two fields of a label, which scanners send as Ctrl ]', () => {
    const take = vi.fn()
    stop.push(keys.onScan(take))
    const sent = [...'10L42', 'Control', ']', ...'2177', 'Enter']
    const between = sent.indexOf(']')
    const presses = sent.map((key, at) =>
      press(key, 5 * at, document.body, { ctrlKey: key === 'Control' || at === between }),
    )
    expect(presses[between]?.defaultPrevented).toBe(true)
    expect(take).toHaveBeenCalledWith('10L42\u001d2177')
  })

  it('stays in a box that takes scans itself', () => {
    const heard = vi.fn()
    stop.push(keys.onScan(heard))
    const own = document.createElement('div')
    own.dataset.takesScan = ''
    const tray = document.createElement('input')
    own.append(tray)
    document.body.append(own)
    scan('T017', 0, tray)
    expect(heard).not.toHaveBeenCalled()
    expect(tray.value).toBe('T017')
  })

  it('takes the place of what such a box held', () => {
    stop.push(keys.onScan(vi.fn()))
    const tray = box()
    tray.dataset.takesScan = ''
    tray.value = 'T014'
    scan('T022', 0, tray)
    expect(tray.value).toBe('T022')
  })

  it('is given to the box that asked for it, whatever else listens', () => {
    const screen = vi.fn()
    const search = vi.fn()
    const own = box()
    stop.push(keys.onScan(search, { box: () => own }), keys.onScan(screen))
    own.value = 'kel'
    expect(scan('T014', 0, own).defaultPrevented).toBe(true)
    expect(search).toHaveBeenCalledWith('T014')
    expect(screen).not.toHaveBeenCalled()
    expect(own.value).toBe('kel')
  })

  it('opens nothing under a dialog, and says so', () => {
    const below = vi.fn()
    stop.push(keys.onScan(below))
    const { layer, close } = keys.openLayer()
    stop.push(close)
    scan('T014', 0)
    expect(below).not.toHaveBeenCalled()
    expect(toasts.shown.at(-1)?.words).toBe('Close this first; nothing was opened.')
    toasts.clear()
    const above = vi.fn()
    stop.push(keys.onScan(above, { layer }))
    scan('T022', 1000)
    expect(above).toHaveBeenCalledWith('T022')
    expect(toasts.shown).toEqual([])
  })
})

describe('a zone beside the work', () => {
  it('has the keys while the hand is in it, and the work has them otherwise', () => {
    const zone = document.createElement('aside')
    const inside = document.createElement('button')
    zone.append(inside)
    document.body.append(zone)
    const { layer, close } = keys.openZone(() => zone)
    stop.push(close)
    const own = bound('s', { layer })
    // The work's are bound later, as a screen that was opened meanwhile binds them.
    const work = bound('s')
    const other = bound('h')
    const both = bound('d', { inZones: true })
    for (const [index, key] of ['s', 'h', 'd'].entries()) {
      press(key, index * 500, inside)
      vi.runAllTimers()
    }
    expect([own, work, other, both].map(act => act.mock.calls.length)).toEqual([1, 0, 0, 1])
    press('s', 2000)
    vi.runAllTimers()
    expect([own, work].map(act => act.mock.calls.length)).toEqual([1, 1])
    expect(keys.listed().map(each => each.key)).toEqual(['s', 'h', 'd'])
    expect(keys.listed(true).map(each => each.key)).toEqual(['s'])
  })

  it('keeps quiet under a dialog', () => {
    const zone = document.createElement('aside')
    document.body.append(zone)
    const { layer, close } = keys.openZone(() => zone)
    stop.push(close)
    const own = bound('s', { layer })
    const dialog = keys.openLayer()
    stop.push(dialog.close)
    press('s', 0, zone)
    vi.runAllTimers()
    expect(own).not.toHaveBeenCalled()
  })
})
