import { useEffect, useMemo, useState, type ReactNode } from "react";
import type { PageState } from "../contract.ts";
import { ChannelView } from "./channel.tsx";
import { ConfirmProvider } from "./confirm.tsx";
import { DirectoryContext } from "./directory.tsx";
import { Home } from "./home.tsx";
import { ModalStack } from "./modal.tsx";
import { PeopleSwitch } from "./people.tsx";
import { usePlace, type Place } from "./place.ts";
import { Sidebar } from "./sidebar.tsx";
import { useWorkspace, type Workspace } from "./state.ts";
import { Thread } from "./thread.tsx";

/** The whole page: who acts, where they are, and what is open. */
export function App(): ReactNode {
  const [place, go] = usePlace();
  const workspace = useWorkspace(place.user);
  // While the next person's state is on its way the last one stays, so that switching does not flash.
  const [shown, setShown] = useState<PageState | null>(null);
  if (workspace.state && workspace.state !== shown) setShown(workspace.state);
  const state = workspace.state ?? shown;
  if (!state) {
    return (
      <p className="starting" role="status">
        {workspace.isOnline
          ? "Opening the workspace…"
          : "The local workspace does not answer. Is it running?"}
      </p>
    );
  }
  return <Page {...{ state, workspace, place, go }} />;
}

interface PageProps {
  state: PageState;
  workspace: Workspace;
  place: Place;
  go: (change: Partial<Place>) => void;
}

function Page({ state, workspace, place, go }: PageProps): ReactNode {
  const [isMenuOpen, setMenuOpen] = useState(false);
  const channel = place.channel || (state.channels.find((one) => one.isMember)?.id ?? "");
  const openChannel = (id: string): void => {
    go({ user: state.me.id, channel: id, thread: "" });
    setMenuOpen(false);
  };
  const directory = useMemo(
    () => ({ state, openChannel: (id: string) => go({ channel: id, thread: "" }) }),
    [state, go],
  );
  useEffect(() => {
    if (!state.people.some(({ id }) => id === place.user)) go({ user: state.me.id });
  }, [place.user, state.people, state.me.id, go]);
  return (
    <DirectoryContext value={directory}>
      <ConfirmProvider>
        <div className={`page ${place.thread ? "with-thread" : ""} ${isMenuOpen ? "with-menu" : ""}`}>
          <PeopleSwitch
            people={state.people}
            me={state.me.id}
            onMenu={() => setMenuOpen(!isMenuOpen)}
            onSwitch={(user) => go({ user })}
          />
          <Sidebar current={channel} isOnline={workspace.isOnline} onOpen={openChannel} />
          {channel === "home" ? (
            <Home key={state.me.id} act={workspace.act} />
          ) : (
            <ChannelView
              key={`${state.me.id}/${channel}`}
              channelId={channel}
              act={workspace.act}
              onThread={(ts) => go({ channel, thread: ts })}
            />
          )}
          {place.thread ? (
            <Thread
              key={`${state.me.id}/${place.thread}`}
              channelId={channel}
              ts={place.thread}
              act={workspace.act}
              onClose={() => go({ channel, thread: "" })}
            />
          ) : null}
        </div>
        <ModalStack key={state.me.id} modals={state.modals} act={workspace.act} />
      </ConfirmProvider>
    </DirectoryContext>
  );
}
