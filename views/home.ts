import type { HomeView, KnownBlock } from "@slack/types";
import { buttons, context, divider, header, section } from "./blocks.ts";
import { type EnvironmentStatus, statusWords } from "./run/status.ts";
import { type MayStart, startButtons } from "./starts.ts";
import { drawWaiting, type WaitingRequest } from "./run/waiting.ts";

export interface HomeFacts {
  product: string;
  command: string;
  environments: EnvironmentStatus[];
  /** What this person may begin; for the rest there is no button. */
  may: MayStart;
  /** What the last click in this tab came to. */
  note?: string;
}

/** A view holds a hundred blocks. */
const mostEnvironments = 50;
const mostRequests = 10;

/** The home tab: what waits for me, what waits for others, what is live and under way, and a way to start. */
export function drawHome({ product, command, environments, may, note }: HomeFacts): HomeView {
  const waiting = environments.flatMap((one) => one.waiting);
  const mine = waiting.filter(({ mayAnswer }) => mayAnswer);
  const others = waiting.filter(({ mayAnswer }) => !mayAnswer);
  return {
    type: "home",
    blocks: [
      header(`Releases of ${product}`),
      ...(note === undefined ? [] : [section(note)]),
      ...starts(may),
      ...list("Waiting for you", mine, "_Nothing waits for you._"),
      ...list("Waiting for others", others),
      divider(),
      ...environments.slice(0, mostEnvironments).map((one) => section(statusWords(one, 2800))),
      context(`Type \`${command} help\` anywhere for all commands.`),
    ],
  };
}

function starts(may: MayStart): KnownBlock[] {
  const possible = startButtons(may);
  return possible.length === 0 ? [] : [buttons(...possible)];
}

/** The requests below a title; where there is none, that is said in the given words or not at all. */
function list(title: string, waiting: WaitingRequest[], none?: string): KnownBlock[] {
  if (waiting.length === 0) return none === undefined ? [] : [section(`*${title}*\n${none}`)];
  const left = waiting.length - mostRequests;
  return [
    section(`*${title}*`),
    ...waiting.slice(0, mostRequests).flatMap((request) => drawWaiting(request, 2800)),
    ...(left > 0 ? [context(`and ${left} more`)] : []),
  ];
}
