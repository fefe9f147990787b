import type { Changes } from "./changes.ts";
import type { Faults } from "./faults.ts";
import type { Json } from "./json.ts";
import type { AppManifest } from "./manifest.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { State } from "./state.ts";
import type { Triggers } from "./triggers.ts";
import type { Call } from "./types.ts";

/** One thing that Slack tells the app: what kind of envelope, and the payload in it. */
export interface Delivery {
  kind: "events_api" | "interactive" | "slash_commands";
  payload: Json;
  /** Whether the app's acknowledgement may carry an answer. */
  acceptsAnswer: boolean;
  retry?: { attempt: number; reason: string };
}

/** How the app took a delivery: its answer, or the error that the person sees. */
export type Ack = { ok: true; answer: unknown } | { ok: false; error: string; mayRetry?: boolean };

/** A way to the app: Socket Mode or signed HTTP. */
export interface Line {
  deliver(delivery: Delivery): Promise<Ack>;
  isConnected(): boolean;
}

/** Who the app is in this workspace, and its secrets. */
export interface Identity {
  team: { id: string; name: string; domain: string };
  appId: string;
  botId: string;
  botUserId: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
}

/** Everything the parts of the workspace share. */
export interface Core {
  identity: Identity;
  manifest: AppManifest;
  state: State;
  changes: Changes;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  rateLimits: RateLimits;
  faults: Faults;
  calls: Call[];
  /** Where the app broke Slack's protocol: second acks, unknown envelopes, answers where none is read. */
  breaches: string[];
  revokedTokens: Set<string>;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Address of this server without a slash at the end; known once it listens. */
  base: () => string;
  /** Tells the app; raises nothing, a lost delivery is an `Ack` with an error. */
  tell: (delivery: Delivery) => Promise<Ack>;
  line: () => Line;
  /** Where Socket Mode connects to, with a ticket that works once. */
  newSocketUrl: () => string;
}
