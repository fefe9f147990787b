import { createContext, useCallback, useContext, useState, type ReactNode } from "react";
import { Dialog } from "./dialog.tsx";
import { textOf, type Json } from "./json.ts";
import { Mrkdwn } from "./mrkdwn.tsx";

type Ask = (confirm: Json) => Promise<boolean>;

const ConfirmContext = createContext<Ask>(() => Promise.resolve(true));

/** Asks a person to confirm; the answer is true when they did. */
export function useConfirm(): Ask {
  return useContext(ConfirmContext);
}

/** Draws the confirm dialog that elements below ask for, over everything else. */
export function ConfirmProvider({ children }: { children: ReactNode }): ReactNode {
  const [asked, setAsked] = useState<{ confirm: Json; answer: (isSure: boolean) => void } | null>(null);
  const ask = useCallback<Ask>(
    (confirm) =>
      new Promise((resolve) => {
        const answer = (isSure: boolean): void => {
          setAsked(null);
          resolve(isSure);
        };
        setAsked({ confirm, answer });
      }),
    [],
  );
  return (
    <ConfirmContext value={ask}>
      {children}
      {asked ? <ConfirmDialog confirm={asked.confirm} onAnswer={asked.answer} /> : null}
    </ConfirmContext>
  );
}

function ConfirmDialog(props: { confirm: Json; onAnswer: (isSure: boolean) => void }): ReactNode {
  const { confirm, onAnswer } = props;
  const isDanger = confirm["style"] === "danger";
  return (
    <Dialog label={textOf(confirm["title"])} className="confirm" onClose={() => onAnswer(false)}>
      <header className="dialog-head">
        <h2>{textOf(confirm["title"])}</h2>
      </header>
      <div className="dialog-body">
        <Mrkdwn text={textOf(confirm["text"])} />
      </div>
      <footer className="dialog-foot">
        <button type="button" className="button" onClick={() => onAnswer(false)}>
          {textOf(confirm["deny"]) || "Cancel"}
        </button>
        <button
          type="button"
          className={`button ${isDanger ? "danger" : "primary"} filled`}
          data-first
          onClick={() => onAnswer(true)}
        >
          {textOf(confirm["confirm"]) || "Yes"}
        </button>
      </footer>
    </Dialog>
  );
}
