/** Amounts of the clinic's money, in minor currency units, as people write and read them. */
import { locale } from './time'

/** An amount of the clinic's money, without a sign: "120.00". */
export const amountWords = (minor: number): string =>
  new Intl.NumberFormat(locale(), { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(minor / 100)

/** As it stands in a box: "120", "120.50". */
export const amountField = (minor: number): string => (minor / 100).toFixed(minor % 100 === 0 ? 0 : 2)

/** A typed amount in minor units: "120", "120.50", "120,50"; null where nothing is typed, undefined where it is none. */
export function minorOf(typed: string): number | null | undefined {
  const text = typed.trim()
  if (!text) return null
  const found = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text)
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined
}
