import { useState, type ReactNode } from "react";
import { useScrolledToEnd } from "./channel.tsx";
import { Composer } from "./composer.tsx";
import { channelName, useDirectory } from "./directory.tsx";
import { Message } from "./message.tsx";
import type { Workspace } from "./state.ts";

/** The pane at the right: a message, its replies, and a composer for the next reply. */
export function Thread(props: {
  channelId: string;
  ts: string;
  act: Workspace["act"];
  onClose: () => void;
}): ReactNode {
  const { channelId, ts, act, onClose } = props;
  const { state } = useDirectory();
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const all = state.messages.filter((one) => one.channel === channelId && !dismissed.has(one.ts));
  const parent = all.find((one) => one.ts === ts);
  const replies = all.filter((one) => one.threadTs === ts && one.ts !== ts);
  const end = useScrolledToEnd(replies.at(-1));
  const message = { act, isGrouped: false };
  const dismiss = (gone: string): void => setDismissed(new Set([...dismissed, gone]));
  return (
    <aside className="thread" aria-label="Thread">
      <header className="main-head">
        <h2>
          Thread <small>#{channelName(state, channelId)}</small>
        </h2>
        <button type="button" className="close" aria-label="Close thread" onClick={onClose}>
          ✕
        </button>
      </header>
      <div className="log" role="log" aria-label="Replies" tabIndex={0}>
        {parent ? (
          <Message {...message} message={parent} onDismiss={() => dismiss(parent.ts)} />
        ) : (
          <p className="empty">This message is gone.</p>
        )}
        <div className="day" role="separator">
          <span>{replies.length === 1 ? "1 reply" : `${replies.length} replies`}</span>
        </div>
        {replies.map((reply) => (
          <Message key={reply.ts} {...message} message={reply} onDismiss={() => dismiss(reply.ts)} />
        ))}
        <div ref={end} />
      </div>
      <Composer {...{ act, channelId, threadTs: ts }} placeholder="Reply…" />
    </aside>
  );
}
