import { LogLevel, WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleManifest } from "../../demo/workspace/manifest.ts";
import { startWorkspace } from "../../demo/workspace/start-workspace.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";

const divider = { type: "divider" };
const releases = "C0RELEASES";

let workspace: Workspace;
let client: WebClient;

beforeEach(async () => {
  workspace = await startWorkspace();
  client = clientOf(workspace);
});

afterEach(async () => {
  await workspace[Symbol.asyncDispose]();
});

function clientOf(one: Workspace, token = one.identity.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: one.url,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
}

/** The error code a call ends with, or `ok`. */
async function outcome(method: string, args: Record<string, unknown>, by = client): Promise<string> {
  try {
    await by.apiCall(method, args);
    return "ok";
  } catch (error) {
    return error instanceof Error && "data" in error ? String(Reflect.get(Object(error.data), "error")) : "?";
  }
}

async function posted(args: Record<string, unknown> = {}): Promise<string> {
  const answer = await client.apiCall("chat.postMessage", { channel: releases, text: "Hello", ...args });
  return String(Reflect.get(answer, "ts"));
}

describe("tokens and scopes", () => {
  test.each([
    ["no token", "", "not_authed"],
    ["a foreign token", "xoxb-other", "invalid_auth"],
    ["the app's token", "xapp-local-workspace", "not_allowed_token_type"],
  ])("%s is refused", async (_, token, error) => {
    expect(await outcome("auth.test", {}, clientOf(workspace, token))).toBe(error);
  });

  test("a revoked token is refused", async () => {
    workspace.trouble({ fault: "revoke-token" });
    expect(await outcome("auth.test", {})).toBe("token_revoked");
  });

  test("a scope the manifest lacks is named", async () => {
    const scopes = { bot: ["users:read"] };
    const manifest = { ...sampleManifest, oauth_config: { scopes } };
    await using bare = await startWorkspace({ manifest });
    await expect(
      clientOf(bare).apiCall("chat.postMessage", { channel: releases, text: "Hello" }),
    ).rejects.toMatchObject({
      data: { error: "missing_scope", needed: "chat:write", provided: "users:read" },
    });
  });
});

