/** What may go wrong with a call of the Web API. `cut-after` does it and then loses the answer. */
export type Fault =
  | { kind: "rate-limited"; retryAfterS: number }
  | { kind: "server-error" }
  | { kind: "api-error"; error: string }
  | { kind: "time-out" }
  | { kind: "cut-before" }
  | { kind: "cut-after" };

/** Faults that a test or the page asked for; each waits for the calls it is meant for. */
export class Faults {
  /** While true nothing of Slack answers: calls are cut, sockets closed and refused. */
  isOut = false;
  #duplicates = 0;
  readonly #waiting = new Map<string, Fault[]>();

  /** Lets the next `count` calls of `method` (or of every method: `*`) end in `fault`. */
  next(method: string, fault: Fault, count = 1): void {
    const waiting = this.#waiting.get(method) ?? [];
    for (let n = 0; n < count; n += 1) waiting.push(fault);
    this.#waiting.set(method, waiting);
  }

  /** Delivers the next interaction or event twice, as Slack sometimes does. */
  duplicateNext(): void {
    this.#duplicates += 1;
  }

  /** Forgets all faults that still wait and ends an outage. */
  clear(): void {
    this.isOut = false;
    this.#duplicates = 0;
    this.#waiting.clear();
  }

  /** The fault for this call, used up by asking. */
  take(method: string): Fault | undefined {
    if (this.isOut) return { kind: "cut-before" };
    return this.#waiting.get(method)?.shift() ?? this.#waiting.get("*")?.shift();
  }

  /** Whether the delivery that starts now is to happen twice, used up by asking. */
  takeDuplicate(): boolean {
    if (this.#duplicates === 0) return false;
    this.#duplicates -= 1;
    return true;
  }
}
