import { SlackError } from "./slack-error.ts";

const lifeMs = 30 * 60 * 1000;
const uses = 5;

/** What a response URL belongs to: a place, a person, and the message with the button where there was one. */
export interface ResponseTarget {
  channel: string;
  user: string;
  messageTs?: string;
}

/** Response URLs: five uses within thirty minutes. */
export class ResponseUrls {
  readonly #known = new Map<string, { target: ResponseTarget; bornAt: number; left: number }>();
  readonly #now: () => number;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A new key; the URL is `/response/<key>` on this server. */
  issue(target: ResponseTarget): string {
    this.#count += 1;
    const key = `${this.#count}${crypto.randomUUID().replaceAll("-", "")}`;
    this.#known.set(key, { target, bornAt: this.#now(), left: uses });
    return key;
  }

  /** Counts one use; raises `invalid_url`, `expired_url` or `used_url`. */
  use(key: string): ResponseTarget {
    const known = this.#known.get(key);
    if (known === undefined) throw new SlackError("invalid_url");
    if (this.#now() - known.bornAt > lifeMs) throw new SlackError("expired_url");
    if (known.left === 0) throw new SlackError("used_url");
    known.left -= 1;
    return known.target;
  }
}
