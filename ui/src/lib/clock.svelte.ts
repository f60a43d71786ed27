/** Now, as the core says it: set from its answers, moved on by this machine, read by every time on screen. */
class Clock {
  now = $state(Date.now())
  #ahead = 0

  /** The core's instant, in milliseconds. */
  set(now: number): void {
    this.#ahead = now - Date.now()
    this.now = now
  }

  /** Now to the second, for what counts down. */
  exact(): number {
    return Date.now() + this.#ahead
  }

  /** Ticks every five seconds. Returns how to stop. */
  start(): () => void {
    const timer = setInterval(() => {
      this.now = Date.now() + this.#ahead
    }, 5_000)
    return () => clearInterval(timer)
  }
}

export const clock = new Clock()
