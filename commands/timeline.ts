import type { Parts } from "../src/parts.ts";
import type { NoticeChange } from "../src/release/timeline/notice.ts";
import { adviceOf, refuseChange, refuseUnseen } from "../src/release/timeline/notice-change.ts";
import type { Release } from "../src/release/book/release.ts";
import { courseOf } from "../src/release/timeline/timeline-course.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { escape, moment } from "../views/blocks.ts";
import { inZone } from "../views/dates.ts";
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
    throw new ProblemError(
      makeProblem("missing-argument", "Of which version?", `Type \`/release ${usage}\`.`),
    );
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

/** One notice, as the buttons name it: the release, the rule, the moment that it hangs on, and the last word about it. */
interface Named {
  release: string;
  name: string;
  anchor: number;
  seen: string;
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
  const named = readNamed(value);
  await expectSeen(ask, named, parts);
  const { name } = named;
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
  await expectSeen(ask, named, parts);
  await expectAhead(named, decision, parts);
  const decided = { name, id: ask.id, by: ask.by.user, byName: person.name, at: ask.at };
  const change: NoticeChange = { ...decided, ...decision };
  const what = decision.do === "skip" ? "skipped a notice" : "moved a notice";
  const details = { notice: name, release, ...(decision.do === "move" && { to: decision.to }) };
  const entry = { ...note(ask, what), details };
  // Somebody was quicker: what they decided is found now.
  if ((await parts.notices.change(release, change, entry, named.seen)) === "stale")
    return expectSeen(ask, named, parts);
  await parts.queue.enqueue("timeline", { release }, { id: `timeline.${release}` });
}

/** Refuses what was decided without knowing the last word about the notice. Raises `changed-meanwhile`. */
async function expectSeen(ask: Ask, { release, name, seen }: Named, parts: Parts): Promise<void> {
  const last = (await parts.notices.changes(release)).find((change) => change.name === name);
  // The same click, delivered twice, is one decision.
  if (!last || (last.id ?? "") === seen || last.id === ask.id) return;
  const when = last.do === "move" ? inZone(last.to, parts.settings.timeZone) : "";
  throw new ProblemError(refuseUnseen(last, when, (await filedUnder(release, parts))?.version ?? release));
}

async function filedUnder(id: string, { book }: Parts): Promise<Release | undefined> {
  return (await book.get(id)) ?? (await book.ofOccurrence(id));
}

/** So many runs of production tell where a release stands. */
const recentRuns = 50;

/** Refuses what comes too late: the notice is out, or would not be said by what has happened since. Raises `too-late`. */
async function expectAhead(
  { release: id, name, anchor }: Named,
  decision: Decision,
  parts: Parts,
): Promise<void> {
  const { settings, notices, runs } = parts;
  const [claims, release, recent] = await Promise.all([
    notices.claims(id),
    filedUnder(id, parts),
    runs.history({ environment: lastEnvironment(settings).name }, recentRuns),
  ]);
  const version = release?.version ?? id;
  const out = claims.find(({ record }) => record.name === name && record.anchor === anchor);
  if (out && !out.message) {
    const what = `The notice “${name}” was ${out.record.outcome} already.`;
    throw new ProblemError(makeProblem("too-late", what, adviceOf(version)));
  }
  const rule = settings.timeline.notices.find((one) => one.name === name);
  if (!rule) {
    const what = `The configuration has no notice “${name}” any more.`;
    throw new ProblemError(makeProblem("unknown-notice", what, adviceOf(version)));
  }
  const { tagPrefix } = settings.repository;
  const course = courseOf({ version, tagPrefix, runs: recent, ...(release && { release }) });
  const { target } = release ?? {};
  const to = decision.do === "move" ? { to: decision.to } : {};
  const facts = { rule, anchor, ...to, version, course, ...(target !== undefined && { target }) };
  const problem = refuseChange(facts);
  if (problem) throw new ProblemError(problem);
}

function readNamed(value: string): Named {
  const [, release, name, anchor, seen] = /^(.+)\/([a-z0-9-]+)\/(\d+)\/([\w.-]*)$/u.exec(value) ?? [];
  if (release === undefined || name === undefined || seen === undefined)
    throw new ProblemError(
      makeProblem("unknown-notice", "This button names no notice.", `Type \`/release ${usage}\`.`),
    );
  return { release, name, anchor: Number(anchor), seen };
}
