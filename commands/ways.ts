import type { Parts } from "../src/parts.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import type { Answer, Ask, Verb } from "./verb.ts";

/** What a button does; `value` is the one id that it carries. */
export type Click = (ask: Ask, parts: Parts, value: string) => Promise<Answer>;

/** Every way in from Slack, by the names in `views/ids.ts`, and what answers it. */
export interface Ways {
  verbs: Verb[];
  clicks: Record<string, Click>;
  submissions: Record<string, (submission: Submission, parts: Parts) => Promise<SubmissionAnswer>>;
  shortcuts: Record<string, (ask: Ask, parts: Parts) => Promise<Answer>>;
}
