import type { KnownBlock } from "@slack/types";
import type { NoticeFacts } from "../../src/release/timeline/notice-facts.ts";
import type { Watched } from "../../src/release/timeline/notice-watch.ts";
import { context, cut, escape, lines, section } from "../blocks.ts";
import type { Drawing } from "./notice-drawing.ts";
import {
  askWords,
  changesWords,
  countWords,
  courseSentence,
  courseWords,
  peopleWords,
  utc,
} from "./notice-words.ts";

/** Production starts: version, commits, the people whose change ships, and where to follow it. */
export function drawStart(facts: NoticeFacts): Drawing {
  const { changes, version, environment, course } = facts;
  const title =
    course.state === "under way"
      ? `${version} goes to ${environment}`
      : `${version} on ${environment}: ${course.state}`;
  const mentions = changes?.mentions ?? [];
  const thanks = cut(mentions.map((user) => `<@${user}>`).join(" "), 400);
  return {
    title,
    text: sentence(facts),
    blocks: [
      section(courseWords(course, version, environment)),
      section(`*What ships*\n${changesWords(changes, 4)}`),
      ...(mentions.length > 0
        ? [section(`*${mentions.length === 1 ? "Your change ships" : "Your changes ship"}:* ${thanks}`)]
        : []),
      context(...(changes ? [peopleWords(changes)] : []), ...followWords(facts), askWords(facts)),
    ],
  };
}

/** An hour later: how far it is, and what the checks say. */
export function drawProgress(facts: NoticeFacts): Drawing {
  const { version, environment, course } = facts;
  return {
    title: `${version} on ${environment}: ${course.state}`,
    text: sentence(facts),
    blocks: [
      section(courseWords(course, version, environment)),
      section(stepsWords(facts)),
      ...watchBlocks(facts.watched),
      context(...followWords(facts), askWords(facts)),
    ],
  };
}

/** Two hours later: complete if it is, else what it waits for. */
export function drawComplete(facts: NoticeFacts): Drawing {
  const { version, environment, course, watched } = facts;
  const isComplete = course.state === "live" && watched?.state === "as released";
  return {
    title: isComplete ? `${version} is complete` : `${version} is not complete: ${course.state}`,
    text: `${isComplete ? "Complete: " : "Not complete: "}${sentence(facts)}`,
    blocks: [
      section(courseWords(course, version, environment)),
      ...(isComplete ? [] : [section(`*What it waits for*\n${waitsFor(facts)}`)]),
      section(stepsWords(facts)),
      ...watchBlocks(watched),
      context(...followWords(facts), askWords(facts)),
    ],
  };
}

/** Whether what runs is still what was released; a drift is named. */
export function watchBlocks(watched: Watched | undefined): KnownBlock[] {
  if (!watched) return [];
  if (watched.state === "as released") {
    const workloads = countWords(watched.workloads, "workload");
    return [section(`:white_check_mark: What runs is what was released: ${workloads}, all pods up.`)];
  }
  if (watched.state === "unknown")
    return [section(`:grey_question: What runs was not compared: ${escape(watched.because)}.`)];
  const drifts = lines(
    watched.drifts.map((drift) => `• ${cut(escape(drift), 300)}`),
    8,
    1500,
  );
  return [section(`:warning: *What runs is no longer what was released*\n${drifts}`)];
}

/** The steps and checks of the deploy, as far as it is. */
export function stepsWords({ steps, checks }: NoticeFacts): string {
  if (!steps) return "_Its steps are not known._";
  const now = steps.current === undefined ? "" : `\nNow: ${cut(steps.current, 300)}`;
  const passed = checks.filter(({ isDone }) => isDone).length;
  const told =
    checks.length === 0
      ? "no checks are configured"
      : `${passed} of ${countWords(checks.length, "check")} passed`;
  const names = lines(
    checks.map(
      ({ name, isDone }) =>
        `${isDone ? ":white_check_mark:" : ":white_small_square:"} ${cut(escape(name), 100)}`,
    ),
    8,
    800,
  );
  return `*${steps.done} of ${countWords(steps.all, "step")} done*, ${told}${now}${names === "" ? "" : `\n${names}`}`;
}

function waitsFor({ course, watched, steps, environment }: NoticeFacts): string {
  if (course.state === "under way")
    return steps?.current === undefined ? "The deploy has not ended." : cut(steps.current, 300);
  if (course.state === "rolling back") return "The rollback has not ended.";
  if (course.state === "live")
    return watched?.state === "drifted"
      ? "What runs differs from what was released, see below."
      : "What runs could not be compared with what was released.";
  return `Nothing: it is not live on ${escape(environment)}, and a new try starts a new timeline.`;
}

function sentence({ course, version, environment }: NoticeFacts): string {
  return courseSentence(course, version, environment, utc);
}

function followWords({ watchLink, course }: NoticeFacts): string[] {
  const what = course.again ? "The run that brought it there" : "Follow the deploy";
  return watchLink === undefined ? [] : [`<${escape(watchLink)}|${what}>`];
}
