import type { Button, KnownBlock } from "@slack/types";
import type { Occurrence } from "../../src/release/calendar/cadence.ts";
import type { PlanEntry, ReleasePlan, Waiting } from "../../src/release/calendar/month-plan.ts";
import type { NoteItem } from "../../src/release/notes/notes.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import { lastingName, type Release, standing } from "../../src/release/book/release.ts";
import { button, buttons, context, cut, divider, escape, header, lines, moment, section } from "../blocks.ts";
import { bothZones, freezeWords, inZone, monthWords } from "../dates.ts";
import { actions } from "../ids.ts";

export interface PlanLook {
  command: string;
  /** True for the answer to one person, which is not renewed. */
  isAnswer: boolean;
  /** Whether the buttons are of use to whoever looks. */
  hasButtons: boolean;
  /** Which of them are being prepared at this moment, by occurrence or version: nothing else can be done with those. */
  beingPrepared: ReadonlySet<string>;
}

/** Each release takes up to three blocks of the fifty that a message has. */
const mostReleases = 10;
/** A message holds some 12,000 characters. */
const mostLines = 36;

/** The plan of a month: what ships when, what is on the branch for it, what was left out. */
export function drawPlan(plan: ReleasePlan, look: PlanLook): MessagePayload {
  const title = `Release plan: ${monthWords(plan.name)}`;
  const count = plan.entries.length + plan.later.length;
  const ships = count === 1 ? "1 release" : `${count} releases`;
  return {
    text: `${title}, ${ships}.`,
    blocks: [
      header(title),
      context(introduction(plan, look)),
      ...releaseBlocks(plan, look),
      ...waitingBlocks(plan.waiting),
      ...skippedBlocks(plan),
      ...windowBlocks(plan),
    ],
  };
}

/** The coming quarter in short: a line for each release, no buttons. */
export function drawCalendar(plan: ReleasePlan, { command }: Pick<PlanLook, "command">): MessagePayload {
  const entries = plan.entries.map((entry) => ({
    at: entry.release.target ?? 0,
    words: shortWords(entry),
  }));
  const later = plan.later.map((occurrence) => ({
    at: occurrence.at,
    words: laterWords(occurrence, moment),
  }));
  const all = [...entries, ...later].toSorted((a, b) => a.at - b.at).map(({ words }) => words);
  const title = `Release calendar: ${all.length === 1 ? "1 release" : `${all.length} releases`} in three months`;
  return {
    text: `${title}.`,
    blocks: [
      header(title),
      ...chunks(all.slice(0, mostLines), 12).map((part) => section(lines(part, 12, 2900))),
      ...(all.length > mostLines ? [context(`and ${all.length - mostLines} more`)] : []),
      ...skippedBlocks(plan),
      ...windowBlocks(plan),
      context(
        `Dates by your own clock. \`${command} plan 2027-01\` tells more of a month, also in ${plan.timeZone}.`,
      ),
    ],
  };
}

function introduction({ timeZone, waiting }: ReleasePlan, { command, isAnswer }: PlanLook): string {
  const since = waiting?.since === undefined ? "" : ` · ${escape(waiting.since)} is the newest version`;
  const truth = isAnswer ? "as of now" : "kept up to date";
  return `The calendar goes by ${timeZone}${since} · ${truth} · \`${command} show &lt;version&gt;\` tells more of a release`;
}

function releaseBlocks(plan: ReleasePlan, look: PlanLook): KnownBlock[] {
  if (plan.entries.length + plan.later.length === 0) return [section("_Nothing is planned._")];
  const shown = plan.entries.slice(0, mostReleases);
  const left = plan.entries.length - shown.length;
  return [
    ...shown.flatMap((entry) => entryBlocks(entry, plan, look)),
    ...(left > 0 ? [context(`and ${left} more`)] : []),
    ...(plan.later.length > 0
      ? [
          section(
            lines(
              plan.later.map((occurrence) => laterWords(occurrence, (at) => bothZones(at, plan.timeZone))),
              12,
              1500,
            ),
          ),
        ]
      : []),
  ];
}

/** One release as one line of the calendar, by the reader's own clock. */
function shortWords({ release, movedBecause, conflicts }: PlanEntry): string {
  const { version, kind, target } = release;
  const state = standing(release);
  const when = target === undefined ? "no date yet" : moment(target);
  const moved = movedBecause === undefined ? "" : ` · moved: ${cut(escape(movedBecause), 60)}`;
  const warning = conflicts.length === 0 ? "" : ` · :warning: ${cut(escape(conflicts.join("; ")), 80)}`;
  return `• *${cut(escape(version), 60)}* · ${kind}${state === "planned" ? "" : `, ${state}`} · ${when}${moved}${warning}`;
}

