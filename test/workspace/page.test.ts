import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startWorkspace } from "../../demo/workspace/start-workspace.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";
import { RawApp } from "./raw-app.ts";

let workspace: Workspace;

beforeEach(async () => {
  workspace = await startWorkspace();
});

afterEach(async () => {
  await workspace[Symbol.asyncDispose]();
});

async function state(user: string): Promise<Record<string, unknown>> {
  return Object(await (await fetch(`${workspace.origin}/page/state?user=${user}`)).json());
}

async function act(body: object, path = "act"): Promise<unknown> {
  const response = await fetch(`${workspace.origin}/page/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

describe("the page's routes", () => {
  test("show each person what they may see", async () => {
    workspace.as("rosa").leave("for all", "C0RELEASES");
    expect(await state("U0ELI")).toMatchObject({
      me: { id: "U0ELI", title: "engineer" },
      bot: { isConnected: false },
      messages: [{ text: "for all", isBot: false }],
      home: null,
      modals: [],
      commands: [{ command: "/release" }],
    });
    expect(await state("U0DEE")).toMatchObject({ messages: [] });
  });

  test("show the first person to a page that names none", async () => {
    expect(await state("")).toMatchObject({ me: { id: "U0ROSA" } });
  });

  test("do what a person does, and say what Slack would", async () => {
    const command = { act: "command", user: "U0ROSA", channel: "C0RELEASES", command: "/release", text: "" };
    expect(await act(command)).toEqual({ ok: false, error: "dispatch_failed" });
    const app = await RawApp.connect(workspace);
    expect(await act(command)).toEqual({ ok: true });
    expect(app.last()).toMatchObject({
      command: "/release",
      user_id: "U0ROSA",
      team_id: "T0LOCAL",
      channel_name: "releases",
    });
    expect(await act({ ...command, command: "/other" })).toEqual({ ok: false, error: "invalid_command" });
    expect(await act({ act: "dance" })).toMatchObject({ ok: false });
    app.close();
  });

  test("make trouble on demand", async () => {
    expect(await act({ fault: "outage", isOn: true }, "faults")).toEqual({ ok: true });
    await expect(fetch(`${workspace.url}auth.test`, { method: "POST" })).rejects.toThrow("fetch failed");
    expect(await act({ fault: "flood" }, "faults")).toMatchObject({ ok: false });
  });

  test("tell of changes", async () => {
    const response = await fetch(`${workspace.origin}/page/events`);
    const reader = response.body?.getReader();
    const decoder = new TextDecoder();
    const next = async () => decoder.decode((await reader?.read())?.value);
    expect(await next()).toContain("data: changed");
    workspace.as("rosa").leave("news", "C0RELEASES");
    expect(await next()).toContain("data: changed");
    await reader?.cancel();
  });
});
