import type { HomeView, ModalView } from "@slack/types";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { attempt, type CallFailure, type CallOutcome, type SlackClients } from "./clients.ts";

/** Opens and changes dialogs and home tabs: what a person sees who is waiting. */
export interface SlackDialogs {
  open(triggerId: string, view: ModalView): Promise<string>;
  update(viewId: string, view: ModalView): Promise<void>;
  publish(user: string, view: HomeView): Promise<void>;
}

/** What Slack says of a view that its person has closed, or of a click that is too old: nobody is there to see. */
const nobodyThere = new Set([
  "not_found",
  "view_not_found",
  "expired_trigger_id",
  "trigger_expired",
  "trigger_exchanged",
]);

/** Dialogs over the quick client; raises `slack-unavailable` when Slack did not take what should be shown. */
export function createDialogs({ interactive }: Pick<SlackClients, "interactive">): SlackDialogs {
  return {
    open: async (triggerId, view) => {
      const outcome = await attempt(() => interactive.views.open({ trigger_id: triggerId, view }));
      if (outcome.kind !== "done") throw notShown(outcome);
      return outcome.result.view?.id ?? "";
    },
    update: async (viewId, view) => {
      const outcome = await attempt(() => interactive.views.update({ view_id: viewId, view }));
      if (outcome.kind === "done" || isAway(outcome)) return;
      throw notShown(outcome);
    },
    publish: async (user, view) => {
      const outcome = await attempt(() => interactive.views.publish({ user_id: user, view }));
      if (outcome.kind !== "done") throw notShown(outcome);
    },
  };
}

function isAway(outcome: CallOutcome<unknown>): boolean {
  return outcome.kind === "refused" && nobodyThere.has(outcome.error);
}

const reasons = { "rate-limited": "it asks for a pause", "unknown-outcome": "no clear answer came in time" };

function notShown(outcome: CallFailure): ProblemError {
  const why = outcome.kind === "refused" ? outcome.error : reasons[outcome.kind];
  return new ProblemError(
    makeProblem("slack-unavailable", `Slack did not show the dialog (${why}).`, "Try again in a moment."),
  );
}
