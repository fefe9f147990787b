import { useEffect, useState } from "react";
import type { PageState } from "../contract.ts";

/** The newest message time that each person has seen in each channel, by `person/channel`. */
export type Seen = Record<string, string>;

/** Remembers what each person has seen: all there was when the page opened, then what came while a channel was open. */
export function useSeen(state: PageState, current: string): Seen {
  const [seen, setSeen] = useState<Seen>({});
  useEffect(() => {
    setSeen((before) => {
      const fresh = state.channels
        .filter(({ id }) => id === current || before[`${state.me.id}/${id}`] === undefined)
        .map(({ id }): [string, string] => [`${state.me.id}/${id}`, newestIn(state, id)]);
      return fresh.every(([key, ts]) => before[key] === ts)
        ? before
        : { ...before, ...Object.fromEntries(fresh) };
    });
  }, [state, current]);
  return seen;
}

/** How many messages of a channel the acting person has not seen; thread replies do not count. */
export function unreadIn(state: PageState, channel: string, seen: Seen): number {
  const last = seen[`${state.me.id}/${channel}`];
  if (last === undefined) return 0;
  return state.messages.filter(
    (one) =>
      one.channel === channel && one.threadTs === undefined && one.ts > last && one.user !== state.me.id,
  ).length;
}

function newestIn(state: PageState, channel: string): string {
  return state.messages
    .filter((one) => one.channel === channel)
    .reduce((newest, one) => (one.ts > newest ? one.ts : newest), "0");
}
