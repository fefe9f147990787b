import { useCallback, useRef, useState, type ReactNode } from "react";
import type { PageMessage } from "../contract.ts";
import { Avatar } from "./avatar.tsx";
import { Blocks } from "./blocks/block.tsx";
import { formatDate, formatTime } from "./dates.ts";
import { nameOf, useDirectory } from "./directory.tsx";
import { Mrkdwn } from "./mrkdwn.tsx";
import { ChoicePopup } from "./popup.tsx";
import type { Workspace } from "./state.ts";
import { Failure, SurfaceProvider, useSurface, type Surface } from "./surface.tsx";

interface MessageProps {
  message: PageMessage;
  act: Workspace["act"];
  isGrouped: boolean;
  /** Opens the thread of a message; absent inside a thread. */
  onThread?: (ts: string) => void;
  onDismiss: () => void;
}

/** One message: its author and time, its blocks or text, its replies, and the menu of what can be done with it. */
export function Message(props: MessageProps): ReactNode {
  const { message, act, isGrouped, onThread, onDismiss } = props;
  const { state } = useDirectory();
  const surface = useMessageSurface(message, act);
  const isPrivate = message.ephemeralFor !== undefined;
  const className = `message ${isGrouped ? "grouped" : ""} ${isPrivate ? "ephemeral" : ""}`;
  return (
    <article className={className} role={isPrivate ? "alert" : undefined} data-ts={message.ts}>
      <div className="message-left">
        {isGrouped ? (
          <Time message={message} />
        ) : (
          <Avatar id={message.user} name={nameOf(state, message.user)} isBot={message.isBot} />
        )}
      </div>
      <div className="message-main">
        {isPrivate ? <PrivateMark onDismiss={onDismiss} /> : null}
        {isGrouped ? null : <MessageHead message={message} />}
        {message.broadcast === true && onThread && message.threadTs ? (
          <button type="button" className="replied link" onClick={() => onThread(message.threadTs ?? "")}>
            replied to a thread
          </button>
        ) : null}
        <SurfaceProvider surface={surface}>
          {message.blocks.length > 0 ? <Blocks blocks={message.blocks} /> : <Mrkdwn text={message.text} />}
        </SurfaceProvider>
        <Files ids={message.fileIds ?? []} />
        {message.edited ? <small className="edited">(edited)</small> : null}
        {onThread && message.replyCount > 0 ? (
          <button type="button" className="replies link" onClick={() => onThread(message.ts)}>
            {message.replyCount === 1 ? "1 reply" : `${message.replyCount} replies`}
          </button>
        ) : null}
      </div>
      {isPrivate ? null : <MessageMenu message={message} act={act} onThread={onThread} />}
    </article>
  );
}

function useMessageSurface(message: PageMessage, act: Workspace["act"]): Surface {
  const me = useDirectory().state.me.id;
  const { channel, ts } = message;
  const use = useCallback<Surface["use"]>(
    (element, values) => act({ act: "use", user: me, channel, ts, element, values }),
    [act, me, channel, ts],
  );
  return useSurface(message.blocks, use);
}

function MessageHead({ message }: { message: PageMessage }): ReactNode {
  const { state } = useDirectory();
  return (
    <div className="message-head">
      <b>{nameOf(state, message.user)}</b>
      {message.isBot ? <span className="app-mark">APP</span> : null}
      <Time message={message} />
    </div>
  );
}

/** The files of a message, to be opened. */
function Files({ ids }: { ids: string[] }): ReactNode {
  const { state } = useDirectory();
  return state.files
    .filter(({ id }) => ids.includes(id))
    .map(({ id, name, url }) => (
      <a key={id} className="file" href={url} target="_blank" rel="noreferrer">
        📄 {name}
      </a>
    ));
}

function PrivateMark({ onDismiss }: { onDismiss: () => void }): ReactNode {
  return (
    <div className="private">
      <span>👁 Only visible to you</span>
      <button type="button" className="link" onClick={onDismiss}>
        Dismiss
      </button>
    </div>
  );
}

function Time({ message }: { message: PageMessage }): ReactNode {
  const { state } = useDirectory();
  const ts = Number(message.ts);
  const zone = state.me.timeZone;
  return (
    <time title={`${formatDate(ts, "{date_long} at {time_secs}", zone, state.now) ?? ""} (${zone})`}>
      {formatTime(ts, zone)}
    </time>
  );
}

function MessageMenu(props: {
  message: PageMessage;
  act: Workspace["act"];
  onThread: ((ts: string) => void) | undefined;
}): ReactNode {
  const { message, act, onThread } = props;
  const { state } = useDirectory();
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [failure, setFailure] = useState("");
  const shortcuts = state.shortcuts.filter(({ type }) => type === "message");
  const run = async (callbackId: string): Promise<void> => {
    const { channel, ts } = message;
    const answer = await act({ act: "shortcut", user: state.me.id, callbackId, channel, ts });
    setFailure(answer.ok ? "" : answer.error);
  };
  return (
    <div className="message-menu">
      <Failure text={failure} />
      {onThread ? (
        <button
          type="button"
          aria-label="Reply in thread"
          title="Reply in thread"
          onClick={() => onThread(message.threadTs ?? message.ts)}
        >
          💬
        </button>
      ) : null}
      {shortcuts.length > 0 ? (
        <button
          ref={anchor}
          type="button"
          aria-label="More actions"
          title="More actions"
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          onClick={() => setOpen(true)}
        >
          ⋯
        </button>
      ) : null}
      {isOpen && anchor.current ? (
        <ChoicePopup
          anchor={anchor.current}
          label="Message shortcuts"
          choices={shortcuts.map(({ callbackId, name }) => ({
            key: callbackId,
            text: name,
            group: state.bot.name,
          }))}
          onPick={({ key }) => void run(key)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </div>
  );
}
