import type { Ack, Core, Delivery } from "./core.ts";
import type { Json } from "./json.ts";

/** How an event reaches the app: at once, then again after each of the waits (ms) until it is acknowledged. */
export class Events {
  readonly #core: Core;
  readonly #waitsMs: readonly number[];
  readonly #timers = new Set<NodeJS.Timeout>();
  #count = 0;
  #isClosed = false;

  constructor(core: Core, waitsMs: readonly number[]) {
    this.#core = core;
    this.#waitsMs = waitsMs;
  }

  /** Sends an event of a subscribed type; others are dropped, as Slack does. Resolves with the first try's outcome. */
  send(event: Json & { type: string }, subscription = event.type): Promise<Ack> {
    if (!this.#core.manifest.events.includes(subscription)) {
      return Promise.resolve({ ok: true, answer: undefined });
    }
    return this.#try({ kind: "events_api", payload: this.#wrap(event), acceptsAnswer: false }, 0);
  }

  #wrap(event: Json): Json {
    const { team, appId, botUserId } = this.#core.identity;
    this.#count += 1;
    const id = `Ev0${this.#core.now().toString(36).toUpperCase()}${this.#count}`;
    return {
      token: "local",
      team_id: team.id,
      api_app_id: appId,
      event: { event_ts: `${(this.#core.now() / 1000).toFixed(3)}000`, ...event },
      type: "event_callback",
      event_id: id,
      event_time: Math.floor(this.#core.now() / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: team.id,
          user_id: botUserId,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event_context: `local-${id}`,
    };
  }

  async #try(delivery: Delivery, attempt: number): Promise<Ack> {
    const ack = await this.#core.tell(delivery);
    const wait = this.#waitsMs[attempt];
    if (ack.ok || ack.mayRetry === false || wait === undefined || this.#isClosed) return ack;
    const reason = ack.error === "operation_timeout" ? "http_timeout" : "http_error";
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#try({ ...delivery, retry: { attempt: attempt + 1, reason } }, attempt + 1);
    }, wait);
    this.#timers.add(timer);
    return ack;
  }

  /** Gives up the retries that still wait. */
  close(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
