import type { KnownBlock } from "@slack/types";
import type { MessagePayload } from "../../src/release/messages.ts";
import type { Hold, Lock, VerifiedRelease } from "../../src/release/run/records.ts";
import type { Freeze } from "../../src/release/calendar/freeze.ts";
import type { Run } from "../../src/release/run/run.ts";
import { context, cut, divider, escape, header, lines, moment, section } from "../blocks.ts";
import { freezeWords } from "../dates.ts";
import { phaseWords, requesterWords, runTitle } from "../words.ts";

export interface EnvironmentStatus {
  environment: string;
  live?: Pick<VerifiedRelease, "version" | "commit" | "at">;
  lock?: Lock;
  /** The freeze that it is under, or one that begins within days. */
  freeze?: Freeze;
  active: Run[];
}

/** A message holds fifty blocks and some 12,000 characters, so many environments share them. */
const mostEnvironments = 30;

/** What is live on each environment, what is under way, and who has locked what. */
export function drawStatus(environments: EnvironmentStatus[], product: string): MessagePayload {
  const text = environments.map(statusSentence).join(" ");
  const left = Math.max(0, environments.length - mostEnvironments);
  const length = Math.floor(9000 / Math.max(3, Math.min(environments.length, mostEnvironments)));
  const blocks: KnownBlock[] = [
    header(`${product}: status`),
    ...environments.slice(0, mostEnvironments).map((one) => section(statusWords(one, length))),
    ...(left > 0
      ? [context(`and ${left} more; ${escape("`status <environment>`")} shows one of them.`)]
      : []),
  ];
  return { text: cut(escape(text), 3000), blocks };
}

function statusSentence({ environment, live, active }: EnvironmentStatus): string {
  const now = live ? `${live.version} is live on ${environment}` : `Nothing is recorded on ${environment}`;
  return active.length === 0
    ? `${now}.`
    : `${now}; ${active.map((run) => `${runTitle(run)} is ${run.phase}`).join(", ")}.`;
}

/** One environment in a few lines of together at most `length` characters: live, lock, runs under way. */
export function statusWords(
  { environment, live, lock, freeze, active }: EnvironmentStatus,
  length: number,
): string {
  const now = live
    ? `*${escape(live.version)}* since ${moment(live.at)} · commit \`${live.commit.slice(0, 7)}\``
    : "_nothing deployed through Slipway yet_";
  const waiting = active.map(
    (run) =>
      `${phaseWords(run.phase)}: ${escape(runTitle(run))}, asked by ${requesterWords(run.requester)} · \`${run.id}\``,
  );
  return lines(
    [
      `*${escape(environment)}*: ${now}`,
      ...(lock ? [lockWords(lock)] : []),
      ...(freeze ? [freezeWords(freeze, environment)] : []),
      ...waiting,
    ],
    12,
    length,
  );
}

/** A lock in words: who, why, until when. */
export function lockWords({ owner, reason, since, until }: Lock): string {
  const who = owner.startsWith("person:") ? `<@${owner.slice("person:".length)}>` : `\`${escape(owner)}\``;
  const end = until === undefined ? "until it is released" : `until ${moment(until)}`;
  return `:lock: locked by ${who} ${moment(since)}, ${end}: ${escape(reason)}`;
}

export interface VersionStatus {
  version: string;
  liveOn: string[];
  hold?: Hold;
  runs: Run[];
}

/** Where one version stands: live where, held back or not, and its latest runs. */
export function drawVersionStatus({ version, liveOn, hold, runs }: VersionStatus): MessagePayload {
  const where =
    liveOn.length === 0 ? `${version} is live nowhere.` : `${version} is live on ${liveOn.join(", ")}.`;
  const blocks: KnownBlock[] = [section(`*${escape(where)}*`)];
  if (hold) blocks.push(section(holdWords(hold)));
  if (runs.length > 0) blocks.push(divider(), section(lines(runs.map(runLine), 5, 2500)));
  const text = hold ? `${where} It is on hold: ${hold.reason}` : where;
  return { text: cut(escape(text), 3000), blocks };
}

/** A hold in words. */
export function holdWords({ version, reason, since, by }: Hold): string {
  const who = "user" in by ? `<@${by.user}>` : `\`${escape(by.run)}\``;
  return `:no_entry: *${escape(version)}* is on hold since ${moment(since)} by ${who}: ${escape(reason)}`;
}

/** One run as a line of a list. */
export function runLine(run: Run): string {
  return `${phaseWords(run.phase)} · *${escape(runTitle(run))}* · ${requesterWords(run.requester)} ${moment(run.requestedAt)} · \`${run.id}\``;
}

/** The latest runs, newest first. */
export function drawHistory(runs: Run[], about: string): MessagePayload {
  const [newest] = runs;
  if (!newest)
    return {
      text: `Nothing has happened on ${about} yet.`,
      blocks: [section(`Nothing has happened on ${escape(about)} yet.`)],
    };
  return {
    text: `The last ${runs.length} runs on ${about}; the newest is ${runTitle(newest)}, ${newest.phase}.`,
    blocks: [
      header(`History of ${about}`),
      section(lines(runs.map(runLine), 15, 2800)),
      context(`Newest first. ${escape("`status <version>`")} tells more of one version.`),
    ],
  };
}
