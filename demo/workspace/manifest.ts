import { z } from "zod";

const command = z.looseObject({
  command: z.string(),
  description: z.string().default(""),
  usage_hint: z.string().default(""),
  should_escape: z.boolean().default(false),
});

const shortcut = z.looseObject({
  name: z.string(),
  type: z.enum(["global", "message"]),
  callback_id: z.string(),
});

const manifest = z.looseObject({
  display_information: z.looseObject({ name: z.string() }),
  features: z.looseObject({
    app_home: z.looseObject({ home_tab_enabled: z.boolean().default(false) }).optional(),
    bot_user: z.looseObject({ display_name: z.string() }),
    slash_commands: z.array(command).default([]),
    shortcuts: z.array(shortcut).default([]),
  }),
  oauth_config: z.looseObject({
    scopes: z.looseObject({
      bot: z.array(z.string()).default([]),
      bot_optional: z.array(z.string()).default([]),
    }),
  }),
  settings: z.looseObject({
    event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).default([]) }).optional(),
  }),
});

export type SlashCommand = z.output<typeof command>;
export type Shortcut = z.output<typeof shortcut>;

/** What the workspace needs to know of an app's manifest. */
export interface AppManifest {
  appName: string;
  botName: string;
  commands: SlashCommand[];
  shortcuts: Shortcut[];
  scopes: string[];
  events: string[];
  hasHome: boolean;
}

/** Reads a parsed `manifest.yml`, optional scopes included but for the `declined`; raises a ZodError when a part that matters here is missing or of a wrong type. */
export function readManifest(source: unknown, declined: readonly string[] = []): AppManifest {
  const { display_information, features, oauth_config, settings } = manifest.parse(source);
  return {
    appName: display_information.name,
    botName: features.bot_user.display_name,
    commands: features.slash_commands,
    shortcuts: features.shortcuts,
    scopes: [
      ...oauth_config.scopes.bot,
      ...oauth_config.scopes.bot_optional.filter((scope) => !declined.includes(scope)),
    ],
    events: settings.event_subscriptions?.bot_events ?? [],
    hasHome: features.app_home?.home_tab_enabled ?? false,
  };
}

/** The manifest of the workspace's own tests and of a start without one. */
export const sampleManifest = {
  display_information: { name: "Sample" },
  features: {
    app_home: { home_tab_enabled: true },
    bot_user: { display_name: "sample" },
    slash_commands: [
      { command: "/release", description: "Release", usage_hint: "help", should_escape: true },
    ],
    shortcuts: [
      { name: "New release", type: "global", callback_id: "release_new" },
      { name: "Attach to release", type: "message", callback_id: "release_attach" },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        "commands",
        "chat:write",
        "app_mentions:read",
        "usergroups:read",
        "users:read",
        "users:read.email",
        "channels:read",
        "channels:history",
        "channels:join",
        "groups:read",
        "groups:history",
        "im:read",
        "im:write",
        "im:history",
        "files:write",
        "reactions:write",
        "pins:write",
      ],
    },
  },
  settings: {
    event_subscriptions: { bot_events: ["app_home_opened", "app_mention", "subteam_members_changed"] },
  },
};