function entryWords(
  { release, movedBecause, conflicts, openItems }: PlanEntry,
  { timeZone }: ReleasePlan,
): string {
  const { version, kind, target, manager } = release;
  const when = target === undefined ? "no date yet" : bothZones(target, timeZone);
  const who = manager ? ` · <@${manager.user}>` : "";
  const moved = movedBecause === undefined ? [] : [`:arrow_right: moved: ${escape(movedBecause)}`];
  return lines(
    [
      `*${escape(version)}* · ${kind} · ${standing(release)}${who}`,
      when,
      ...moved,
      ...(openItems ? [itemsWords(openItems)] : []),
      ...conflicts.map((conflict) => `:warning: ${escape(conflict)}`),
    ],
    8,
    500,
  );
}

/** So many open items are named; more of them only make the plan long. */
const mostNamed = 3;

function itemsWords(open: string[]): string {
  if (open.length === 0) return ":white_check_mark: the checklist is done";
  const names = open.length > mostNamed ? "" : `: ${cut(escape(open.join(", ")), 180)}`;
  return `:clipboard: ${open.length} open on the checklist${names}`;
}

function laterWords({ kind, at, moved }: Occurrence, when: (at: number) => string): string {
  const why = moved ? ` · moved: ${escape(moved.because)}` : "";
  return `• ${kind} · ${when(at)}${why} · _no version yet_`;
}

function entryBlocks(entry: PlanEntry, plan: ReleasePlan, look: PlanLook): KnownBlock[] {
  const words = section(entryWords(entry, plan));
  const { release } = entry;
  const isBusy = look.beingPrepared.has(lastingName(release));
  if (isBusy) return [words, ...busyBlocks(release.version, look.isAnswer && look.hasButtons)];
  const possible = look.hasButtons ? releaseButtons(release) : [];
  return possible.length === 0 ? [words] : [words, buttons(...possible)];
}

/** That it is being prepared; nobody draws an answer to one person anew when that is over, so whoever reads it asks. */
function busyBlocks(version: string, mayAsk: boolean): KnownBlock[] {
  const words = context(":hourglass: being prepared at this moment");
  return mayAsk ? [words, buttons(lookAgainButton(version))] : [words];
}

/** Draws the answer in which it stands as it would be now. */
export function lookAgainButton(version: string): Button {
  return button("Look again", actions.lookAgain, version, { label: `Look again how ${version} stands` });
}

/** The buttons that a release has in a list; they carry its occurrence, which stays when its version changes. */
export function releaseButtons(release: Release): Button[] {
  if (release.state !== "planned" && release.state !== "prepared") return [];
  const value = lastingName(release);
  const move = button("Move…", actions.moveRelease, value, { label: `Move ${release.version}` });
  if (release.state === "prepared") return [move];
  const prepare = button("Prepare…", actions.prepareRelease, value, { label: `Prepare ${release.version}` });
  return [prepare, move, button("Skip…", actions.skipRelease, value, { label: `Skip ${release.version}` })];
}

function waitingBlocks(waiting: Waiting | undefined): KnownBlock[] {
  if (!waiting)
    return [divider(), context("The repository does not answer: what is on the branch is not known.")];
  const { breaking, features, fixes, others } = waiting;
  const rest = others === 0 ? "" : `\n_and ${others} other ${others === 1 ? "change" : "changes"}_`;
  if (breaking.length + features.length + fixes.length === 0)
    return [divider(), section(`*On the branch so far*\n_No feature and no fix yet._${rest}`)];
  return [
    divider(),
    ...listOf(":boom: Breaking changes", breaking),
    ...listOf(":sparkles: Features", features),
    ...listOf(":bug: Bug fixes", fixes),
    ...(rest === "" ? [] : [context(rest.trim())]),
  ];
}

function listOf(title: string, items: NoteItem[]): KnownBlock[] {
  if (items.length === 0) return [];
  return [section(`*${title}*\n${lines(items.map(itemWords), 15, 1300)}`)];
}

function itemWords({ scope, text, authors, pr }: NoteItem): string {
  const where = scope === undefined ? "" : `*${escape(scope)}:* `;
  const owners = authors.map(({ name }) => escape(name)).join(", ");
  return `• ${where}${cut(escape(text), 180)}${pr === undefined ? "" : ` (#${pr})`} · _${cut(owners, 80)}_`;
}

function skippedBlocks({ skipped, timeZone }: ReleasePlan): KnownBlock[] {
  if (skipped.length === 0) return [];
  const told = skipped.map(
    ({ kind, at, skipped: why = "" }) => `• ${kind} of ${inZone(at, timeZone)}: ${escape(why)}`,
  );
  return [section(`*Left out*\n${lines(told, 12, 1200)}`)];
}

function windowBlocks({ windows, production }: ReleasePlan): KnownBlock[] {
  if (windows.length === 0) return [];
  const told = windows.map((freeze) => freezeWords(freeze, production));
  return [section(lines(told, 6, 900))];
}

function chunks(texts: string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(texts.length / size) }, (_, index) =>
    texts.slice(index * size, (index + 1) * size),
  );
}
