import type { ModalView } from "@slack/types";
import { dialog, options, paragraph, reasonInput, select, textInput } from "../dialog-inputs.ts";
import { actions, dialogs } from "../ids.ts";

export interface DeployDialogFacts {
  purpose: "deploy" | "diff";
  /** Newest first. */
  versions: string[];
  environments: string[];
  /** Where the answer to the request goes. */
  channel: string;
  version?: string;
  environment?: string;
}

const introductions: Record<DeployDialogFacts["purpose"], string> = {
  deploy: "Nothing is deployed yet: first comes the plan, then the approvals that the environment wants.",
  diff: "Shows what a deploy would change. Nothing is done.",
};

/** The dialog that asks which version goes where; what is known already is filled in. */
export function drawDeployDialog(facts: DeployDialogFacts): ModalView {
  return dialog({
    id: dialogs[facts.purpose],
    title: facts.purpose === "deploy" ? "Deploy a release" : "What would change?",
    submit: facts.purpose === "deploy" ? "Plan it" : "Show it",
    metadata: JSON.stringify({ channel: facts.channel }),
    blocks: [
      paragraph(introductions[facts.purpose]),
      versionInput(facts),
      select(
        "environment",
        actions.environment,
        "Environment",
        facts.environments,
        facts.environment ?? facts.environments[0],
      ),
      ...(facts.purpose === "deploy" ? [reasonInput(true)] : []),
    ],
  });
}

function versionInput({ versions, version }: DeployDialogFacts): ModalView["blocks"][number] {
  const offered = options(versions).map(({ value }) => value);
  if (version !== undefined && !offered.includes(version)) {
    return textInput("version", actions.version, "Version", { optional: false, initial: version });
  }
  return select("version", actions.version, "Version", versions, version ?? versions[0]);
}
