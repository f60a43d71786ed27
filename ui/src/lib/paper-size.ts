import type { Paper } from './bindings'
import { locale } from './time'

/** Where people print on US Letter (CLDR, measurement data: paperSize US-Letter). Everywhere else it is A4. */
const LETTER = new Set('BZ CA CL CO CR GT MX NI PA PH PR SV US VE'.split(' '))

/** The paper in the printer: the clinic's setting, else what is usual where this machine is. */
export function paperHere(setting: Paper | undefined, where = locale()): 'a4' | 'letter' {
  if (setting === 'a4' || setting === 'letter') return setting
  try {
    const region = new Intl.Locale(where ?? 'en-US').maximize().region
    return region && LETTER.has(region) ? 'letter' : 'a4'
  } catch {
    return 'a4'
  }
}
