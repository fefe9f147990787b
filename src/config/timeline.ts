import { z } from "zod";
import {
  media,
  type NoticeRule,
  noticeKinds,
  type TimelineSettings,
  usualNotices,
} from "../release/timeline/notice.ts";
import { kinds } from "../release/version.ts";
import { channelId, distance, duration, label, userId } from "./fields.ts";

const hour = 3600;
const month = 30 * 24 * hour;

const timeOfDay = (example: string) =>
  z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/u, { error: "This is not a time of day." })
    .meta({ examples: [example] })
    .transform((written) => ({ hour: Number(written.slice(0, 2)), minute: Number(written.slice(3)) }));

const away = (example: string) => distance({ atLeast: 1, atMost: month }, example).exactOptional();

const rule = z
  .strictObject({
    name: label("announcement").describe("What people call it; once in the timeline."),
    kind: z
      .enum(noticeKinds)
      .meta({ description: "What it is about, and which view it has.", examples: ["announcement"] }),
    before: away("7d").describe(
      "How long before the moment that it hangs on, days by the calendar. Either this or after.",
    ),
    after: away("1h").describe("How long after it. Without both, it is said at that moment."),
    medium: z
      .enum(media, { error: "Notices go to Slack." })
      .default("slack")
      .meta({ description: "Over what it is sent.", examples: ["slack"] }),
    audience: label("releases")
      .default("releases")
      .meta({ description: "Who reads it: the name of an audience.", examples: ["releases"] }),
    for: z
      .array(z.enum(kinds))
      .default([...kinds])
      .meta({ description: "The kinds of releases that it is said for.", examples: [["major", "minor"]] }),
    template: z
      .string()
      .max(8000, { error: "This is longer than 8000 characters." })
      .exactOptional()
      .meta({
        description: "A text in Liquid that takes the place of the kind's own view.",
        examples: ["{{ product }} {{ version }} starts {{ target | moment }}."],
      }),
  })
  .transform(({ before, after, ...rest }, refusal): NoticeRule => {
    if (before !== undefined && after !== undefined)
      refusal.issues.push({ code: "custom", message: "A notice is before or after, not both.", input: rest });
    if (after) return { ...rest, offset: after.seconds, days: after.days };
    return before ? { ...rest, offset: -before.seconds, days: 0 - before.days } : { ...rest, offset: 0 };
  });

const audience = z
  .strictObject({
    name: label("releases").describe("What the notices call it."),
    channel: channelId.exactOptional().describe("The Slack channel; channels.releases where it is left out."),
    quietHours: z
      .strictObject({
        from: timeOfDay("22:00").describe("When they begin, in the time zone of the calendar."),
        to: timeOfDay("07:00").describe("When they end; on the next day when this is earlier."),
      })
      .exactOptional()
      .describe("Nothing is said in these hours; what is due waits for their end."),
  })
  .describe("People who read notices.");

/** What is said about a release, when, and to whom. */
export const timeline = z
  .strictObject({
    notices: z
      .array(rule)
      .exactOptional()
      .describe("The notices. Without this key they are the six of the process."),
    audiences: z
      .array(audience)
      .prefault([{ name: "releases" }])
      .describe("Who reads them."),
    grace: duration({ atLeast: 60, atMost: 24 * hour }, "4h")
      .prefault("4h")
      .describe("How late a notice may be said; after that it is reported as missed."),
    mentionAuthors: z
      .boolean({ error: "This is neither true nor false." })
      .default(true)
      .meta({
        description: "Whether the authors of what ships are mentioned when production starts.",
        examples: [false],
      }),
    dontMention: z
      .array(userId)
      .default([])
      .meta({ description: "Ids of people who are never mentioned.", examples: [["U0123SARA"]] }),
  })
  .transform((written, refusal): TimelineSettings => {
    const { notices = usualRules(), audiences, ...rest } = written;
    for (const [index, { name, audience: reader }] of notices.entries()) {
      const path = ["notices", index];
      const isKnown = audiences.some((one) => one.name === reader);
      const isRepeated = notices.findIndex((one) => one.name === name) < index;
      const said = isRepeated ? `"${name}" is here twice.` : `There is no audience "${reader}".`;
      if (isRepeated || !isKnown)
        refusal.issues.push({ code: "custom", message: said, input: written, path });
    }
    return { ...rest, notices, audiences: Object.fromEntries(audiences.map(audienceOf)) };
  })
  .prefault({})
  .describe("What is said about a release, when, and to whom.");

function audienceOf({ name, channel, quietHours }: z.output<typeof audience>) {
  const settings = {
    ...(channel !== undefined && { channel }),
    ...(quietHours !== undefined && { quiet: quietHours }),
  };
  return [name, settings] as const;
}

function usualRules(): NoticeRule[] {
  return usualNotices.map(([kind, offset, days = 0]): NoticeRule => ({
    name: kind,
    kind,
    offset,
    days,
    medium: "slack",
    audience: "releases",
    for: [...kinds],
  }));
}
