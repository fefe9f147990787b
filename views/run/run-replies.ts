import type { Settings } from "../../src/release/settings.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import type { Problem } from "../../src/release/problem.ts";
import type { Approval, Run } from "../../src/release/run/run.ts";
import { context, cut, escape, moment, section } from "../blocks.ts";
import { problemWords } from "../problem.ts";
import { keptWords } from "./run-sections.ts";
import { runSentence, runTitle } from "../words.ts";

/** A yes or no, for the thread. */
export function drawApproval(run: Run, approval: Approval): MessagePayload {
  const reason = approval.reason === undefined ? "" : `: “${cut(escape(approval.reason), 1000)}”`;
  const text = `<@${approval.by.user}> ${approval.decision} ${runTitle(run)}${reason}`;
  return { text, blocks: [section(text)] };
}

/**
 * How a run ended, for the thread: an edited message notifies nobody, this does. `kept` names what it was to remove and
 * has left in place.
 */
export function drawEnding(
  run: Run,
  settings: Pick<Settings, "command">,
  kept: string[] = [],
): MessagePayload {
  const problem = run.verdict?.problem;
  const sentence = run.verdict ? runSentence({ ...run, phase: run.verdict.phase }) : runSentence(run);
  return {
    text: sentence,
    blocks: [
      section(`*${sentence}*`),
      ...(problem ? [section(problemWords(problem, settings))] : []),
      ...(kept.length > 0 ? [section(keptWords(kept))] : []),
    ],
  };
}

/** Why a workload failed, with the last lines of its log. */
export function drawFailure(
  run: Run,
  problem: Problem,
  { pod, log }: { pod?: string | undefined; log: string[] },
  settings: Pick<Settings, "command">,
): MessagePayload {
  const tail = lastLines(log);
  const blocks = [section(problemWords(problem, settings))];
  const quoted = tail === "" ? [] : [section(`\`\`\`${tail}\`\`\``)];
  const source = pod === undefined ? [] : [context(`The last lines of the log of \`${escape(pod)}\``)];
  return {
    text: cut(`${runTitle(run)}: ${escape(problem.what)}`, 3000),
    blocks: [...blocks, ...quoted, ...source],
  };
}

/** The end of a log, as many whole lines as fit: what a program says last is why it ended. */
function lastLines(log: string[]): string {
  const kept: string[] = [];
  let size = 0;
  for (const line of log.toReversed()) {
    const shown = cut(escape(line.replaceAll("`", "ˋ")), 500);
    size += shown.length + 1;
    if (size > 2400) break;
    kept.unshift(shown);
  }
  return kept.join("\n");
}

/** Why a failed deploy was not taken back by itself: somebody has to. */
export function drawNotRolledBack(
  run: Run,
  problem: Problem,
  settings: Pick<Settings, "command">,
): MessagePayload {
  const sentence = `${runTitle(run)} failed and could not be rolled back by itself.`;
  return { text: sentence, blocks: [section(`*${sentence}*`), section(problemWords(problem, settings))] };
}

/** Why a run whose deadline has come is not judged yet. */
export function drawExtended(until: number): MessagePayload {
  return drawNote(
    `Slipway was away when the deadline of this run came. It looks at the cluster before it judges: until ${moment(until)} at the latest.`,
  );
}

/** One plain sentence for the thread: "Cancelled by …", "Superseded by …". */
export function drawNote(sentence: string): MessagePayload {
  return { text: cut(sentence, 3000), blocks: [section(sentence)] };
}
