import type { ContactId, Receiver } from '../../lib/bindings'

/** Who takes it home, as it is chosen on screen: `patient`, a contact's id, or `other`. */
export interface Receiving {
  who: string
  name: string
  relation: string
  reason: string
}

export const patientTakesIt = (): Receiving => ({ who: 'patient', name: '', relation: '', reason: '' })

/** As the core takes it; nothing while a field is empty. */
export function receiverOf({ who, name, relation, reason }: Receiving): Receiver | undefined {
  if (who === 'patient') return 'patient'
  if (who !== 'other') return { contact: Number(who) as ContactId }
  if (!name.trim() || !reason.trim()) return undefined
  return { other: { name: name.trim(), relation: relation.trim(), reason: reason.trim() } }
}
