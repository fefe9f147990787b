import { useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { commandOf, readTyped, suggestCommands } from "./compose.ts";
import { useDirectory } from "./directory.tsx";
import { ChoicePopup } from "./popup.tsx";
import type { Workspace } from "./state.ts";

interface ComposerProps {
  act: Workspace["act"];
  channelId: string;
  threadTs?: string;
  placeholder: string;
}

/** Where messages and commands are typed: completes commands, runs global shortcuts, says in place what went wrong. */
export function Composer(props: ComposerProps): ReactNode {
  const { placeholder, act } = props;
  const { state } = useDirectory();
  const { line, setLine, failure, setFailure, isBusy, send, recall } = useComposer(props);
  const [chosen, setChosen] = useState(0);
  const suggestions = suggestCommands(line, state.commands);
  const suggestion = suggestions[chosen % Math.max(suggestions.length, 1)];
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const isCompleting = suggestion !== undefined && suggestion.command !== line;
    if (event.key === "Tab" && suggestion && !event.shiftKey) setLine(`${suggestion.command} `);
    else if (event.key === "Enter" && !event.shiftKey) {
      if (isCompleting) setLine(`${suggestion.command} `);
      else void send();
    } else if (event.key === "ArrowUp" && suggestions.length > 1) setChosen(chosen + suggestions.length - 1);
    else if (event.key === "ArrowDown" && suggestions.length > 1) setChosen(chosen + 1);
    else if (event.key === "ArrowUp" && line === "") recall();
    else return;
    event.preventDefault();
  };
  return (
    <div className="composer">
      {failure ? (
        <p className="composer-failure" role="alert">
          ⚠ {failure}
          <button type="button" className="link" onClick={() => setFailure("")}>
            Dismiss
          </button>
        </p>
      ) : null}
      <Suggestions line={line} chosen={suggestion?.command} onPick={(command) => setLine(`${command} `)} />
      <div className="composer-box">
        <Shortcuts act={act} onFailure={setFailure} />
        <textarea
          rows={Math.min(6, line.split("\n").length)}
          aria-label={placeholder}
          placeholder={placeholder}
          value={line}
          onChange={(event) => setLine(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <button
          type="button"
          className="send"
          aria-label="Send"
          aria-busy={isBusy}
          onClick={() => void send()}
        >
          ➤
        </button>
      </div>
    </div>
  );
}

function useComposer({ act, channelId, threadTs }: ComposerProps): {
  line: string;
  setLine: (line: string) => void;
  failure: string;
  setFailure: (failure: string) => void;
  isBusy: boolean;
  send: () => Promise<void>;
  recall: () => void;
} {
  const { state } = useDirectory();
  const [line, setLine] = useState("");
  const [failure, setFailure] = useState("");
  const [isBusy, setBusy] = useState(false);
  const last = useRef("");
  const user = state.me.id;
  const send = async (): Promise<void> => {
    const typed = readTyped(line);
    if (isBusy || typed.kind === "nothing") return;
    if (typed.kind === "command" && threadTs !== undefined) {
      setFailure(`${typed.command} is not supported in threads. Sorry!`);
      return;
    }
    last.current = line;
    setLine("");
    setFailure("");
    setBusy(true);
    const { command, text } = { command: "", ...typed };
    const answer = await (typed.kind === "command"
      ? act({ act: "command", user, channel: channelId, command, text })
      : act({
          act: "message",
          user,
          channel: channelId,
          text: text,
          ...(threadTs === undefined ? {} : { threadTs }),
        }));
    setBusy(false);
    if (answer.ok) return;
    const what = typed.kind === "command" ? command : "The message";
    setFailure(`${what} failed with the error “${answer.error}”.`);
    setLine(line);
  };
  return { line, setLine, failure, setFailure, isBusy, send, recall: () => setLine(last.current) };
}

function Suggestions(props: {
  line: string;
  chosen: string | undefined;
  onPick: (command: string) => void;
}): ReactNode {
  const { line, chosen, onPick } = props;
  const { commands, bot } = useDirectory().state;
  const named = commandOf(line, commands);
  if (named) {
    return (
      <p className="usage">
        <b>{named.command}</b> {named.usageHint}
      </p>
    );
  }
  const suggestions = suggestCommands(line, commands);
  if (suggestions.length === 0) return null;
  return (
    <div className="suggestions" role="listbox" aria-label="Commands">
      <p className="popup-group">{bot.name}</p>
      {suggestions.map(({ command, description, usageHint }) => (
        <div
          key={command}
          role="option"
          tabIndex={-1}
          aria-selected={command === chosen}
          className={`popup-choice ${command === chosen ? "active" : ""}`}
          onClick={() => onPick(command)}
        >
          <span>
            <b>{command}</b> <span className="hint">{usageHint}</span>
            <small>{description}</small>
          </span>
        </div>
      ))}
    </div>
  );
}

function Shortcuts(props: { act: Workspace["act"]; onFailure: (failure: string) => void }): ReactNode {
  const { act, onFailure } = props;
  const { state } = useDirectory();
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const shortcuts = state.shortcuts.filter(({ type }) => type === "global");
  const run = async (callbackId: string, name: string): Promise<void> => {
    const answer = await act({ act: "shortcut", user: state.me.id, callbackId });
    onFailure(answer.ok ? "" : `“${name}” failed with the error “${answer.error}”.`);
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className="plus"
        aria-label="Shortcuts"
        title="Shortcuts"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      >
        +
      </button>
      {isOpen && anchor.current ? (
        <ChoicePopup
          anchor={anchor.current}
          label="Shortcuts"
          choices={shortcuts.map(({ callbackId, name }) => ({
            key: callbackId,
            text: name,
            group: state.bot.name,
          }))}
          onPick={({ key, text }) => void run(key, text)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