describe("posting and editing", () => {
  test.each([
    ["an unknown channel", { channel: "C0NONE", text: "Hi" }, "channel_not_found"],
    ["a channel by name", { channel: "#releases", text: "Hi" }, "channel_not_found"],
    ["nothing", { channel: releases }, "no_text"],
    ["blocks without a text", { channel: releases, blocks: [divider] }, "no_text_fallback"],
    ["an unknown block", { channel: releases, text: "Hi", blocks: [{ type: "x" }] }, "invalid_blocks"],
    [
      "too much",
      {
        channel: releases,
        text: "Hi",
        blocks: Array.from({ length: 5 }, () => ({
          type: "section",
          text: { type: "mrkdwn", text: "x".repeat(2700) },
        })),
      },
      "msg_blocks_too_long",
    ],
    ["no parent", { channel: releases, text: "Hi", thread_ts: "1.000000" }, "thread_not_found"],
    ["a wrong type", { channel: releases, text: "Hi", metadata: "none" }, "invalid_arguments"],
    ["an unknown argument", { channel: releases, text: "Hi", colour: "red" }, "invalid_arguments"],
  ])("refuses %s", async (_, args, error) => {
    expect(await outcome("chat.postMessage", args)).toBe(error);
    expect(workspace.messages("releases")).toEqual([]);
  });

  test("says what is wrong with the blocks", async () => {
    await expect(
      client.apiCall("chat.postMessage", { channel: releases, text: "Hi", blocks: [{ type: "header" }] }),
    ).rejects.toMatchObject({
      data: { response_metadata: { messages: [expect.stringContaining("json-pointer:/blocks/0/text")] } },
    });
  });

  test("posts in a thread, not below a reply", async () => {
    const ts = await posted();
    const reply = await posted({ thread_ts: ts });
    expect(await outcome("chat.postMessage", { channel: releases, text: "Hi", thread_ts: reply })).toBe(
      "thread_not_found",
    );
    expect(workspace.messages("releases")[1]).toMatchObject({ threadTs: ts });
  });

  test.each([
    ["kicked out", "kick-bot", "not_in_channel"],
    ["archived", "archive", "is_archived"],
  ] as const)("refuses where it was %s", async (_, fault, error) => {
    workspace.trouble({ fault, channel: releases });
    expect(await outcome("chat.postMessage", { channel: releases, text: "Hi" })).toBe(error);
  });

  test("joins a public channel again", async () => {
    workspace.trouble({ fault: "kick-bot", channel: releases });
    await client.conversations.join({ channel: releases });
    expect(await outcome("chat.postMessage", { channel: releases, text: "Hi" })).toBe("ok");
  });

  test("edits its own message only, up to 4,000 characters; text alone takes the blocks away", async () => {
    const ts = await posted({ blocks: [divider] });
    const update = (more: object) => outcome("chat.update", { channel: releases, ts, ...more });
    expect(await update({ text: "x".repeat(4001) })).toBe("msg_too_long");
    expect(await update({ text: "Blocks again", blocks: [divider] })).toBe("ok");
    expect(workspace.messages("releases")[0]).toMatchObject({ edited: false, revision: 1 });
    expect(await update({ text: "Text alone" })).toBe("ok");
    expect(workspace.messages("releases")[0]).toMatchObject({ edited: true, blocks: [] });
    const own = workspace.as("eli").leave("mine", releases);
    expect(await outcome("chat.update", { channel: releases, ts: own.ts, text: "ours" })).toBe(
      "cant_update_message",
    );
  });

  test("shows an ephemeral message to members only, and never edits it", async () => {
    const args = { channel: releases, text: "Psst" };
    expect(await outcome("chat.postEphemeral", { ...args, user: "U0DEE" })).toBe("user_not_in_channel");
    const { message_ts } = await client.chat.postEphemeral({ ...args, user: "U0ELI" });
    expect(workspace.ephemerals("eli")).toHaveLength(1);
    expect(workspace.ephemerals("rosa")).toEqual([]);
    expect(await outcome("chat.update", { channel: releases, ts: message_ts, text: "x" })).toBe(
      "message_not_found",
    );
  });

  test("keeps metadata through edits and shows its payload when asked", async () => {
    const metadata = { event_type: "run", event_payload: { id: "r1" } };
    const ts = await posted({ metadata });
    await client.chat.update({ channel: releases, ts, text: "Later" });
    const read = (more: object) => client.conversations.history({ channel: releases, ...more });
    expect((await read({ include_all_metadata: true })).messages?.[0]?.metadata).toEqual(metadata);
    expect((await read({})).messages?.[0]?.metadata).toEqual({ event_type: "run" });
  });

  test("reads a channel newest first, a thread oldest first, page by page", async () => {
    const first = await posted({ text: "1" });
    await posted({ text: "1.1", thread_ts: first });
    await posted({ text: "2" });
    const page = await client.conversations.history({ channel: releases, limit: 1 });
    expect(page.messages?.map((one) => one.text)).toEqual(["2"]);
    const cursor = page.response_metadata?.next_cursor ?? "";
    const rest = await client.conversations.history({ channel: releases, limit: 1, cursor });
    expect(rest.messages?.[0]).toMatchObject({ text: "1", reply_count: 1 });
    const thread = await client.conversations.replies({ channel: releases, ts: first });
    expect(thread.messages?.map((one) => one.text)).toEqual(["1", "1.1"]);
  });

  test("takes JSON bodies as well as forms", async () => {
    const response = await fetch(`${workspace.url}chat.postMessage`, {
      method: "POST",
      headers: {
        "content-type": "application/json; charset=utf-8",
        authorization: `Bearer ${workspace.identity.botToken}`,
      },
      body: JSON.stringify({ channel: releases, text: "Hi", blocks: [divider] }),
    });
    expect(await response.json()).toMatchObject({ ok: true });
  });

  test("writes to a person, links, reacts, pins", async () => {
    await client.apiCall("chat.postMessage", { channel: "U0ADE", text: "For you" });
    expect(workspace.directMessages("ade")).toHaveLength(1);
    const ts = await posted();
    const { permalink } = await client.chat.getPermalink({ channel: releases, message_ts: ts });
    expect(permalink).toContain(ts.replace(".", ""));
    expect(await outcome("reactions.add", { channel: releases, timestamp: ts, name: "eyes" })).toBe("ok");
    expect(await outcome("pins.add", { channel: releases, timestamp: ts })).toBe("ok");
    expect(await outcome("pins.add", { channel: releases, timestamp: ts })).toBe("already_pinned");
  });
});

const user = async (id: string) => (await client.users.info({ user: id })).user;

describe("people and files", () => {
  test("shows who must be refused", async () => {
    expect(await user("U0GUS")).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
    expect(await user("U0DEE")).toMatchObject({ deleted: true });
    expect(await user("U0STU")).toMatchObject({ is_stranger: true, team_id: "T0OTHER" });
    expect(await user("U0BOB")).toMatchObject({ is_bot: true });
    expect(await user("U0ROSA")).toMatchObject({ profile: { email: "rosa@example.com" } });
  });

  test("finds a person by address", async () => {
    const { user: found } = await client.users.lookupByEmail({ email: "eli@example.com" });
    expect(found?.id).toBe("U0ELI");
    expect(await outcome("users.lookupByEmail", { email: "dee@example.com" })).toBe("users_not_found");
  });

  test("lists user groups and their people", async () => {
    const { users } = await client.usergroups.users.list({ usergroup: "S0APPROVERS" });
    expect(users).toEqual(["U0ADE", "U0BEA"]);
    await workspace.disableGroup("approvers");
    expect(await outcome("usergroups.users.list", { usergroup: "S0APPROVERS" })).toBe("no_such_subteam");
    expect(await outcome("usergroups.users.list", { usergroup: "S0NONE" })).toBe("no_such_subteam");
    const { usergroups } = await client.usergroups.list({});
    expect(usergroups?.map((one) => one.handle)).toEqual(["release-managers"]);
  });

  test("takes a file in three steps and serves it", async () => {
    const thread_ts = await posted();
    await client.filesUploadV2({ channel_id: releases, thread_ts, content: "log line", filename: "run.log" });
    const state = await (await fetch(`${workspace.origin}/page/state?user=U0ROSA`)).json();
    expect(state).toMatchObject({ files: [{ name: "run.log" }] });
    expect(await (await fetch(Reflect.get(Object(state), "files")[0].url)).text()).toBe("log line");
  });
});
