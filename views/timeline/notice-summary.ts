import { formatDuration } from "../../src/release/duration.ts";
import type { NoticeFacts } from "../../src/release/timeline/notice-facts.ts";
import { type Kpis, kpiTargets } from "../../src/release/timeline/notice-kpis.ts";
import { button, buttons, context, escape, fields, section } from "../blocks.ts";
import { actions } from "../ids.ts";
import { stepsWords, watchBlocks } from "./notice-after.ts";
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

/** A day later: how it went, by numbers, and the way to learn from it. */
export function drawSummary(facts: NoticeFacts): Drawing {
  const { version, environment, course, changes, kpis } = facts;
  return {
    title: `${version}: summary`,
    text: `A day after the start: ${courseSentence(course, version, environment, utc)}`,
    blocks: [
      section(courseWords(course, version, environment)),
      fields(factWords(facts)),
      section(stepsWords(facts)),
      ...watchBlocks(facts.watched),
      section(`*What shipped*\n${changesWords(changes, 4)}`),
      ...(kpis ? [section(kpiWords(kpis)), context(definitions(environment))] : []),
      buttons(
        button("Retrospective…", actions.retrospective, version, {
          label: `Write down what ${version} taught`,
        }),
        button("Evidence", actions.evidence, version, { label: `Show the record of ${version}` }),
      ),
      context(
        ...(facts.compareLink === undefined ? [] : [`<${escape(facts.compareLink)}|All changes>`]),
        askWords(facts),
      ),
    ],
  };
}

function factWords({ course, changes, kpis }: NoticeFacts): string[] {
  const { startedAt, liveAt, state, again } = course;
  const took =
    startedAt === undefined || liveAt === undefined ? "it did not get there" : span(liveAt - startedAt);
  const usually = state === "rolled back" || state === "failed" ? state : "none";
  const incident = again ? "the last deploy did not get there" : usually;
  return [
    `*Duration*\n${took}`,
    `*Rollback or failure*\n${incident}`,
    `*Lead time*\n${kpis?.leadTime === undefined ? "not known" : `up to ${span(kpis.leadTime)}`}`,
    `*Commits and people*\n${changes ? peopleWords(changes) : "not known"}`,
  ];
}

function kpiWords({ deploys, successRate, rollbackRate, recoveryTime, leadTime }: Kpis): string {
  const judged = [
    rate("Deploys that succeeded", successRate, (value) => value > kpiTargets.successRate, "more than 99 %"),
    rate("Rollbacks per deploy", rollbackRate, (value) => value < kpiTargets.rollbackRate, "less than 5 %"),
    time("Time to recovery", recoveryTime, kpiTargets.recoveryTime, "less than 30 minutes"),
    time("Lead time", leadTime, kpiTargets.leadTime, "less than 2 weeks"),
  ];
  return `*Figures against their targets*, over the last ${countWords(deploys, "deploy")}\n${judged.join("\n")}`;
}

/** What the figures count: without it nobody knows what they say. */
function definitions(environment: string): string {
  return [
    `Deploys: those that began on ${escape(environment)} and ended, without cancelled ones and those that gave way.`,
    "Rollbacks: those that ended well, by hand or by themselves.",
    "Recovery: from the end of a failed deploy, or the request for a rollback, until a verified version runs again, on average.",
    "Lead time: from the oldest commit of this release until it was live.",
  ].join(" ");
}

function time(name: string, value: number | undefined, limit: number, target: string): string {
  if (value === undefined) return `:grey_question: ${name}: nothing to count yet (target: ${target})`;
  return `${mark(value < limit)} ${name}: ${span(value)} (target: ${target})`;
}

function rate(
  name: string,
  value: number | undefined,
  isGood: (value: number) => boolean,
  target: string,
): string {
  if (value === undefined) return `:grey_question: ${name}: nothing to count yet (target: ${target})`;
  return `${mark(isGood(value))} ${name}: ${(value * 100).toFixed(1)} % (target: ${target})`;
}

function mark(isGood: boolean): string {
  return isGood ? ":white_check_mark: met:" : ":warning: missed:";
}

function span(ms: number): string {
  return formatDuration(ms / 1000);
}
