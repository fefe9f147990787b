import type { Person } from "./people.ts";

/** Where the one who asked hears of it, in their sight only. */
export type AnswerPlace =
  /** Good for thirty minutes and five answers. `replaces`: in place of the answer that was clicked. */
  | { responseUrl: string; replaces?: boolean }
  | { channel: string; user: string }
  /** A dialog that is open and shows what comes. */
  | { view: string };

/** What a plan is made for. The id repeats for the same click or command, and with it the id of the run. */
export interface PlanRequest {
  id: string;
  by: Person;
  at: number;
  answer: AnswerPlace;
  ask: DeployAsk | DiffAsk | RollbackAsk;
}

export interface DeployAsk {
  verb: "deploy";
  version: string;
  environment: string;
  reason?: string;
  emergency?: string;
  takeOver: boolean;
}

export interface DiffAsk {
  verb: "diff";
  version: string;
  environment: string;
}

export interface RollbackAsk {
  verb: "rollback";
  version: string;
  environment: string;
  reason?: string;
  allowUnverified: boolean;
  takeOver: boolean;
  /** False: only show the plan. True: carry it out, provided that it is still the one with this digest. */
  confirmed: boolean;
  seenDigest?: string;
}

/** The id of the run that a request leads to: the same request, delivered twice, is the same run. */
export function runIdOf(requestId: string): string {
  return `run-${requestId.replace(/^ask-/u, "")}`;
}
