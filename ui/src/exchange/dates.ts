/** Both readings of a date that can be read two ways. */
export interface TwoReadings {
  /** As it stands in the file. */
  example: string
  /** The month first: "April 5". */
  monthFirst: string
  /** The day first: "May 4". */
  dayFirst: string
}

const WRITTEN = /^(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{2,4})/

/** A date of the column that shows the difference; a made-up one where its first rows hold none. */
export function twoReadings(samples: readonly string[], locale: string): TwoReadings {
  const say = (month: number, day: number) =>
    new Intl.DateTimeFormat(locale, { month: 'long', day: 'numeric', timeZone: 'UTC' }).format(
      Date.UTC(2000, month - 1, day),
    )
  for (const sample of [...samples, '04/05/1980']) {
    const found = WRITTEN.exec(sample.trim())
    const [one, other] = [Number(found?.[1]), Number(found?.[2])]
    if (!found || one === other || one < 1 || other < 1 || one > 12 || other > 12) continue
    return { example: found[0], monthFirst: say(one, other), dayFirst: say(other, one) }
  }
  return { example: '', monthFirst: '', dayFirst: '' }
}
