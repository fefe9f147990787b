import type { SlackConfig } from "./config.ts";
import type { HealthRoute } from "./health.ts";
import type { JobParts } from "./parts.ts";
import { entriesOf } from "./release/calendar/calendar-entries.ts";
import { gatherPlan, type PlanSources, quarterSpan } from "./release/calendar/gather-plan.ts";

type FeedParts = PlanSources & Pick<JobParts, "clock" | "log">;

/** The path that calendar apps subscribe to; none without a secret, and none where Slack's requests do not come in. */
export function calendarFeed(
  { calendarSecret, slack }: { calendarSecret?: string; slack: Pick<SlackConfig, "mode"> },
  parts: FeedParts,
): HealthRoute[] {
  if (calendarSecret === undefined || slack.mode !== "http") return [];
  const path = `/calendar/${calendarSecret}.ics`;
  return [{ path, answer: (response) => void answer(response, parts) }];
}

async function answer(response: Parameters<HealthRoute["answer"]>[0], parts: FeedParts): Promise<void> {
  try {
    const { product, timeZone } = parts.settings;
    const plan = await gatherPlan(quarterSpan(parts.clock(), timeZone), parts);
    const name = `Releases of ${product}`;
    const text = await parts.calendarFiles.write(name, entriesOf(plan, product), parts.clock());
    response.writeHead(200, {
      "content-type": "text/calendar; charset=utf-8",
      "cache-control": "private, max-age=900",
    });
    response.end(text);
  } catch (error) {
    parts.log.warn({ err: error }, "calendar feed not answered");
    response.writeHead(503, { "content-type": "text/plain" }).end("not now\n");
  }
}
