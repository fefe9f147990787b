/** After so many milliseconds without a look the process did not run, as on a machine that was suspended. */
const absent = 30_000;

/** Since when whoever carries a run out has looked at it without a break, in milliseconds since the epoch. */
export class Watch {
  #since: number;
  #seen: number;

  constructor(now: number) {
    this.#since = now;
    this.#seen = now;
  }

  get since(): number {
    return this.#since;
  }

  look(now: number): void {
    if (now - this.#seen > absent) this.#since = now;
    this.#seen = now;
  }
}
