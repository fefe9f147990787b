import { Fragment, useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import type { PageMessage } from "../contract.ts";
import { Composer } from "./composer.tsx";
import { dayHeading, dayOf } from "./dates.ts";
import { useDirectory } from "./directory.tsx";
import { Message } from "./message.tsx";
import type { Workspace } from "./state.ts";

const GROUP_SECONDS = 300;

/** A channel: its messages grouped by author and day, and the composer below. */
export function ChannelView(props: {
  channelId: string;
  act: Workspace["act"];
  onThread: (ts: string) => void;
}): ReactNode {
  const { channelId, act, onThread } = props;
  const { state } = useDirectory();
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const channel = state.channels.find(({ id }) => id === channelId);
  const isDirect = channelId.startsWith("D");
  const messages = state.messages.filter(
    (one) => one.channel === channelId && isInChannel(one) && !dismissed.has(one.ts),
  );
  const end = useScrolledToEnd(messages.at(-1));
  const title = isDirect ? state.bot.name : (channel?.name ?? channelId);
  return (
    <main className="main">
      <header className="main-head">
        <h1>
          <span aria-hidden="true">{isDirect ? "✉" : "#"}</span> {title}
        </h1>
      </header>
      <div className="log" role="log" aria-label={`Messages in ${title}`} tabIndex={0}>
        {channel?.isMember === false ? (
          <p className="empty">{state.me.name} is not in this channel.</p>
        ) : null}
        {channel?.isMember !== false && messages.length === 0 ? (
          <p className="empty">Nothing here yet. Type /release below to begin.</p>
        ) : null}
        {messages.map((message, index) => (
          <Fragment key={message.ts}>
            <DayDivider message={message} before={messages[index - 1]} />
            <Message
              {...{ message, act, onThread }}
              isGrouped={isGrouped(message, messages[index - 1])}
              onDismiss={() => setDismissed(new Set([...dismissed, message.ts]))}
            />
          </Fragment>
        ))}
        <div ref={end} />
      </div>
      <Composer {...{ act, channelId }} placeholder={`Message ${isDirect ? "" : "#"}${title}`} />
    </main>
  );
}

function DayDivider({
  message,
  before,
}: {
  message: PageMessage;
  before: PageMessage | undefined;
}): ReactNode {
  const { state } = useDirectory();
  const zone = state.me.timeZone;
  if (before && dayOf(Number(before.ts), zone) === dayOf(Number(message.ts), zone)) return null;
  return (
    <div className="day" role="separator">
      <span>{dayHeading(Number(message.ts), zone, state.now)}</span>
    </div>
  );
}

/** Scrolls to the end when a new last message comes, if the reader was near the end or the message answers or is their own. */
export function useScrolledToEnd(last: PageMessage | undefined): RefObject<HTMLDivElement | null> {
  const me = useDirectory().state.me.id;
  const end = useRef<HTMLDivElement>(null);
  const isFirst = useRef(true);
  const isForMe = last?.user === me || last?.ephemeralFor === me;
  useEffect(() => {
    const box = end.current?.parentElement;
    if (!box) return;
    const distance = box.scrollHeight - box.scrollTop - box.clientHeight;
    if (isFirst.current || isForMe || distance < 500) box.scrollTop = box.scrollHeight;
    isFirst.current = false;
  }, [last?.ts, isForMe]);
  return end;
}

function isInChannel(message: PageMessage): boolean {
  return message.threadTs === undefined || message.threadTs === message.ts || message.broadcast === true;
}

function isGrouped(message: PageMessage, before: PageMessage | undefined): boolean {
  if (!before || before.user !== message.user || message.ephemeralFor || before.ephemeralFor) return false;
  if (before.replyCount > 0 || message.broadcast) return false;
  return Number(message.ts) - Number(before.ts) < GROUP_SECONDS;
}
