import type { JobParts } from "../src/parts.ts";
import { makeProblem } from "../src/release/problem.ts";
import type { JobHandler } from "../src/release/work.ts";
import { drawProblem } from "../views/problem.ts";
import { drawNotice } from "./draw-notice.ts";
import { loadTimeline, timelineId } from "./load-timeline.ts";

/** Draws a notice for one person as it would be said at this moment; nobody else sees it, and nothing is recorded. */
export function previewNoticeJob(parts: JobParts): JobHandler<"preview"> {
  return async ({ version, name, answer }) => {
    const release = await parts.book.get(version);
    const loaded = await loadTimeline(release ? timelineId(release) : version, parts);
    const rule = parts.settings.timeline.notices.find((one) => one.name === name);
    if (!loaded || !rule) {
      const what = `There is nothing to preview of ${name} for ${version}.`;
      await parts.answers.say(
        answer,
        drawProblem(makeProblem("unknown-notice", what, "Type `timeline` with the version.")),
      );
      return;
    }
    const due = loaded.notices.find((notice) => notice.rule.name === name)?.due ?? loaded.now;
    const notice = {
      key: name,
      rule,
      due,
      anchor: due,
      state: "due" as const,
      isShortNotice: false,
      isEstimate: false,
    };
    await parts.answers.say(answer, await drawNotice(notice, loaded, parts));
  };
}
