import type { StepOutcome } from "../../../src/release/run/ledger.ts";
import type { Plan } from "../../../src/release/run/plan.ts";
import { makeProblem } from "../../../src/release/problem.ts";
import { isFinal, type Phase, type Run, type Verdict } from "../../../src/release/run/run.ts";
import type { Environment } from "../../../src/release/settings.ts";
import { nextStep, type Step, stepsOf } from "../../../src/release/run/steps.ts";
import { person, run } from "./decisions.ts";

/** What goes wrong during a simulated run, each at the step with that id. */
export interface Interruption {
  killAfterPerforming?: string;
  kills?: number;
  cancelAt?: string;
  supersedeAt?: string;
  failAt?: string;
  deadlineAt?: string;
  killAtVerdict?: boolean;
}

/** Everything that can be said of a simulated run afterwards. */
export interface Story {
  run: Run;
  ledger: Record<string, StepOutcome>;
  performed: string[];
  recorded: string[];
  verdicts: Verdict[];
  phasesSeen: Phase[];
  performedAfterVerdict: number;
}

const deadline = 1_000_000;

/**
 * Carries a run out as the engine does, from its record and ledger alone: what a worker knew is gone after a kill.
 * Throws when it does not end within 200 turns.
 */
export function simulate(start: { plan: Plan; environment: Environment }, interruption: Interruption): Story {
  const story: Story = {
    run: run({ kind: start.plan.kind }),
    ledger: {},
    performed: [],
    recorded: [],
    verdicts: [],
    phasesSeen: [],
    performedAfterVerdict: 0,
  };
  const left = { kills: interruption.kills ?? 1, killAtVerdict: interruption.killAtVerdict === true };
  let now = 0;
  for (let turn = 0; turn < 200; turn += 1) {
    const steps = stepsOf(start.plan, start.environment);
    const { run: current, ledger } = story;
    const next = nextStep({ run: current, steps, ledger, deadlineAt: deadline, now, watchedSince: 0 });
    if (next.do === "nothing") return story;
    if (next.do === "perform" && next.step.id === interruption.deadlineAt && now < deadline) now = deadline;
    else if (next.do === "perform") performIn(story, next.step, next.phase, interruption, left);
    else if (next.do === "decide") decideIn(story, next.verdict, left);
    else if (next.do === "close") closeIn(story, next.verdict);
  }
  throw new Error("the run never ends");
}

function performIn(
  story: Story,
  step: Step,
  phase: Phase,
  interruption: Interruption,
  left: { kills: number },
): void {
  enter(story, { phase });
  if (story.run.verdict) story.performedAfterVerdict += 1;
  story.performed.push(step.id);
  if (interruption.cancelAt === step.id) enter(story, { cancelledBy: person("U9") });
  if (interruption.supersedeAt === step.id) enter(story, { supersededBy: "run-2" });
  if (interruption.killAfterPerforming === step.id && left.kills > 0) {
    left.kills -= 1;
    return;
  }
  const problem = makeProblem("unexpected", "It broke.", "Look.");
  story.ledger = {
    ...story.ledger,
    [step.id]:
      interruption.failAt === step.id ? { outcome: "failed", at: 1, problem } : { outcome: "done", at: 1 },
  };
  story.recorded.push(step.id);
}

function decideIn(story: Story, verdict: Verdict, left: { killAtVerdict: boolean }): void {
  story.verdicts.push(verdict);
  if (left.killAtVerdict) {
    left.killAtVerdict = false;
    return;
  }
  enter(story, { verdict });
  enter(story, { cancelledBy: person("U8") });
}

function closeIn(story: Story, verdict: Verdict): void {
  story.verdicts.push(verdict);
  enter(story, { phase: verdict.phase });
}

function enter(story: Story, change: Partial<Run>): void {
  story.run = { ...story.run, ...change };
  story.phasesSeen.push(story.run.phase);
}

/** The final phases that a run has ever shown. */
export function finalPhasesSeen({ phasesSeen }: Story): Phase[] {
  return [...new Set(phasesSeen.filter(isFinal))];
}
