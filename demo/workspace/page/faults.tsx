import { useRef, useState, type ReactNode } from "react";
import { ChoicePopup } from "./popup.tsx";

const FAULTS = [
  {
    key: "outage",
    text: "Slack is down",
    description: "Nothing of Slack answers until all is well again",
    wish: { fault: "outage", isOn: true },
  },
  {
    key: "cut-after",
    text: "Lose the next answer",
    description: "The next call is done, but its answer never arrives",
    wish: { fault: "cut-after", method: "*" },
  },
  {
    key: "rate-limited",
    text: "Rate-limit the next call",
    description: "It is answered with 429 and a wait of 5 s",
    wish: { fault: "rate-limited", method: "*", retryAfterS: 5 },
  },
  {
    key: "duplicate-next",
    text: "Deliver the next click twice",
    description: "As Slack sometimes does",
    wish: { fault: "duplicate-next" },
  },
  {
    key: "drop-socket",
    text: "Drop the bot's connection",
    description: "The bot has to connect again",
    wish: { fault: "drop-socket" },
  },
  { key: "clear", text: "All well again", description: "Ends every fault", wish: { fault: "clear" } },
];

/** A menu of things that may go wrong with Slack, to see how the bot takes them. */
export function FaultMenu(): ReactNode {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [current, setCurrent] = useState("");
  const ask = async (key: string): Promise<void> => {
    const fault = FAULTS.find((one) => one.key === key);
    const response = await fetch("/page/faults", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fault?.wish),
    });
    // Only an outage lasts; the others are over with the next call, so naming them for longer would be untrue.
    if (response.ok) setCurrent(key === "outage" ? "Slack is down" : "");
    else setCurrent(`failed (${response.status})`);
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className={`top-button ${current ? "alarmed" : ""}`}
        aria-label="Faults"
        title="Make something go wrong"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      >
        ⚡<span className="fault-name">{current}</span>
      </button>
      {isOpen && anchor.current ? (
        <ChoicePopup
          anchor={anchor.current}
          label="Faults"
          choices={FAULTS}
          onPick={({ key }) => void ask(key)}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
