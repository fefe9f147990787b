import { createContext, useContext } from "react";
import type { PageState } from "../contract.ts";

/** Who and what ids stand for, and by which clock times are shown. */
export interface Directory {
  state: PageState;
  /** Opens a channel, from a mention of it. */
  openChannel: (id: string) => void;
}

export const DirectoryContext = createContext<Directory | null>(null);

/** The directory of the acting person; only to be used inside the page's provider. */
export function useDirectory(): Directory {
  const directory = useContext(DirectoryContext);
  if (!directory) throw new Error("No directory: this part must be drawn inside DirectoryContext.");
  return directory;
}

/** The name of a person or of the bot; the id itself when nobody has it. */
export function nameOf(state: PageState, userId: string): string {
  if (userId === state.bot.userId) return state.bot.name;
  return state.people.find(({ id }) => id === userId)?.name ?? userId;
}

/** The name of a channel without its mark; the id itself when there is none. */
export function channelName(state: PageState, channelId: string): string {
  return state.channels.find(({ id }) => id === channelId)?.name ?? channelId;
}
