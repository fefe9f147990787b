import type { MessagePayload } from "../../src/release/messages.ts";
import { templateFields } from "../../src/release/timeline/notice-template.ts";
import { ProblemError } from "../../src/release/problem.ts";
import type { Notice } from "../../src/release/timeline/timeline.ts";
import { drawBuiltIn } from "../../views/timeline/notice.ts";
import { drawTemplated } from "../../views/timeline/notice-templated.ts";
import { gatherNotice } from "./gather-notice.ts";
import type { LoadedTimeline, TimelineParts } from "./load-timeline.ts";

/**
 * A notice as it is true now: in the words of its template, else in those of its kind. A template was tried when
 * Slipway started; should it fail all the same, the kind's own view takes its place.
 */
export async function drawNotice(
  notice: Notice,
  loaded: LoadedTimeline,
  parts: TimelineParts,
): Promise<MessagePayload> {
  const facts = await gatherNotice(notice, loaded, parts);
  const { template } = notice.rule;
  if (template === undefined) return drawBuiltIn(facts);
  try {
    return drawTemplated(await parts.templates.render(template, templateFields(facts)), facts);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    parts.log.error({ notice: notice.rule.name, what: error.problem.what }, "a template failed");
    return drawBuiltIn(facts);
  }
}
