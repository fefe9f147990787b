import type { Button, KnownBlock } from "@slack/types";
import type { MessagePayload } from "../../src/release/messages.ts";
import type { Hold } from "../../src/release/run/records.ts";
import { type Release, standing } from "../../src/release/book/release.ts";
import type { Run } from "../../src/release/run/run.ts";
import {
  button,
  buttons,
  code,
  context,
  cut,
  escape,
  fields,
  header,
  lines,
  moment,
  section,
} from "../blocks.ts";
import { bothZones } from "../dates.ts";
import { actions } from "../ids.ts";
import { lookAgainButton, releaseButtons } from "./plan.ts";
import { holdWords, runLine } from "../run/status.ts";

/** Everything about one release, gathered by the caller. */
export interface ReleasePageFacts {
  release: Release;
  timeZone: string;
  command: string;
  /** Where its commit is verified, since when. */
  verified: { environment: string; at: number }[];
  liveOn: string[];
  runs: Run[];
  hold?: Hold;
  /** Required items of its checklist that are open; absent where none was asked for. */
  openItems?: string[];
  /**
   * Whether whoever looks may plan or prepare it, and deploy it somewhere; for others there is no button that does. Absent
   * where everybody sees the page, which then has no buttons at all.
   */
  may?: { plan: boolean; deploy: boolean };
  /** Whether it is being prepared at this moment: until that is over, nothing else can be done with it. */
  isBeingPrepared?: boolean;
  /** Where the host of the repository shows what changed. */
  changes?: string;
}

type Standing = ReturnType<typeof standing>;

const pictures: Record<Standing, string> = {
  planned: ":calendar:",
  prepared: ":package:",
  staged: ":test_tube:",
  approved: ":ballot_box_with_check:",
  live: ":rocket:",
  observed: ":eyes:",
  "taken back": ":rewind:",
  closed: ":white_check_mark:",
  cancelled: ":no_entry_sign:",
};

/** The page of a release: where it stands, and the buttons that are possible now. */
export function drawReleasePage(facts: ReleasePageFacts): MessagePayload {
  const { release, runs, hold } = facts;
  const { version, kind } = release;
  const state = standing(release);
  const possible = possibleButtons(facts);
  const blocks: KnownBlock[] = [
    header(`${version} · ${state}`),
    fields(factWords(facts)),
    ...course(release),
    ...(hold ? [section(holdWords(hold))] : []),
    ...(runs.length > 0 ? [section(`*Runs*\n${lines(runs.map(runLine), 5, 2500)}`)] : []),
    ...(possible.length > 0 ? [buttons(...possible)] : []),
    context(nextWords(facts)),
  ];
  return { text: cut(escape(`${version}, a ${kind} release, is ${state}.`), 3000), blocks };
}

function possibleButtons({ release, may, hold, isBeingPrepared }: ReleasePageFacts): Button[] {
  if (!may) return [];
  return [
    ...(may.plan && !isBeingPrepared ? releaseButtons(release) : []),
    ...(isBeingPrepared ? [lookAgainButton(release.version)] : []),
    ...(may.deploy && !hold ? deployButton(release) : []),
    ...checklistButton(release),
    ...notesButton(release),
  ];
}

const deployable: ReadonlySet<Standing> = new Set(["prepared", "staged", "approved", "taken back"]);

function deployButton(release: Release): Button[] {
  if (!deployable.has(standing(release))) return [];
  const { version } = release;
  return [button("Deploy…", actions.deployRelease, version, { label: `Deploy ${version}` })];
}

function checklistButton({ state, version }: Release): Button[] {
  if (state === "planned" || state === "cancelled" || state === "closed") return [];
  return [button("Checklist", actions.openChecklist, version, { label: `Checklist of ${version}` })];
}

function notesButton({ commit, version }: Release): Button[] {
  if (commit === undefined) return [];
  return [button("Notes", actions.releaseNotes, version, { label: `Release notes of ${version}` })];
}

function factWords({ release, timeZone, verified, liveOn, changes, openItems }: ReleasePageFacts): string[] {
  const { kind, branch, manager, target, commit, since, page } = release;
  const state = standing(release);
  const where = verified.map(({ environment, at }) => `${escape(environment)} ${moment(at)}`).join("\n");
  return [
    `*State*\n${pictures[state]} ${state}`,
    `*Kind*\n${kind}, from ${code(branch)}`,
    `*Release manager*\n${manager ? `<@${manager.user}>` : "_nobody yet_"}`,
    `*Planned for production*\n${target === undefined ? "_no date yet_" : bothZones(target, timeZone)}`,
    `*Verified on*\n${where || "_nowhere yet_"}`,
    `*Live on*\n${liveOn.map(escape).join(", ") || "_nowhere_"}`,
    ...(commit === undefined ? [] : [`*Commit*\n${code(commit.slice(0, 7))}`]),
    ...(since === undefined
      ? []
      : [`*Changes since*\n${changes ? `<${changes}|${escape(since)}>` : escape(since)}`]),
    ...(openItems ? [`*Checklist*\n${openItems.length === 0 ? "complete" : openWords(openItems)}`] : []),
    ...(page === undefined ? [] : [`*On GitHub*\n<${escape(page)}|${escape(release.version)}>`]),
  ];
}

function openWords(open: string[]): string {
  return `${open.length} open: ${cut(escape(open.join(", ")), 200)}`;
}

function course({ moved, cancelledBecause, startedAt, liveAt, rolledBackAt }: Release): KnownBlock[] {
  const told = [
    ...(moved ? [`:arrow_right: moved by <@${moved.by.user}>: ${escape(moved.reason)}`] : []),
    ...(cancelledBecause === undefined ? [] : [`:no_entry_sign: cancelled: ${escape(cancelledBecause)}`]),
    ...(startedAt === undefined ? [] : [`:arrow_forward: production started ${moment(startedAt)}`]),
    ...(liveAt === undefined ? [] : [`:rocket: live since ${moment(liveAt)}`]),
    ...(rolledBackAt === undefined ? [] : [`:rewind: taken back ${moment(rolledBackAt)}`]),
  ];
  return told.length === 0 ? [] : [section(lines(told, 5, 2500))];
}

const next: Record<Standing, string> = {
  planned: "Next: prepare it, so that it has a commit and a tag.",
  prepared: "Next: deploy it to the first environment.",
  staged: "Next: deploy it to production.",
  approved: "Next: production is under way, or waits for its turn.",
  live: "Next: it is watched for 24 hours.",
  observed: "Next: it is closed once a newer one is live.",
  "taken back": "Next: deploy it again, or ship a newer version.",
  closed: "It is closed.",
  cancelled: "It is off the calendar.",
};

function nextWords({ release, hold, command, isBeingPrepared, may }: ReleasePageFacts): string {
  if (isBeingPrepared)
    return ":hourglass: It is being prepared at this moment; its message tells how it goes.";
  const { version } = release;
  const step = hold
    ? `Next: ship a newer version; \`${command} unhold ${version}\` lets this one be deployed again.`
    : next[standing(release)];
  const lead = may ? leadOn(release, command) : `\`${command} show ${version}\` offers what you may do.`;
  return lead === "" ? step : `${step} ${lead}`;
}

/** Where there is more to read; who is off the calendar has no version any more, and no runs either. */
function leadOn({ state, version }: Release, command: string): string {
  if (state === "cancelled") return "";
  if (state === "planned") return `\`${command} timeline ${version}\` tells what will be said about it.`;
  return `\`${command} status ${version}\` shows its runs.`;
}
