import type { KnownBlock } from "@slack/types";
import type { ChangeFacts, NoticeFacts } from "../../src/release/timeline/notice-facts.ts";
import { context, cut, escape, lines, moment, section } from "../blocks.ts";
import type { Drawing } from "./notice-drawing.ts";
import { askWords, changesWords, countWords, peopleWords, utc, tellsAll } from "./notice-words.ts";

/** So many changes of each kind are announced. */
const announced = 6;

/** Whether the announcement tells every change. */
export function announcesAll(changes: ChangeFacts): boolean {
  return tellsAll(changes, announced);
}

/** A week before: what ships, who is affected, when, and whom to ask. */
export function drawAnnouncement(facts: NoticeFacts): Drawing {
  const { product, version, changes } = facts;
  return {
    title: `${version} is planned`,
    text: `${escape(product)} ${escape(version)} is planned for ${targetText(facts)}.`,
    blocks: [
      section(whenWords(facts)),
      section(`*What ships*\n${introWords(changes)}${changesWords(changes, announced)}`),
      section(`*Who is affected*\n${affectedWords(facts)}`),
      context(...(changes ? [peopleWords(changes)] : []), askWords(facts)),
    ],
  };
}

/** A day before: is everything ready, who says yes, and is anything in the way? */
export function drawPreDeployment(facts: NoticeFacts): Drawing {
  const { version } = facts;
  return {
    title: `${version} ships soon`,
    text: `${escape(facts.product)} ${escape(version)} ships ${targetText(facts)}: ${readyText(facts)}.`,
    blocks: [
      section(whenWords(facts)),
      section(`*Checklist*\n${checklistWords(facts)}`),
      section(`*Approvals*\n${approvalsWords(facts)}`),
      ...freezeBlocks(facts),
      section(`*What ships*\n${changesWords(facts.changes, 3)}`),
      context(askWords(facts)),
    ],
  };
}

function introWords(changes: ChangeFacts | undefined): string {
  return changes?.words === undefined ? "" : `“${cut(escape(changes.words), 500)}”\n`;
}

function whenWords({ product, version, kind, environment, target }: NoticeFacts): string {
  const when = target === undefined ? "at a time that is not fixed yet" : moment(target);
  return `*${escape(product)} ${escape(version)}* (${kind}) starts on ${escape(environment)} *${when}*, in your own time zone.`;
}

function targetText({ target }: NoticeFacts): string {
  return target === undefined ? "a time that is not fixed yet" : utc(target);
}

function affectedWords({ changes, kind, product }: NoticeFacts): string {
  const everybody = `Everybody who uses ${escape(product)}`;
  if (changes && changes.breaking.length > 0)
    return `${everybody}, and everything that builds on what breaks: ${countWords(changes.breaking.length, "breaking change")}.`;
  if (kind === "major") return `${everybody}: a major release changes how it works.`;
  return `${everybody}. No breaking change is announced.`;
}

function checklistWords({ checklist }: NoticeFacts): string {
  if (!checklist) return "_No checklist is kept for this release._";
  const { done, all, open } = checklist;
  if (open.length === 0) return `:white_check_mark: ${done} of ${all} items are done.`;
  const items = lines(
    open.map((item) => `:white_large_square: ${cut(escape(item), 200)}`),
    10,
    1200,
  );
  return `${done} of ${all} items are done. Open:\n${items}`;
}

function approvalsWords({ approvals, environment }: NoticeFacts): string {
  const { needed, given, approvers, isAsked } = approvals;
  if (needed === 0) return "No approval is needed.";
  const who = cut(approvers.map(escape).join(", "), 300) || "nobody, by the configuration";
  if (!isAsked)
    return `Nobody has asked for ${escape(environment)} yet. It will take ${countWords(needed, "approval")}; those who may give one: ${who}.`;
  const names = given.length === 0 ? "" : ` by ${cut(given.map(escape).join(", "), 500)}`;
  const open = given.length < needed ? ` Those who may give one: ${who}.` : "";
  return `${given.length} of ${needed} given${names}.${open}`;
}

function freezeBlocks({ freezes }: NoticeFacts): KnownBlock[] {
  if (freezes.length === 0) return [section(":white_check_mark: No freeze or holiday is in the way.")];
  const names = cut(freezes.map(escape).join(", "), 500);
  return [section(`:snowflake: *The planned day falls into:* ${names}`)];
}

function readyText({ checklist, freezes }: NoticeFacts): string {
  const open = checklist?.open.length ?? 0;
  const items =
    open === 0 ? "nothing is open on its checklist" : `${countWords(open, "item")} open on its checklist`;
  return freezes.length === 0 ? items : `${items}, and a freeze is in the way`;
}
