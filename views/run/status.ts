import type { KnownBlock } from "@slack/types";
import type { MessagePayload } from "../../src/release/messages.ts";
import type { Hold, Lock, VerifiedRelease } from "../../src/release/run/records.ts";
import type { Freeze } from "../../src/release/calendar/freeze.ts";
import type { Settings } from "../../src/release/settings.ts";
import type { Run } from "../../src/release/run/run.ts";
import { context, cut, divider, escape, header, lines, moment, section } from "../blocks.ts";
import { freezeWords } from "../dates.ts";
import { drawWaiting, type WaitingRequest } from "./waiting.ts";
import { phaseWords, requesterWords, runTitle } from "../words.ts";

export interface EnvironmentStatus {
  environment: string;
  live?: Pick<VerifiedRelease, "version" | "commit" | "at">;
  lock?: Lock;
  /** The freeze that it is under, or one that begins within days. */
  freeze?: Freeze;
  /** Runs that wait for nobody's answer. */
  active: Run[];
  /** Requests for approval. */
  waiting: WaitingRequest[];
}

/** A message holds fifty blocks and some 12,000 characters, so many environments and requests share them. */
const mostEnvironments = 30;
const mostRequests = 5;

/** What is live on each environment, what is under way, and who has locked what. */
export function drawStatus(
  environments: EnvironmentStatus[],
  { product, command }: Pick<Settings, "product" | "command">,
): MessagePayload {
  const text = environments.map(statusSentence).join(" ");
  const left = Math.max(0, environments.length - mostEnvironments);
  const shown = environments.slice(0, mostEnvironments);
  const length = Math.floor(7000 / Math.max(3, shown.length));
  const blocks: KnownBlock[] = [
    header(`${product}: status`),
    ...shown.map((one) => section(statusWords(one, length))),
    ...drawRequests(environments.flatMap(({ waiting }) => waiting)),
    ...(left > 0
      ? [context(`and ${left} more; ${escape(`\`${command} status <environment>\``)} shows one of them.`)]
      : []),
  ];
  return { text: cut(escape(text), 3000), blocks };
}

/** What waits for approval, with the buttons of whoever looks. */
function drawRequests(waiting: WaitingRequest[]): KnownBlock[] {
  const shown = waiting.slice(0, mostRequests);
  const length = Math.floor(2500 / Math.max(2, shown.length));
  const left = waiting.length - shown.length;
  return [
    ...shown.flatMap((request) => drawWaiting(request, length)),
    ...(left > 0
      ? [context(`${left} more ${left === 1 ? "request waits" : "requests wait"} for approval.`)]
      : []),
  ];
}

function statusSentence({ environment, live, active, waiting }: EnvironmentStatus): string {
  const runs = [...waiting.map(({ run }) => run), ...active];
  const now = live ? `${live.version} is live on ${environment}` : `Nothing is recorded on ${environment}`;
  return runs.length === 0
    ? `${now}.`
    : `${now}; ${runs.map((run) => `${runTitle(run)} is ${run.phase}`).join(", ")}.`;
}

/** One environment in a few lines of together at most `length` characters: live, lock, runs under way. */
export function statusWords(
  { environment, live, lock, freeze, active }: EnvironmentStatus,
  length: number,
): string {
  const now = live
    ? `*${escape(live.version)}* since ${moment(live.at)} · commit \`${live.commit.slice(0, 7)}\``
    : "_nothing deployed through Slipway yet_";
  const underWay = active.map(
    (run) =>
      `${phaseWords(run.phase)}: ${escape(runTitle(run))}, asked by ${requesterWords(run.requester)} · \`${run.id}\``,
  );
  return lines(
    [
      `*${escape(environment)}*: ${now}`,
      ...(lock ? [lockWords(lock)] : []),
      ...(freeze ? [freezeWords(freeze, environment)] : []),
      ...underWay,
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
  /** Those of its runs that wait for approval. */
  waiting: WaitingRequest[];
}

/** Where one version stands: live where, held back or not, and its latest runs. */
export function drawVersionStatus({ version, liveOn, hold, runs, waiting }: VersionStatus): MessagePayload {
  const where =
    liveOn.length === 0 ? `${version} is live nowhere.` : `${version} is live on ${liveOn.join(", ")}.`;
  const blocks: KnownBlock[] = [section(`*${escape(where)}*`)];
  if (hold) blocks.push(section(holdWords(hold)));
  blocks.push(...drawRequests(waiting));
  if (runs.length > 0) blocks.push(divider(), section(lines(runs.map(runLine), 5, 2500)));
  const text = hold ? `${where} It is on hold: ${hold.reason}` : where;
  return { text: cut(escape(text), 3000), blocks };
}

/** A hold in words. */
export function holdWords({ version, reason, since, by }: Hold): string {
  const who = "user" in by ? `<@${by.user}>` : `\`${escape(by.run)}\``;
  return `:no_entry: *${escape(version)}* has been on hold since ${moment(since)} by ${who}: ${escape(reason)}`;
}

/** One run as a line of a list. */
export function runLine(run: Run): string {
  return `${phaseWords(run.phase)} · *${escape(runTitle(run))}* · ${requesterWords(run.requester)} ${moment(run.requestedAt)} · \`${run.id}\``;
}

/** The latest runs, newest first. */
export function drawHistory(
  runs: Run[],
  about: string,
  { command }: Pick<Settings, "command">,
): MessagePayload {
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
      context(`Newest first. ${escape(`\`${command} status <version>\``)} tells more of one version.`),
    ],
  };
}
