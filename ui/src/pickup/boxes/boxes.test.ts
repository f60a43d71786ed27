import { expect, test } from 'vitest'
import type { Prescription } from '../../lib/bindings'
import { BLANK_EYE } from '../../lib/powers'
import { contactsFrom, prescribed, prescribedWords, typedContacts } from './boxes'

const ON_FILE: Prescription = {
  id: 7 as Prescription['id'],
  kind: 'contact_lens',
  written_on: '2026-10-02',
  expires_on: null,
  prescriber: null,
  powers: {
    right: { ...BLANK_EYE, sphere: -225, cyl: -75, axis: 5, add: 200 },
    left: { ...BLANK_EYE },
    pd_tenths: null,
  },
  contacts: {
    right: {
      brand: 'Clarent',
      base_curve: 855,
      diameter: 1420,
      add_word: 'D',
      color: 'green',
      wear: { hundredths: 150, unit: 'mo' },
    },
    left: null,
  },
}

test('a contact lens on file is said whole, and no line ends within its powers', () => {
  expect(prescribedWords(ON_FILE, 'right')).toBe(
    'Clarent · −2.25\u00a0−0.75\u00a0x\u00a0005 add\u00a0+2.00 D BC\u00a08.55 DIA\u00a014.2 · green · each worn 1.5 mo',
  )
  expect(prescribedWords(ON_FILE, 'left')).toBe('')
})

test('an order is typed from it with its own boxes, and says nothing for an eye without a lens', () => {
  const typed = typedContacts()
  typed.right.boxes = '4'
  typed.left.lens = '-9.00'
  const from = contactsFrom(ON_FILE, typed)
  expect(from.right).toEqual({
    brand: 'Clarent',
    lens: '−2.25 −0.75 x 005 add +2.00 D BC 8.55 DIA 14.2',
    boxes: '4',
  })
  expect(from.left.lens).toBe('')
})

test('typed lenses become a prescription, powers apart from what else they are', () => {
  const lens = {
    brand: 'Clarent',
    power: -225,
    cyl: null,
    axis: null,
    add: null,
    add_word: 'LOW',
    base_curve: 860,
    diameter: null,
  }
  const { powers, contacts } = prescribed({ right: null, left: { lens, boxes: 1 } })
  expect([powers.right, powers.left.sphere]).toEqual([BLANK_EYE, -225])
  expect([contacts.right, contacts.left?.base_curve, contacts.left?.add_word]).toEqual([null, 860, 'LOW'])
})
