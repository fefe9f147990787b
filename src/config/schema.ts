import { z } from "zod";
import { cadence, freezes, holidays } from "./calendar.ts";
import { checklist } from "./checklist.ts";
import { environment } from "./environment.ts";
import { github } from "./github.ts";
import { hostKinds } from "../release/notes/links.ts";
import { notes } from "./notes.ts";
import { prepare } from "./prepare.ts";
import { timeline } from "./timeline.ts";
import { channelId, label, text, timeZone, userGroupId, userId, webAddress } from "./fields.ts";

const repository = z
  .strictObject({
    location: text("https://github.com/nexus/platform.git").describe(
      "A path or address from which git can fetch. Credentials come from the environment, never from here.",
    ),
    branch: text("main").prefault("main").describe("The branch that releases are made from."),
    tagPrefix: z
      .string()
      .regex(/^(?:[A-Za-z0-9][A-Za-z0-9._/-]{0,39})?$/u, { error: "A tag cannot start with this." })
      .default("v")
      .meta({ description: "What the tag of a version starts with.", examples: ["v"] }),
    webUrl: webAddress
      .exactOptional()
      .describe("Where people look at the repository. Without it, messages have no links to commits."),
    host: z
      .enum(hostKinds)
      .exactOptional()
      .meta({
        description:
          "The kind of host behind `webUrl`, where its name does not tell: it decides how links are built.",
        examples: ["gitlab"],
      }),
  })
  .describe("The product's repository.");

const role = z
  .strictObject({
    groups: z
      .array(userGroupId)
      .default([])
      .meta({
        description: "Ids of Slack user groups whose members have the role.",
        examples: [["S0123MANAGERS"]],
      }),
    users: z
      .array(userId)
      .default([])
      .meta({ description: "Ids of people who have the role without a group.", examples: [["U0123SARA"]] }),
  })
  .describe("Who has the role. One without groups and users is nobody's.");

/** The configuration file as it is written; its output is the domain's `Settings`. */
export const settingsSchema = z
  .strictObject({
    product: text("Nexus Financial Platform").describe("The product's name as people say it."),
    timeZone: timeZone.describe("The time zone of the release calendar."),
    command: z
      .string()
      .regex(/^\/[a-z0-9_-]{1,31}$/u, { error: "This is not the name of a slash command." })
      .default("/release")
      .meta({
        description:
          "The slash command. Slack gives a name to the app that was installed last, so it can be changed.",
        examples: ["/ship"],
      }),
    repository,
    channels: z
      .strictObject({
        releases: channelId.describe("The channel that every run is announced in."),
        fallback: channelId
          .exactOptional()
          .describe(
            "Where it is said, once for each run, that a channel takes no messages: it is archived, gone, or without Slipway. Left out, whoever asked for the run is told in a direct message.",
          ),
      })
      .describe("Slack channels, by id."),
    roles: z
      .record(label("release-managers"), role)
      .describe("Who does what, by role; the names are yours and appear in messages."),
    environments: z
      .array(environment)
      .min(1, { error: "There is no environment." })
      .describe("In the order in which a version travels; the last one is production."),
    cadence,
    holidays,
    freezes,
    timeline,
    checklist,
    prepare,
    notes,
    github,
  })
  .meta({ title: "Slipway's configuration" });
