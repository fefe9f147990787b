import type { Person } from "./people.ts";

/** Where one person is answered, in their sight only. */
export interface OnePerson {
  user: string;
  /** Where they asked. */
  channel: string;
  /** Slack's address for their answers, good for five within thirty minutes. */
  responseUrl?: string;
  /** There: in place of the answer that was clicked. */
  replaces?: boolean;
}

/** Where a dialog was opened from what only its person sees: that is drawn anew with what the dialog came to. */
export type Origin =
  | { in: "home" }
  /** An answer: the words that ask for it again, where it stands, and the address at which it can be replaced. */
  | { in: "answer"; words: string; channel: string; responseUrl: string };

/** Where the one who asked hears of it: themselves, or a dialog that is open and shows what comes. */
export type AnswerPlace = OnePerson | { view: string; origin?: Origin };

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
  /**
   * False: only show the plan. True: carry it out, provided that it is still the one with this digest, and leads away from the
   * version that was shown (null where that was none).
   */
  confirmed: boolean;
  seenDigest?: string;
  seenFrom?: string | null;
}

/** The id of the run that a request leads to: the same request, delivered twice, is the same run. */
export function runIdOf(requestId: string): string {
  return `run-${requestId.replace(/^ask-/u, "")}`;
}
