import type { Parts } from "../src/parts.ts";
import type { NoticeChange } from "../src/release/timeline/notice.ts";
import { refuseMove } from "../src/release/timeline/notice-change.ts";
import { courseOf } from "../src/release/timeline/timeline-course.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { escape, moment } from "../views/blocks.ts";
import { actions } from "../views/ids.ts";
import { drawMoveNoticeDialog } from "../views/timeline/notice-dialogs.ts";
import { drawNote } from "../views/run/run-replies.ts";
import { note } from "./note.ts";
import { readMoment } from "./moments.ts";
import { answerPlace } from "./place.ts";
import { planAt } from "./plan-at.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import {
  type Answer,
  type Ask,
  authorise,
  lastEnvironment,
  mayPlan,
  readVersion,
  type Verb,
} from "./verb.ts";
import { readerOf } from "./words.ts";

const usage = "timeline <version> [--at when]";
const readTyped = readerOf(usage, { at: "text" });

/**
 * `/release timeline v1.5.0`: what was said about a release and what will be, with what may be done about it. With `--at`
 * its start is planned for another time.
 */
export const timeline: Verb = {
  name: "timeline",
  usage,
  summary: "What was said about a release, and what will be",
  handle: askForTimeline,
};

async function askForTimeline(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals, values } = readTyped(ask.text);
  const asker = await authorise(ask, "view", parts);
  const [text] = positionals;
  if (text === undefined)
    throw new ProblemError(makeProblem("missing-argument", "Of which version?", `Type \`${usage}\`.`));
  const version = readVersion(text, parts.settings);
  if (values["at"] !== undefined) await planAt(ask, version, values["at"], parts);
  const mayChange = mayPlan(asker, parts.settings);
  await parts.queue.enqueue(
    "preview",
    { version, mayChange, answer: answerPlace(ask) },
    { id: `preview.${ask.id}` },
  );
  return { done: true };
}

/** One notice, as the buttons name it: the release, the rule, and the moment that it hangs on. */
interface Named {
  release: string;
  name: string;
  anchor: number;
}

/** The button that says a notice without waiting for its time. */
export async function sendNoticeNow(ask: Ask, parts: Parts, value: string): Promise<Answer> {
  const named = readNamed(value);
  const to = await parts.notices.now();
  await decide(ask, parts, named, { do: "move", to, anchor: named.anchor });
  return { say: drawNote(`The notice “${escape(named.name)}” is sent now.`), renews: true };
}

/** The button that takes a notice off the timeline. */
export async function skipNotice(ask: Ask, parts: Parts, value: string): Promise<Answer> {
  const named = readNamed(value);
  await decide(ask, parts, named, { do: "skip" });
  return { say: drawNote(`The notice “${escape(named.name)}” is skipped.`), renews: true };
}

/** The button that asks for another time. */
export async function openMoveNotice(ask: Ask, parts: Parts, value: string): Promise<Answer> {
  await authorise(ask, "deploy", parts, lastEnvironment(parts.settings));
  const { name } = readNamed(value);
  return { open: drawMoveNoticeDialog({ name, value, timeZone: parts.settings.timeZone }) };
}

/** The dialog with another time, sent. */
export async function submitMoveNotice(
  { ask, values, metadata }: Submission,
  parts: Parts,
): Promise<SubmissionAnswer> {
  const named = readNamed(metadata);
  const to = readMoment(values[actions.moment] ?? "", await parts.notices.now(), parts.settings.timeZone);
  await decide(ask, parts, named, { do: "move", to, anchor: named.anchor });
  const said = drawNote(`The notice “${escape(named.name)}” moves to ${moment(to)}.`);
  await parts.answers.say(answerPlace(ask), said);
  return { done: true };
}

type Decision = { do: "skip" } | { do: "move"; to: number; anchor: number };

async function decide(ask: Ask, parts: Parts, named: Named, decision: Decision): Promise<void> {
  const { release, name } = named;
  const person = await authorise(ask, "deploy", parts, lastEnvironment(parts.settings));
  await expectAhead(named, decision, parts);
  const change: NoticeChange = { name, by: ask.by.user, byName: person.name, at: ask.at, ...decision };
  const what = decision.do === "skip" ? "skipped a notice" : "moved a notice";
  const details = { notice: name, release, ...(decision.do === "move" && { to: decision.to }) };
  await parts.notices.change(release, change, { ...note(ask, what), details });
  await parts.queue.enqueue("timeline", { release }, { id: `timeline.${release}` });
}

/** So many runs of production tell where a release stands. */
const recentRuns = 50;

/** Refuses what comes too late: the notice is out, or would not be said by what has happened since. Raises `too-late`. */
async function expectAhead(
  { release: id, name, anchor }: Named,
  decision: Decision,
  parts: Parts,
): Promise<void> {
  const { settings, book, notices, runs } = parts;
  const [claims, filed, recent] = await Promise.all([
    notices.claims(id),
    book.get(id),
    runs.history({ environment: lastEnvironment(settings).name }, recentRuns),
  ]);
  const release = filed ?? (await book.ofOccurrence(id));
  const version = release?.version ?? id;
  const out = claims.find(({ record }) => record.name === name && record.anchor === anchor);
  if (out && !out.message) {
    const what = `The notice “${name}” was ${out.record.outcome} already.`;
    const advice = `Type \`timeline ${version}\` for how it stands now.`;
    throw new ProblemError(makeProblem("too-late", what, advice));
  }
  const rule = settings.timeline.notices.find((one) => one.name === name);
  if (decision.do === "skip" || !rule) return;
  const { tagPrefix } = settings.repository;
  const course = courseOf({ version, tagPrefix, runs: recent, ...(release && { release }) });
  const { target } = release ?? {};
  const facts = { rule, anchor, to: decision.to, version, course, ...(target !== undefined && { target }) };
  const problem = refuseMove(facts);
  if (problem) throw new ProblemError(problem);
}

function readNamed(value: string): Named {
  const [, release, name, anchor] = /^(.+)\/([a-z0-9-]+)\/(\d+)$/u.exec(value) ?? [];
  if (release === undefined || name === undefined)
    throw new ProblemError(
      makeProblem("unknown-notice", "This button names no notice.", `Type \`${usage}\`.`),
    );
  return { release, name, anchor: Number(anchor) };
}
