import type { MessagePayload } from "../src/release/ports.ts";
import type { Problem } from "../src/release/problem.ts";
import type { Approval, Run } from "../src/release/run.ts";
import { context, cut, escape, section } from "./blocks.ts";
import { problemWords } from "./problem.ts";
import { runSentence, runTitle } from "./words.ts";

/** A yes or no, for the thread. */
export function drawApproval(run: Run, approval: Approval): MessagePayload {
  const reason = approval.reason === undefined ? "" : `: “${escape(approval.reason)}”`;
  const text = `<@${approval.by.user}> ${approval.decision} ${runTitle(run)}${reason}`;
  return { text, blocks: [section(text)] };
}

/** How a run ended, for the thread: an edited message notifies nobody, this does. */
export function drawEnding(run: Run): MessagePayload {
  const problem = run.verdict?.problem;
  const sentence = run.verdict ? runSentence({ ...run, phase: run.verdict.phase }) : runSentence(run);
  return {
    text: sentence,
    blocks: problem ? [section(`*${sentence}*`), section(problemWords(problem))] : [section(`*${sentence}*`)],
  };
}

/** Why a workload failed, with the last lines of its log. */
export function drawFailure(
  run: Run,
  problem: Problem,
  pod: string | undefined,
  log: string[],
): MessagePayload {
  const tail = cut(log.join("\n").replaceAll("```", "ˋˋˋ"), 2400);
  const blocks = [section(problemWords(problem))];
  const quoted = tail === "" ? [] : [section(`\`\`\`${escape(tail)}\`\`\``)];
  const source = pod === undefined ? [] : [context(`The last lines of the log of \`${escape(pod)}\``)];
  return { text: `${runTitle(run)}: ${problem.what}`, blocks: [...blocks, ...quoted, ...source] };
}

/** One plain sentence for the thread: "Cancelled by …", "Superseded by …". */
export function drawNote(sentence: string): MessagePayload {
  return { text: sentence, blocks: [section(sentence)] };
}
