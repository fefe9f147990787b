import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { SocketMode } from "../../demo/workspace/socket-mode.ts";
import { startWorkspace } from "../../demo/workspace/start-workspace.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";
import { RawApp } from "./raw-app.ts";

describe("Socket Mode", () => {
  let workspace: Workspace;
  let app: RawApp;

  beforeEach(async () => {
    workspace = await startWorkspace({ ackTimeoutMs: 300, eventRetryWaitsMs: [0, 10] });
    app = await RawApp.connect(workspace);
  });

  afterEach(async () => {
    app.close();
    await workspace[Symbol.asyncDispose]();
  });

  test("says hello and gives an envelope to one of several connections", async () => {
    const other = await RawApp.connect(workspace);
    expect(other.hello).toMatchObject({
      num_connections: 2,
      debug_info: { approximate_connection_time: 3600 },
    });
    await workspace.as("rosa").command("/release 1");
    await workspace.as("rosa").command("/release 2");
    expect([app.payloads.length, other.payloads.length]).toEqual([1, 1]);
    other.close();
  });

  test.each<[string, (socketMode: SocketMode) => void, string | undefined]>([
    ["refresh", (socketMode) => socketMode.refresh(), "refresh_requested"],
    ["switch-off", (socketMode) => socketMode.disable(), "link_disabled"],
    ["drop", (socketMode) => socketMode.drop(), undefined],
  ])("on a %s the connection ends", async (_, end, reason) => {
    end(workspace.socketMode);
    await workspace.waitFor(() => !workspace.socketMode.isConnected());
    expect(app.disconnectReason).toBe(reason);
  });

  test("sends an event again, with the same id, until it is acknowledged", async () => {
    app.isSilent = true;
    await workspace.setGroupMembers("approvers", ["ade", "eli"]);
    await expect.poll(() => app.payloads.length).toBe(3);
    const ids = new Set(app.payloads.map((one) => one["event_id"]));
    expect(ids.size).toBe(1);
    expect(app.retries).toEqual([0, 1, 2]);
  });

  test("notes what breaks the protocol", async () => {
    app.acksTwice = true;
    await workspace.as("rosa").command("/release");
    await workspace.waitFor(() => workspace.breaches.length > 0);
    expect(workspace.breaches[0]).toContain("late or second");
  });
});

describe("the data file", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "workspace-"));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test("keeps messages, direct conversations and home tabs", async () => {
    const dataFile = join(folder, "data", "workspace.json");
    const first = await startWorkspace({ dataFile });
    const by = new WebClient(first.identity.botToken, { slackApiUrl: first.url });
    await by.apiCall("chat.postMessage", { channel: "U0ADE", text: "kept" });
    await by.apiCall("views.publish", {
      user_id: "U0ADE",
      view: { type: "home", blocks: [{ type: "divider" }] },
    });
    await first[Symbol.asyncDispose]();
    await using second = await startWorkspace({ dataFile });
    expect(second.directMessages("ade").map((one) => one.text)).toEqual(["kept"]);
    expect(second.home("ade")?.blocks).toHaveLength(1);
    expect(second.as("eli").leave("new", "C0RELEASES").ts).not.toBe(second.directMessages("ade")[0]?.ts);
  });
});
