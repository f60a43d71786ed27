import { m } from '../lib/messages/messages'

/** What is wrong with a PIN typed twice; as the core judges it. */
export function pinErrors(pin: string, again: string): { pin?: string; again?: string } {
  if (!/^\d{4,12}$/.test(pin)) return { pin: m.setup_pin_short() }
  return pin === again ? {} : { again: m.setup_pin_differs() }
}
