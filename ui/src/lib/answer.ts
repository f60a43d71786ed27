import type { Fault, Refusal } from './bindings'

/** How the core answers: done, not now and why, or something broke. */
export type Answer<T> = { done: T } | { refused: Refusal } | { fault: Fault }
