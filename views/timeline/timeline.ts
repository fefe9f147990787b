import type { KnownBlock } from "@slack/types";
import type { MessagePayload } from "../../src/release/messages.ts";
import type { Notice, NoticeState } from "../../src/release/timeline/timeline.ts";
import type { Course } from "../../src/release/timeline/timeline-course.ts";
import { button, buttons, context, cut, escape, header, lines, moment, section } from "../blocks.ts";
import { actions } from "../ids.ts";
import { courseSentence, courseWords, utc } from "./notice-words.ts";

export interface TimelineView {
  product: string;
  version: string;
  environment: { name: string };
  course: Course;
  notices: Notice[];
}

const pictures: Record<NoticeState, string> = {
  due: ":clock3:",
  late: ":hourglass:",
  said: ":white_check_mark:",
  corrected: ":pencil2:",
  withdrawn: ":no_entry_sign:",
  missed: ":warning:",
};

/** A message holds fifty blocks: so many notices get buttons. */
const mostWithButtons = 15;

/** The living overview of a release's notices, at the top of the thread in which missed ones are reported. */
export function drawTimelineCard(view: TimelineView): MessagePayload {
  const { version, environment, course, notices } = view;
  return {
    text: sentence(view),
    blocks: [
      header(`${version}: what is said about it`),
      section(courseWords(course, version, environment.name)),
      section(lines(notices.map(noticeLine), 20, 2800) || "_There are no notices for it._"),
    ],
  };
}

/** The same for one person, with what they may do about each notice that is still ahead. */
export function drawTimelineAnswer(
  view: TimelineView & { id: string; mayChange: boolean; now: number },
): MessagePayload {
  const { version, environment, course, notices, id, mayChange, now } = view;
  const past = notices.filter((notice) => !isOpen(notice));
  const ahead = notices.filter(isOpen);
  const blocks: KnownBlock[] = [
    header(`${version}: timeline`),
    section(courseWords(course, version, environment.name)),
    ...(past.length > 0 ? [section(lines(past.map(noticeLine), 20, 2800))] : []),
    ...ahead
      .slice(0, mostWithButtons)
      .flatMap((notice) => aheadBlocks(notice, id, mayChange && !isBeingSaid(notice, now))),
    ...(ahead.length === 0 ? [context("Nothing more will be said by itself.")] : []),
  ];
  return { text: sentence(view), blocks };
}

/** Whether a notice can still be moved, skipped or said. */
function isOpen({ state }: Notice): boolean {
  return state === "due" || state === "late";
}

/** Its time has come: it is said in a moment, so nothing can be done about it any more. */
function isBeingSaid({ state, due }: Notice, now: number): boolean {
  return state === "due" && due <= now;
}

function aheadBlocks(notice: Notice, id: string, mayChange: boolean): KnownBlock[] {
  const line = section(noticeLine(notice));
  if (!mayChange || notice.isEstimate) return [line];
  const { name } = notice.rule;
  const value = `${id}/${name}/${notice.anchor}/${notice.decided ?? ""}`;
  return [
    line,
    buttons(
      button("Send now", actions.noticeNow, value, { label: `Send the notice ${name} now` }),
      button("Skip", actions.noticeSkip, value, { label: `Skip the notice ${name}` }),
      button("Move…", actions.noticeMove, value, { label: `Say the notice ${name} at another time` }),
    ),
  ];
}

function noticeLine(notice: Notice): string {
  return `${pictures[notice.state]} *${escape(notice.rule.name)}* ${stateWords(notice)}`;
}

function stateWords({ state, due, saidAt, because, isEstimate, isShortNotice }: Notice): string {
  const why = because === undefined ? "" : `: ${cut(escape(because), 300)}`;
  switch (state) {
    case "due":
      if (isEstimate) return `about ${moment(due)}, counted from the real start`;
      return `${moment(due)}${isShortNotice ? ", at short notice" : ""}`;
    case "late":
      return `was due ${moment(due)} and comes late`;
    case "said":
      return `said ${moment(saidAt ?? due)}`;
    case "corrected":
      return `said ${moment(saidAt ?? due)}, corrected since`;
    case "withdrawn":
      return `withdrawn${why}`;
    case "missed":
      return `missed, it was due ${moment(due)}${why}`;
  }
}

function sentence({ product, version, environment, course, notices }: TimelineView): string {
  const said = notices.filter(({ saidAt }) => saidAt !== undefined).length;
  const about = courseSentence(course, version, environment.name, utc);
  return `${escape(product)}: ${about} ${said} of ${notices.length} notices are said.`;
}
