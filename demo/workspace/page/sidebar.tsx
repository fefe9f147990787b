import type { ReactNode } from "react";
import { Logo } from "./avatar.tsx";
import { useDirectory } from "./directory.tsx";
import { unreadIn, useSeen } from "./seen.ts";

/** The bar at the left: the workspace, its channels, the app, and whether both can be reached. */
export function Sidebar(props: {
  current: string;
  isOnline: boolean;
  onOpen: (channel: string) => void;
}): ReactNode {
  const { current, isOnline, onOpen } = props;
  const { state } = useDirectory();
  const seen = useSeen(state, current);
  const direct = state.channels.filter(({ id }) => id.startsWith("D"));
  const channels = state.channels.filter(({ id }) => !id.startsWith("D"));
  return (
    <nav className="sidebar" aria-label="Channels and app">
      <div className="team">
        <Logo />
        <div>
          <b>{state.team.name}</b>
          <small>run by Slipway</small>
        </div>
      </div>
      <h2>Channels</h2>
      {channels.map(({ id, name, isMember }) => (
        <Item
          key={id}
          isCurrent={id === current}
          isMuted={!isMember}
          unread={unreadIn(state, id, seen)}
          onOpen={() => onOpen(id)}
        >
          <span aria-hidden="true">#</span> {name}
        </Item>
      ))}
      <h2>App</h2>
      <Item isCurrent={current === "home"} isMuted={false} unread={0} onOpen={() => onOpen("home")}>
        <span aria-hidden="true">⌂</span> {state.bot.name} home
      </Item>
      {direct.map(({ id }) => (
        <Item
          key={id}
          isCurrent={id === current}
          isMuted={false}
          unread={unreadIn(state, id, seen)}
          onOpen={() => onOpen(id)}
        >
          <span aria-hidden="true">✉</span> {state.bot.name} messages
        </Item>
      ))}
      <p className={`connection ${state.bot.isConnected && isOnline ? "on" : "off"}`} role="status">
        <span aria-hidden="true">●</span> {connectionWords(isOnline, state.bot.isConnected, state.bot.name)}
      </p>
    </nav>
  );
}

function connectionWords(isOnline: boolean, isConnected: boolean, bot: string): string {
  if (!isOnline) return "Workspace unreachable";
  return isConnected ? `${bot} is connected` : `${bot} is not connected`;
}

function Item(props: {
  isCurrent: boolean;
  isMuted: boolean;
  unread: number;
  onOpen: () => void;
  children: ReactNode;
}): ReactNode {
  const { isCurrent, isMuted, unread, onOpen, children } = props;
  const className = `side-item ${isMuted ? "muted" : ""} ${unread > 0 ? "unread" : ""}`;
  return (
    <button
      type="button"
      className={className}
      aria-current={isCurrent ? "page" : undefined}
      onClick={onOpen}
    >
      <span className="side-words">{children}</span>
      {unread > 0 ? <span className="badge">{unread}</span> : null}
    </button>
  );
}
