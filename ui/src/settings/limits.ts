/** A tolerance set as its file, and as the lines that a manager changes. The core says whether it is sound. */
import { m } from '../lib/messages/messages'

type Path = readonly (string | number)[]
/** A number of the file: where it stands, and how a person reads it. */
export interface Figure {
  path: Path
  unit: string
  /** The file's whole numbers in one of this unit. */
  scale: number
}

/** One limit: of what, up to which power, how much. */
export interface LimitLine {
  group: string
  name: string
  end?: Figure
  limit: Figure
}

type Json = { [key: string]: unknown }
interface Band extends Json {
  up_to?: number
}

const D = { unit: 'D', scale: 100 }
const MM = { unit: 'mm', scale: 10 }
const bands = (value: unknown): Band[] => (Array.isArray(value) ? (value as Band[]) : [])
const object = (value: unknown): Json => (value && typeof value === 'object' ? (value as Json) : {})

function end(band: Band, path: Path): Figure | undefined {
  return typeof band.up_to === 'number' ? { path: [...path, 'up_to'], ...D } : undefined
}

/** A limit is so many hundredths, or a share of what was ordered. */
function limit(value: unknown, path: Path): Figure {
  return typeof object(value).percent === 'number'
    ? { path: [...path, 'percent'], unit: '%', scale: 1 }
    : { path: [...path, 'hundredths'], ...D }
}

/** Every figure of a set that is read as JSON, in the order in which people look for them. */
export function limitLines(set: Json): LimitLine[] {
  const lines: LimitLine[] = []
  for (const [design, group] of [
    ['single_vision', m.limits_single_vision()],
    ['progressive', m.limits_progressive()],
  ] as const) {
    bands(set[design]).forEach((row, at) => {
      const path = [design, at]
      lines.push({
        group,
        name: m.limits_sphere(),
        end: end(row, path),
        limit: limit(row.power, [...path, 'power']),
      })
      bands(row.cyl).forEach((band, cyl) => {
        const inner = [...path, 'cyl', cyl]
        lines.push({
          group,
          name: m.limits_cyl(),
          end: end(band, inner),
          limit: limit(band.limit, [...inner, 'limit']),
        })
      })
    })
  }
  const group = m.limits_axis_and_add()
  bands(set.axis).forEach((band, at) => {
    const path = ['axis', at]
    lines.push({
      group,
      name: m.limits_axis(),
      end: end(band, path),
      limit: { path: [...path, 'degrees'], unit: '°', scale: 1 },
    })
  })
  bands(set.add).forEach((band, at) => {
    const path = ['add', at]
    lines.push({
      group,
      name: m.limits_add(),
      end: end(band, path),
      limit: limit(band.limit, [...path, 'limit']),
    })
  })
  for (const [way, name] of [
    ['vertical', m.limits_vertical()],
    ['horizontal', m.limits_horizontal()],
  ] as const) {
    const table = object(object(set.prism)[way])
    for (const [design, kind] of [
      ['single_vision', m.limits_single_vision()],
      ['progressive', m.limits_progressive()],
    ] as const) {
      bands(table[design]).forEach((band, at) => {
        const path = ['prism', way, design, at]
        const figure =
          typeof band.tenths_mm === 'number'
            ? { path: [...path, 'tenths_mm'], ...MM }
            : { path: [...path, 'hundredths'], unit: 'Δ', scale: 100 }
        lines.push({
          group: m.limits_prism(),
          name: `${name}, ${kind.toLowerCase()}`,
          end: end(band, path),
          limit: figure,
        })
      })
    }
    if (typeof table.each_hundredths === 'number') {
      const figure = { path: ['prism', way, 'each_hundredths'], unit: 'Δ', scale: 100 }
      lines.push({ group: m.limits_prism(), name: m.limits_each({ way: name }), limit: figure })
    }
  }
  for (const [key, name] of [
    ['height_tenths_mm', m.limits_height()],
    ['height_pair_tenths_mm', m.limits_height_pair()],
    ['mono_pd_tenths_mm', m.limits_mono_pd()],
  ] as const) {
    lines.push({ group: m.limits_places(), name, limit: { path: [key], ...MM } })
  }
  return lines
}

export const keyOf = (figure: Figure): string => figure.path.join('.')

/** A figure as it is typed: 13 hundredths are "0.13". */
export function figureText(set: Json, { path, scale }: Figure): string {
  let value: unknown = set
  for (const step of path) value = (value as Json | undefined)?.[step]
  if (typeof value !== 'number') return ''
  return scale === 1
    ? String(value)
    : (value / scale).toFixed(scale === 100 ? (Number.isInteger(value) ? 2 : 3) : 1)
}

/** The set with what was typed in its place; undefined where a text is no number. */
export function withFigures(
  set: Json,
  lines: readonly LimitLine[],
  texts: Record<string, string>,
): Json | undefined {
  const changed = structuredClone(set)
  for (const figure of lines.flatMap(line => (line.end ? [line.end, line.limit] : [line.limit]))) {
    const typed = (texts[keyOf(figure)] ?? '').trim().replace(',', '.')
    if (!/^\d{1,4}(\.\d{1,3})?$/.test(typed)) return undefined
    const exact = Number((Number(typed) * figure.scale).toFixed(3))
    // Only the ends of the prism bands lie between two hundredths.
    const value = figure.path[0] === 'prism' && figure.path.at(-1) === 'up_to' ? exact : Math.round(exact)
    if (value !== exact) return undefined
    let inner = changed as Json
    for (const step of figure.path.slice(0, -1)) inner = inner[step] as Json
    inner[figure.path.at(-1) as string] = value
  }
  return changed
}
