import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { clicks, shortcutHandlers, submissions, verbs } from "../commands/index.ts";
import { actions, dialogs, shortcuts } from "../views/ids.ts";

const file = path.join(import.meta.dirname, "../manifest.yml");
const schemaFile = path.join(import.meta.dirname, "manifest/slack-manifest.schema.json");

const Manifest = z.object({
  display_information: z.object({ name: z.string() }),
  features: z.object({
    app_home: z.object({ home_tab_enabled: z.boolean() }),
    slash_commands: z.array(
      z.object({ command: z.string(), usage_hint: z.string(), should_escape: z.boolean() }),
    ),
    shortcuts: z.array(z.object({ type: z.string(), callback_id: z.string() })),
  }),
  oauth_config: z.object({
    scopes: z.object({ bot: z.array(z.string()), bot_optional: z.array(z.string()) }),
  }),
  settings: z.object({
    event_subscriptions: z.object({ bot_events: z.array(z.string()) }),
    interactivity: z.object({ is_enabled: z.boolean() }),
    socket_mode_enabled: z.boolean(),
  }),
});

const raw: unknown = parse(readFileSync(file, "utf8"));
const manifest = Manifest.parse(raw);

function slackAccepts(candidate: unknown): boolean {
  // Slack's schema has keywords of its own beside the standard's.
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { uri: true } });
  return ajv.validate(
    z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(schemaFile, "utf8"))),
    candidate,
  );
}

describe("manifest.yml", () => {
  it("is what Slack's schema asks for", () => {
    expect(slackAccepts(raw)).toBe(true);
  });

  it.each<[string, (copy: z.infer<typeof Manifest>) => void]>([
    ["a name that is too long", (copy) => void (copy.display_information.name = "S".repeat(36))],
    ["a command without its slash", (copy) => void (copy.features.slash_commands[0] = command("release"))],
    ["an event twice", (copy) => void copy.settings.event_subscriptions.bot_events.push("app_mention")],
  ])("would not pass that schema with %s", (_name, spoil) => {
    const copy = structuredClone(manifest);
    spoil(copy);
    expect(slackAccepts(copy)).toBe(false);
  });

  it("declares one command, whose arguments name people and channels by id", () => {
    expect(manifest.features.slash_commands).toMatchObject([{ command: "/release", should_escape: true }]);
  });

  it("declares the shortcuts that the code knows", () => {
    const declared = manifest.features.shortcuts.map(({ type, callback_id }) => [type, callback_id]);
    expect(declared).toEqual([
      ["global", shortcuts.start],
      ["message", shortcuts.status],
    ]);
  });

  it("turns on what the bot lives on", () => {
    expect(manifest.features.app_home.home_tab_enabled).toBe(true);
    expect(manifest.settings.interactivity.is_enabled).toBe(true);
    expect(manifest.settings.socket_mode_enabled).toBe(true);
  });

  it("asks for no more than these scopes", () => {
    expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([
      "app_mentions:read",
      "channels:history",
      "channels:read",
      "chat:write",
      "commands",
      "groups:history",
      "groups:read",
      "usergroups:read",
      "users:read",
    ]);
    expect(manifest.oauth_config.scopes.bot_optional.toSorted()).toEqual([
      "chat:write.public",
      "files:write",
      "users:read.email",
    ]);
  });

  it.each([
    ["app_mention", "app_mentions:read"],
    ["subteam_members_changed", "usergroups:read"],
    ["subteam_updated", "usergroups:read"],
  ])("has for the event %s the scope %s", (event, scope) => {
    expect(manifest.settings.event_subscriptions.bot_events).toContain(event);
    expect(manifest.oauth_config.scopes.bot).toContain(scope);
  });

  it("says for every scope why it is asked for", () => {
    const lines = readFileSync(file, "utf8").split("\n");
    const scopes = lines.slice(lines.indexOf("    bot:"), lines.indexOf("settings:"));
    // channels:* and groups:* are the same wish for public and for private channels, and share a reason.
    const unexplained = scopes.filter(
      (line, at) => /^ {6}- /.test(line) && !line.includes("groups:") && !scopes[at - 1]?.includes("# "),
    );
    expect(unexplained).toEqual([]);
  });
});

describe("what people can press and type", () => {
  it("hints at every verb once, and at nothing else", () => {
    const names = verbs.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const hinted = manifest.features.slash_commands.flatMap(({ usage_hint: hint }) => hint.split(" | "));
    expect(hinted.toSorted()).toEqual(names.toSorted());
  });

  it("has an answer to every shortcut of the manifest", () => {
    const declared = manifest.features.shortcuts.map(({ callback_id: id }) => id);
    expect(Object.keys(shortcutHandlers).toSorted()).toEqual(declared.toSorted());
  });
});

const root = path.join(import.meta.dirname, "..");

/** The code of a room, all of it as one text. */
function codeOf(room: string): string {
  const files = globSync(`${room}/**/*.ts`, { cwd: root }).filter((name) => name !== "views/ids.ts");
  return files.map((name) => readFileSync(path.join(root, name), "utf8")).join("\n");
}

/** Whether something is filled in there, to be read when the dialog is sent. */
function isInput([, id]: [string, string]): boolean {
  return id.startsWith("dialog_");
}

// What each payload draws is held to these names and listeners by test/views/limits.ts, for every view.
describe("the names of buttons, inputs and dialogs", () => {
  const [views, commands] = [codeOf("views"), codeOf("commands")];
  const named = Object.entries(actions);

  it("are used once each", () => {
    const all = [...Object.values(actions), ...Object.values(dialogs), ...Object.values(shortcuts)];
    expect(new Set(all).size).toBe(all.length);
  });

  it("have an answer: every button, and nothing that is no button", () => {
    const buttons = named.filter((one) => !isInput(one)).map(([, id]) => id);
    expect(Object.keys(clicks).toSorted()).toEqual(buttons.toSorted());
  });

  it("have an answer: every dialog, and nothing that is no dialog", () => {
    expect(Object.keys(submissions).toSorted()).toEqual(Object.values(dialogs).toSorted());
  });

  it.each(named)("draw %s somewhere", (name) => {
    expect(views).toMatch(new RegExp(`\\bactions\\.${name}\\b`, "u"));
  });

  it.each(named.filter(isInput))("read what is filled in for %s somewhere", (name) => {
    expect(commands).toMatch(new RegExp(`\\bactions\\.${name}\\b`, "u"));
  });

  it.each(Object.keys(dialogs))("draw the dialog %s somewhere", (name) => {
    expect(views).toMatch(new RegExp(`\\bdialogs\\.${name}\\b|purpose: .*"${name}"`, "u"));
  });
});

function command(name: string): z.infer<typeof Manifest>["features"]["slash_commands"][number] {
  return { command: name, usage_hint: "", should_escape: true };
}
