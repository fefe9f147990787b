import type { MessagePayload } from "../../src/release/messages.ts";
import type { Notice } from "../../src/release/timeline/timeline.ts";
import type { Correction } from "../../src/release/timeline/timeline-corrections.ts";
import { cut, escape, moment, section } from "../blocks.ts";
import { courseSentence, utc } from "./notice-words.ts";

/** What the readers of an earlier notice must know now, in its thread. */
export function drawCorrection(correction: Correction, version: string, environment: string): MessagePayload {
  const words = (show: (at: number) => string): string =>
    correctionWords(correction, version, environment, show);
  return { text: words(utc), blocks: [section(`:pencil2: *Correction:* ${words(moment)}`)] };
}

function correctionWords(
  correction: Correction,
  version: string,
  environment: string,
  show: (at: number) => string,
): string {
  const name = escape(version);
  switch (correction.what) {
    case "planned anew": {
      const { was, moved } = correction;
      const renamed =
        was === undefined ? [] : [`What was announced as ${escape(was)} is now planned as ${name}.`];
      return [...renamed, ...(moved ? [movedWords(name, moved, show)] : [])].join(" ");
    }
    case "cancelled": {
      const why = correction.because === undefined ? "" : `: ${cut(escape(correction.because), 500)}`;
      return `${name} was cancelled${why}.`;
    }
    case "turned":
      return courseSentence(correction.course, version, environment, show);
  }
}

function movedWords(
  name: string,
  { from, to }: { from?: number; to?: number },
  show: (at: number) => string,
): string {
  const before = from === undefined ? "" : ` from ${show(from)}`;
  if (to === undefined)
    return `${name} no longer has a date${from === undefined ? "" : `; it was planned for ${show(from)}`}.`;
  if (from === to) return `${name} is planned again, for ${show(to)}.`;
  const verb = from !== undefined && to < from ? "brought forward" : "postponed";
  return `${name} was ${verb}${before} to ${show(to)}.`;
}

/** Told below a release's overview: a notice that nobody got, and why. */
export function drawMissed({ rule, due, because }: Notice): MessagePayload {
  const why = because === undefined ? "" : `: ${cut(escape(because), 300)}`;
  const words = (show: (at: number) => string): string =>
    `The notice “${escape(rule.name)}”, due ${show(due)}, was not sent${why}.`;
  return { text: words(utc), blocks: [section(`:warning: ${words(moment)}`)] };
}
