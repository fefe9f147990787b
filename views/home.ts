import type { HomeView } from "@slack/types";
import type { Run } from "../src/release/run/run.ts";
import { button, buttons, context, divider, header, lines, section } from "./blocks.ts";
import { actions } from "./ids.ts";
import { type EnvironmentStatus, runLine, statusWords } from "./run/status.ts";

export interface HomeFacts {
  product: string;
  command: string;
  environments: EnvironmentStatus[];
  /** Requests that wait for this person's answer. */
  waitingForMe: Run[];
}

/** The home tab: what waits for me, what is live and under way, and a way to start. */
export function drawHome({ product, command, environments, waitingForMe }: HomeFacts): HomeView {
  const waiting =
    waitingForMe.length === 0 ? "_Nothing waits for you._" : lines(waitingForMe.map(runLine), 10, 2500);
  return {
    type: "home",
    blocks: [
      header(`Releases of ${product}`),
      buttons(
        button("Deploy…", actions.helpDeploy, "deploy", {
          style: "primary",
          label: "Open the deploy dialog",
        }),
        button("Roll back…", actions.helpRollback, "rollback", {
          style: "danger",
          label: "Open the rollback dialog",
        }),
      ),
      section(`*Waiting for you*\n${waiting}`),
      divider(),
      ...environments.slice(0, 90).map((environment) => section(statusWords(environment, 2800))),
      context(`Type \`${command} help\` anywhere for all commands.`),
    ],
  };
}
