import { createServer } from "node:http";
import type { Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Changes } from "./changes.ts";
import type { Ack, Core, Delivery, Identity, Line } from "./core.ts";
import { Events } from "./events.ts";
import { Faults } from "./faults.ts";
import { Keeper } from "./keeper.ts";
import { readManifest, sampleManifest } from "./manifest.ts";
import { defaultChannels, defaultUserGroups, localTeam, person, testPeople } from "./people.ts";
import { RateLimits } from "./rate-limits.ts";
import { ResponseUrls } from "./response-urls.ts";
import { routes } from "./routes.ts";
import { SocketMode } from "./socket-mode.ts";
import { State } from "./state.ts";
import { Triggers } from "./triggers.ts";
import type { Channel, Person, UserGroup } from "./types.ts";
import { portOf, Workspace } from "./workspace.ts";

/** How a workspace is to be; everything has a default that suits tests. */
export interface WorkspaceOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  people?: Person[];
  channels?: Channel[];
  userGroups?: UserGroup[];
  /** The parsed `manifest.yml`: commands, shortcuts, scopes and events come from it. */
  manifest?: unknown;
  /** Scopes of the manifest's `bot_optional` that were not granted; all are granted by default. */
  declinedScopes?: readonly string[];
  /** Off by default, so that tests are fast; the demo switches them on. */
  rateLimits?: boolean;
  /** Milliseconds since the epoch; the machine's clock by default. */
  now?: () => number;
  /** How long the app may take to acknowledge, and a trigger lives; Slack's three seconds by default. */
  ackTimeoutMs?: number;
  /** Waits before an event is sent again; Slack's at once, 1 and 5 minutes by default. */
  eventRetryWaitsMs?: readonly number[];
  /** Keeps messages and home tabs across restarts. */
  dataFile?: string;
  /** The built page. */
  pageFolder?: string;
  botToken?: string;
  appToken?: string;
  signingSecret?: string;
}

/** Starts a local workspace on this machine's loopback address; dispose of it to stop it. */
export async function startWorkspace(options: WorkspaceOptions = {}): Promise<Workspace> {
  const ackTimeoutMs = options.ackTimeoutMs ?? 3000;
  const { core, socketMode, setLine, setPort } = assemble(options, ackTimeoutMs);
  const keeper = options.dataFile === undefined ? undefined : new Keeper(options.dataFile, core.state);
  await keeper?.load();
  if (keeper !== undefined) core.changes.subscribe(() => keeper.touch());
  const events = new Events(core, options.eventRetryWaitsMs ?? [0, 60_000, 300_000]);
  const app = routes({ core, events, socketMode, pageFolder: options.pageFolder });
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => {
    void answer(incoming, outgoing);
  });
  server.on("upgrade", (incoming, socket, head) => {
    socketMode.upgrade(incoming, socket, head, core.faults.isOut);
  });
  await listen(server, options.port ?? 0);
  setPort(portOf(server));
  return new Workspace({ core, events, socketMode, server, keeper, ackTimeoutMs, setLine });
}

interface Assembled {
  core: Core;
  socketMode: SocketMode;
  setLine: (line: Line) => void;
  setPort: (port: number) => void;
}

function assemble(options: WorkspaceOptions, ackTimeoutMs: number): Assembled {
  const now = options.now ?? Date.now;
  const identity = identityOf(options);
  const changes = new Changes();
  const breaches: string[] = [];
  const socketMode = new SocketMode({
    appId: identity.appId,
    ackTimeoutMs,
    breaches,
    onChange: () => changes.notify(),
  });
  let line: Line = socketMode;
  let base = "";
  const core: Core = {
    identity,
    manifest: readManifest(options.manifest ?? sampleManifest, options.declinedScopes),
    state: stateOf(options, identity, now),
    changes,
    triggers: new Triggers(now, ackTimeoutMs),
    responseUrls: new ResponseUrls(now),
    rateLimits: new RateLimits(options.rateLimits ?? false, now),
    faults: new Faults(),
    calls: [],
    breaches,
    revokedTokens: new Set(),
    now,
    base: () => base,
    tell: (delivery) => tell(core, delivery),
    line: () => line,
    newSocketUrl: () => `${base.replace("http:", "ws:")}/link?ticket=${socketMode.newTicket()}`,
  };
  return {
    core,
    socketMode,
    setLine: (other) => {
      line = other;
    },
    setPort: (port) => {
      base = `http://127.0.0.1:${port}`;
    },
  };
}

function tell(core: Core, delivery: Delivery): Promise<Ack> {
  if (core.faults.isOut) return Promise.resolve({ ok: false, error: "dispatch_failed" });
  const first = core.line().deliver(delivery);
  if (core.faults.takeDuplicate()) void core.line().deliver(delivery);
  return first;
}

function identityOf(options: WorkspaceOptions): Identity {
  return {
    team: localTeam,
    appId: "A0LOCAL",
    botId: "B0LOCAL",
    botUserId: "U0SLIPWAY",
    botToken: options.botToken ?? "xoxb-local-workspace",
    appToken: options.appToken ?? "xapp-local-workspace",
    signingSecret: options.signingSecret ?? "local-signing-secret",
  };
}

function stateOf(options: WorkspaceOptions, identity: Identity, now: () => number): State {
  const people = structuredClone(options.people ?? testPeople);
  const bot = { handle: "slipway-app", realName: "The app itself", title: "app", isBot: true };
  const channels = structuredClone(options.channels ?? defaultChannels(people));
  if (options.channels === undefined) for (const one of channels) one.members.push(identity.botUserId);
  people.push(person({ id: identity.botUserId, ...bot }));
  return new State(people, channels, structuredClone(options.userGroups ?? defaultUserGroups()), now);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}
