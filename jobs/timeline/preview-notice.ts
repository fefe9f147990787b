import type { JobParts } from "../../src/parts.ts";
import { lastingName } from "../../src/release/book/release.ts";
import type { NoticeRule } from "../../src/release/timeline/notice.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import { closest } from "../../src/release/closest.ts";
import { makeProblem, type Problem } from "../../src/release/problem.ts";
import type { JobHandler, JobPayloads } from "../../src/release/work.ts";
import { drawProblem } from "../../views/problem.ts";
import { drawTimelineAnswer } from "../../views/timeline/timeline.ts";
import { renewable } from "../../views/renewed.ts";
import { drawNotice } from "./draw-notice.ts";
import { loadTimeline, type LoadedTimeline } from "./load-timeline.ts";

/** Draws a notice or a whole timeline for one person; nobody else sees it, and nothing is recorded. */
export function previewNoticeJob(parts: JobParts): JobHandler<"preview"> {
  return async (payload) => parts.answers.say(payload.answer, await answerTo(payload, parts));
}

async function answerTo(
  { version, name, mayChange }: JobPayloads["preview"],
  parts: JobParts,
): Promise<MessagePayload> {
  const release = await parts.book.get(version);
  const loaded = await loadTimeline(release ? lastingName(release) : version, parts, "looking");
  if (!release && !(await isKnown(version, parts)))
    return drawProblem(await unknownVersion(version, parts), parts.settings);
  const rule = parts.settings.timeline.notices.find((one) => one.name === name);
  if (loaded && rule) return previewOf(rule, loaded, parts);
  if (loaded && name === undefined)
    return renewable(
      drawTimelineAnswer({ ...loaded, product: parts.settings.product, mayChange }),
      `timeline ${version}`,
    );
  const what = `There is nothing to show of ${version}.`;
  return drawProblem(
    makeProblem("unknown-notice", what, `\`/release status ${version}\` knows what was deployed.`),
    parts.settings,
  );
}

/** Whether a version was planned once, was deployed, or has a tag. */
async function isKnown(version: string, { book, runs, git }: JobParts): Promise<boolean> {
  if ((await book.ofOccurrence(version)) || (await runs.history({ version }, 1)).length > 0) return true;
  return (await git.tags()).some(({ tag }) => tag === version);
}

async function unknownVersion(version: string, { git }: JobParts): Promise<Problem> {
  const tags = await git.tags();
  const near = closest(
    version,
    tags.map(({ tag }) => tag),
    3,
  );
  const advice =
    near.length > 0
      ? `Did you mean ${near.join(", ")}?`
      : `\`/release timeline ${version} --at 7d\` plans it.`;
  return makeProblem("unknown-version", `${version} is neither planned nor tagged.`, advice);
}

function previewOf(rule: NoticeRule, loaded: LoadedTimeline, parts: JobParts): Promise<MessagePayload> {
  const due = loaded.notices.find((notice) => notice.rule.name === rule.name)?.due ?? loaded.now;
  const notice = { key: rule.name, rule, due, anchor: due, state: "due" as const };
  return drawNotice({ ...notice, isShortNotice: false, isEstimate: false }, loaded, parts);
}
