import type { Core } from "./core.ts";
import type { FaultWish } from "./page-acts.ts";
import type { SocketMode } from "./socket-mode.ts";

/** Troubles a test or the page can make: faults of calls, outages, lost membership, revoked tokens, lost sockets. */
export function makeTrouble(core: Core, socketMode: SocketMode, wish: FaultWish): void {
  switch (wish.fault) {
    case "rate-limited":
      core.faults.next(wish.method, { kind: wish.fault, retryAfterS: wish.retryAfterS }, wish.count);
      break;
    case "api-error":
      core.faults.next(wish.method, { kind: wish.fault, error: wish.error }, wish.count);
      break;
    case "server-error":
    case "time-out":
    case "cut-before":
    case "cut-after":
      core.faults.next(wish.method, { kind: wish.fault }, wish.count);
      break;
    case "outage":
      core.faults.isOut = wish.isOn;
      if (wish.isOn) socketMode.drop();
      break;
    case "duplicate-next":
      core.faults.duplicateNext();
      break;
    case "drop-socket":
      socketMode.drop();
      break;
    case "refresh-socket":
      socketMode.refresh();
      break;
    case "revoke-token":
      core.revokedTokens.add(core.identity.botToken);
      break;
    case "clear":
      core.faults.clear();
      core.revokedTokens.clear();
      break;
    case "kick-bot":
      changeChannel(core, wish.channel, (channel) => {
        channel.members = channel.members.filter((id) => id !== core.identity.botUserId);
      });
      break;
    case "archive":
      changeChannel(core, wish.channel, (channel) => {
        channel.isArchived = true;
      });
      break;
  }
  core.changes.notify();
}

type Change = (channel: { members: string[]; isArchived: boolean }) => void;

function changeChannel(core: Core, id: string, change: Change): void {
  const channel = core.state.channels.get(id);
  if (channel === undefined) throw new Error(`There is no channel ${id}`);
  change(channel);
}
