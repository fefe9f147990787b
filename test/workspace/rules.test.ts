import { LogLevel, WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startWorkspace } from "../../demo/workspace/start-workspace.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";
import { RawApp } from "./raw-app.ts";

const releases = "C0RELEASES";
const view = { type: "modal", title: { type: "plain_text", text: "T" }, blocks: [{ type: "divider" }] };

let workspace: Workspace;
let client: WebClient;
let app: RawApp;
let clock: number;

beforeEach(async () => {
  clock = Date.UTC(2026, 10, 23, 12);
  workspace = await startWorkspace({ now: () => clock, ackTimeoutMs: 300 });
  client = new WebClient(workspace.identity.botToken, {
    slackApiUrl: workspace.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
  app = await RawApp.connect(workspace);
});

afterEach(async () => {
  app.close();
  await workspace[Symbol.asyncDispose]();
});

/** `ok`, the error code of the answer, or the kind of failure. */
async function outcome(method: string, args: Record<string, unknown> = {}): Promise<string> {
  try {
    await client.apiCall(method, args);
    return "ok";
  } catch (error) {
    const { data, code } = Object(error);
    return String(data?.error ?? code);
  }
}

function post(channel = releases): Promise<string> {
  return outcome("chat.postMessage", { channel, text: "Hi" });
}

async function trigger(): Promise<string> {
  await workspace.as("rosa").command("/release");
  return String(app.last()["trigger_id"]);
}

describe("a trigger", () => {
  test("works once", async () => {
    const trigger_id = await trigger();
    expect(await outcome("views.open", { trigger_id, view })).toBe("ok");
    expect(await outcome("views.open", { trigger_id, view })).toBe("trigger_exchanged");
  });

  test("lives as long as an acknowledgement may take", async () => {
    const trigger_id = await trigger();
    clock += 301;
    expect(await outcome("views.open", { trigger_id, view })).toBe("trigger_expired");
    expect(await outcome("views.open", { trigger_id: "made-up", view })).toBe("invalid_trigger_id");
  });
});

describe("a dialog", () => {
  test("has two more above it at most", async () => {
    expect(await outcome("views.push", { trigger_id: await trigger(), view })).toBe("not_found");
    expect(await outcome("views.open", { trigger_id: await trigger(), view })).toBe("ok");
    expect(await outcome("views.push", { trigger_id: await trigger(), view })).toBe("ok");
    expect(await outcome("views.push", { trigger_id: await trigger(), view })).toBe("ok");
    expect(await outcome("views.push", { trigger_id: await trigger(), view })).toBe("push_limit_reached");
  });

  test("is updated by id or external id, and only from its latest hash", async () => {
    await client.apiCall("views.open", { trigger_id: await trigger(), view: { ...view, external_id: "e" } });
    const opened = workspace.modal("rosa");
    const { id: view_id = "", hash = "" } = opened ?? {};
    expect(await outcome("views.update", { view_id, hash, view })).toBe("ok");
    expect(await outcome("views.update", { view_id, hash, view })).toBe("hash_conflict");
    expect(await outcome("views.update", { external_id: "e", view })).toBe("not_found");
    expect(await outcome("views.update", { view_id: "V0", view })).toBe("not_found");
    expect(await outcome("views.update", { view_id, view: { type: "modal" } })).toBe("invalid_arguments");
  });

  test("has an external id of its own", async () => {
    const named = { ...view, external_id: "e" };
    expect(await outcome("views.publish", { user_id: "U0ADE", view: home("e") })).toBe("ok");
    expect(await outcome("views.open", { trigger_id: await trigger(), view: named })).toBe(
      "duplicate_external_id",
    );
  });
});

function home(external_id: string): object {
  return { type: "home", external_id, blocks: [{ type: "divider" }] };
}

async function use(url: string, body: object): Promise<number> {
  return (await fetch(url, { method: "POST", body: JSON.stringify(body) })).status;
}

describe("a response URL", () => {
  test("works five times", async () => {
    await trigger();
    const url = String(app.last()["response_url"]);
    for (let n = 1; n <= 5; n += 1) expect(await use(url, { text: `${n}` })).toBe(200);
    expect(await use(url, { text: "6" })).toBe(404);
    expect(workspace.ephemerals("rosa")).toHaveLength(5);
  });

  test("lives thirty minutes", async () => {
    await trigger();
    clock += 30 * 60_000 + 1;
    expect(await use(String(app.last()["response_url"]), { text: "late" })).toBe(404);
  });

  test("posts for all, in a thread, and refuses what Slack would", async () => {
    await trigger();
    const url = String(app.last()["response_url"]);
    const parent = workspace.as("eli").leave("parent", releases);
    expect(await use(url, { text: "all", response_type: "in_channel", thread_ts: parent.ts })).toBe(200);
    expect(workspace.thread(parent).map((one) => one.text)).toEqual(["all"]);
    expect(await use(url, { text: "x", blocks: [{ type: "x" }] })).toBe(400);
    expect(await use(url, { text: "x", colour: "red" })).toBe(400);
    expect(await use(url, { replace_original: true, text: "no original" })).toBe(400);
  });
});

describe("rate limits", () => {
  beforeEach(() => {
    workspace.rateLimits.isOn = true;
  });

  test("a channel takes a burst of three, then one message a second", async () => {
    for (let n = 0; n < 3; n += 1) expect(await post(releases)).toBe("ok");
    expect(await post(releases)).toBe("slack_webapi_rate_limited_error");
    expect(await post("C0GENERAL")).toBe("ok");
    clock += 1000;
    expect(await post(releases)).toBe("ok");
  });

  test("a method takes its tier's calls per minute and says how long to wait", async () => {
    for (let n = 0; n < 20; n += 1) expect(await outcome("usergroups.list")).toBe("ok");
    clock += 20_000;
    await expect(client.usergroups.list({})).rejects.toMatchObject({ retryAfter: 40 });
    expect(await outcome("users.info", { user: "U0ELI" })).toBe("ok");
    clock += 40_000;
    expect(await outcome("usergroups.list")).toBe("ok");
  });
});

describe("faults", () => {
  test.each([
    ["rate-limited", "slack_webapi_rate_limited_error", 0],
    ["server-error", "slack_webapi_http_error", 0],
    ["cut-before", "slack_webapi_request_error", 0],
    ["cut-after", "slack_webapi_request_error", 1],
  ] as const)("%s ends in %s", async (fault, error, messages) => {
    const more = fault === "rate-limited" ? { fault, retryAfterS: 1 } : { fault };
    workspace.trouble({ ...more, method: "chat.postMessage", count: 1 });
    expect(await post()).toBe(error);
    expect(workspace.messages("releases")).toHaveLength(messages);
    expect(await post()).toBe("ok");
    expect(workspace.calls("chat.postMessage").map((one) => one.outcome)).toHaveLength(2);
  });

  test("an answer that never comes", async () => {
    workspace.trouble({ fault: "time-out", method: "*", count: 1 });
    const hasty = new WebClient(workspace.identity.botToken, {
      slackApiUrl: workspace.url,
      retryConfig: { retries: 0 },
      timeout: 50,
      logLevel: LogLevel.ERROR,
    });
    await expect(hasty.auth.test()).rejects.toThrow(/timeout|aborted/i);
  });

  test("an outage, and its end", async () => {
    workspace.trouble({ fault: "outage", isOn: true });
    expect(await post()).toBe("slack_webapi_request_error");
    await workspace.waitFor(() => !workspace.socketMode.isConnected());
    expect(await workspace.as("rosa").command("/release")).toEqual({ ok: false, error: "dispatch_failed" });
    workspace.trouble({ fault: "clear" });
    expect(await post()).toBe("ok");
  });

  test("an interaction that comes twice", async () => {
    workspace.trouble({ fault: "duplicate-next" });
    await workspace.as("rosa").command("/release once");
    await expect.poll(() => app.payloads.length).toBe(2);
    expect(app.payloads[0]).toEqual(app.payloads[1]);
  });
});
