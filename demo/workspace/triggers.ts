import { SlackError } from "./slack-error.ts";

/** Where a trigger came from: a person, and the dialog they were in. */
export interface TriggerSource {
  user: string;
  viewId?: string;
}

/** Trigger ids: each lives as long as an acknowledgement may take, and opens or pushes one view. */
export class Triggers {
  readonly #known = new Map<string, { source: TriggerSource; bornAt: number; isUsed: boolean }>();
  readonly #now: () => number;
  readonly #lifeMs: number;
  #count = 0;

  constructor(now: () => number, lifeMs: number) {
    this.#now = now;
    this.#lifeMs = lifeMs;
  }

  /** A new trigger id for an interaction of `source`. */
  issue(source: TriggerSource): string {
    this.#count += 1;
    const id = `${this.#now()}.${this.#count}.local`;
    this.#known.set(id, { source, bornAt: this.#now(), isUsed: false });
    return id;
  }

  /** Uses a trigger up; raises `invalid_trigger_id`, `trigger_exchanged` or `trigger_expired`. */
  exchange(id: string): TriggerSource {
    const trigger = this.#known.get(id);
    if (trigger === undefined) throw new SlackError("invalid_trigger_id");
    if (trigger.isUsed) throw new SlackError("trigger_exchanged");
    if (this.#now() - trigger.bornAt > this.#lifeMs) throw new SlackError("trigger_expired");
    trigger.isUsed = true;
    return trigger.source;
  }
}
