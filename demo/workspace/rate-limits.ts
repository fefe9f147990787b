const minuteMs = 60_000;
const perMinute = { tier2: 20, tier3: 50, tier4: 100 } as const;
const burst = 3;

/** How a method is limited: by a tier per minute, one message a second per channel, or not at all. */
export type RateClass = keyof typeof perMinute | "posting" | "unlimited";

/** Counts the calls of one app in one workspace as Slack does; a test may switch it off. */
export class RateLimits {
  isOn: boolean;
  readonly #now: () => number;
  readonly #recent = new Map<string, number[]>();
  readonly #channels = new Map<string, { tokens: number; at: number }>();

  constructor(isOn: boolean, now: () => number) {
    this.isOn = isOn;
    this.#now = now;
  }

  /** Counts one call; gives the seconds to wait (`Retry-After`) when it is one too many, else 0. */
  take(method: string, rate: RateClass, channel: string): number {
    if (!this.isOn || rate === "unlimited") return 0;
    return rate === "posting"
      ? this.#takeFromChannel(channel)
      : this.#takeFromMinute(method, perMinute[rate]);
  }

  #takeFromMinute(method: string, limit: number): number {
    const now = this.#now();
    const recent = (this.#recent.get(method) ?? []).filter((at) => now - at < minuteMs);
    this.#recent.set(method, recent);
    const oldest = recent[0];
    if (oldest !== undefined && recent.length >= limit) return Math.ceil((oldest + minuteMs - now) / 1000);
    recent.push(now);
    return 0;
  }

  #takeFromChannel(channel: string): number {
    const now = this.#now();
    const last = this.#channels.get(channel) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, last.tokens + (now - last.at) / 1000);
    const isAllowed = tokens >= 1;
    this.#channels.set(channel, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
    return isAllowed ? 0 : Math.ceil(1 - tokens);
  }
}
