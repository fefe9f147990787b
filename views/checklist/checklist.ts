import type { Button, KnownBlock, SectionBlock } from "@slack/types";
import type { ChecklistItem } from "../../src/release/checklist/checklist-items.ts";
import { type ItemRecord, type ItemState, isClosed } from "../../src/release/checklist/checklist.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import type { Kind } from "../../src/release/version.ts";
import { button, buttons, context, cut, escape, header, moment, section } from "../blocks.ts";
import { actions } from "../ids.ts";

/** One line of the message: what it is about, what happened to it, and where that leaves it. */
export interface ChecklistLine {
  item: ChecklistItem;
  record: ItemRecord;
  state: ItemState;
}

export interface ChecklistFacts {
  version: string;
  kind: Kind;
  lines: ChecklistLine[];
  /** The environments that wait for the checklist. */
  waiting: string[];
  /** The commit that the evidence is about; absent while the version has no tag. */
  commit?: string;
}

/** Text that all lines may use together; a message holds some 12,000 characters, buttons and their names included. */
const together = 10_000;
const buttonSize = 190;

/** The one message of a checklist: an item a line with its own control, who and when beside it, evidence linked. */
export function drawChecklist(facts: ChecklistFacts): MessagePayload {
  const { version, lines } = facts;
  const open = lines.filter(({ item, state }) => item.required && !isClosed(state)).length;
  const length = Math.max(100, Math.min(900, Math.floor(together / Math.max(1, lines.length)) - buttonSize));
  return {
    text: cut(sentence(escape(version), open), 300),
    blocks: [
      header(`Checklist of ${version} · ${open === 0 ? "complete" : `${open} open`}`),
      context(introduction(facts)),
      ...lines.map((line) => drawLine(line, version, length)),
      ...controls(version, lines),
    ],
  };
}

function sentence(version: string, open: number): string {
  if (open === 0) return `The checklist of ${version} is complete.`;
  return `The checklist of ${version}: ${open} required ${open === 1 ? "item is" : "items are"} open.`;
}

function introduction({ kind, waiting, commit }: ChecklistFacts): string {
  const about = commit === undefined ? "not tagged yet" : `commit \`${escape(commit.slice(0, 7))}\``;
  const gate =
    waiting.length === 0
      ? "no environment waits for it"
      : `${escape(waiting.join(", "))} ${waiting.length === 1 ? "waits" : "wait"} for it`;
  return `A ${kind} release · ${about} · ${gate}`;
}

function drawLine(line: ChecklistLine, version: string, length: number): SectionBlock {
  const control = controlOf(line, version);
  return {
    ...section(lineWords(line, length)),
    block_id: `item.${line.item.id}`,
    ...(control && { accessory: control }),
  };
}

const pictures: Record<ItemState, string> = {
  ticked: ":white_check_mark:",
  passed: ":white_check_mark:",
  waived: ":fast_forward:",
  failed: ":x:",
  unknown: ":grey_question:",
  open: ":white_large_square:",
};

const stateNames: Record<ItemState, string> = {
  ticked: "ticked",
  passed: "passed",
  waived: "waived",
  failed: "failed",
  unknown: "unknown",
  open: "open",
};

function lineWords(line: ChecklistLine, length: number): string {
  const { item, state } = line;
  const optional = item.required ? "" : " _(not required)_";
  const head = `${pictures[state]} *${cut(escape(item.words), Math.floor(length / 2))}*${optional}`;
  const link = linkTo(line);
  const room = length - head.length - 2;
  const details = `${stateNames[state]}${detailsOf(line)}`;
  const fits = link !== "" && room - link.length > 60;
  return `${head}\n${cut(details, fits ? room - link.length : Math.max(30, room))}${fits ? link : ""}`;
}

/** Who and when, and what the evidence says; failed evidence is told beside the tick that it outweighs. */
function detailsOf({ item, record, state }: ChecklistLine): string {
  const { mark, evidence } = record;
  const who = mark === undefined ? "" : ` by <@${mark.by.user}> ${moment(mark.at)}`;
  if (mark?.as === "waived") return `${who}: “${escape(mark.reason)}”`;
  const said = evidence === undefined ? "" : escape(evidence.words);
  if (state === "ticked") return `${who}${evidence?.result === "unknown" ? ` · ${said}` : ""}`;
  if (state === "open") return item.evidence ? ": its evidence is not read yet" : "";
  return `: ${said}${mark === undefined ? "" : ` (ticked${who})`}`;
}

function linkTo({ record }: ChecklistLine): string {
  const url = record.evidence?.url;
  if (url === undefined || !URL.canParse(url) || !/^https?:/u.test(url)) return "";
  const safe = escape(new URL(url).href.replaceAll("|", "%7C").replaceAll("<", "%3C").replaceAll(">", "%3E"));
  return safe.length > 300 ? "" : ` · <${safe}|look>`;
}

/** The one thing that a person can do about an item as it stands; evidence that passed needs nobody. */
function controlOf({ item, state }: ChecklistLine, version: string): Button | undefined {
  const value = `${version} ${item.id}`;
  const named = (deed: string): { label: string } => ({ label: `${deed}: ${item.words}` });
  if (state === "passed") return undefined;
  if (state === "failed") return button("Waive…", actions.waiveItem, value, named("Waive"));
  if (state === "ticked") return button("Untick", actions.untickItem, value, named("Untick"));
  if (state === "waived")
    return button("Take back", actions.untickItem, value, named("Take the waiver back"));
  return button("Tick", actions.tickItem, value, named("Tick"));
}

function controls(version: string, lines: ChecklistLine[]): KnownBlock[] {
  const refresh = lines.some(({ item }) => item.evidence)
    ? [
        button("Refresh evidence", actions.refreshEvidence, version, {
          label: `Read the evidence for ${version} again`,
        }),
      ]
    : [];
  const waive = lines.some(({ state }) => !isClosed(state))
    ? [button("Waive an item…", actions.waiveItem, version, { label: `Waive an item of ${version}` })]
    : [];
  return refresh.length + waive.length === 0 ? [] : [buttons(...refresh, ...waive)];
}

/** Where the checklist is, for the one who asked. */
export function drawChecklistPlace(version: string, channel: string, link?: string): MessagePayload {
  const text = `The checklist of ${escape(version)} is in <#${channel}>; its evidence is read now.`;
  return { text, blocks: [section(link === undefined ? text : `${text} <${escape(link)}|Go there>`)] };
}
