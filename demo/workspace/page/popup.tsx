import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
} from "react";

/** One choice of a menu or list. */
export interface Choice {
  key: string;
  text: string;
  description?: string;
  /** Heading under which the choice stands. */
  group?: string;
  isChosen?: boolean;
}

/** A list of choices in a pop-up beside the element it belongs to, with a search field where it is long. Arrow keys, Enter and Escape work. */
export function ChoicePopup(props: {
  anchor: HTMLElement;
  label: string;
  choices: Choice[];
  isMulti?: boolean;
  onPick: (choice: Choice) => void;
  onClose: () => void;
}): ReactNode {
  const { anchor, label, choices, isMulti = false, onPick, onClose } = props;
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const listId = useId();
  const popup = usePopover(anchor, onClose);
  const shown = choices.filter(({ text }) => text.toLowerCase().includes(query.toLowerCase()));
  const pick = (choice: Choice | undefined): void => {
    if (!choice) return;
    onPick(choice);
    if (!isMulti) onClose();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined) setActive((before) => (before + step + shown.length) % Math.max(shown.length, 1));
    else if (event.key === "Enter") pick(shown[active]);
    else if (event.key === "Tab") onClose();
    else return;
    if (event.key !== "Tab") event.preventDefault();
  };
  return (
    <div ref={popup} popover="auto" className="popup" onKeyDown={onKeyDown}>
      <input
        className={choices.length > 6 ? "popup-search" : "popup-search visually-hidden"}
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={shown.length > 0 ? `${listId}-${active}` : undefined}
        aria-label={label}
        placeholder="Search"
        value={query}
        autoFocus
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
      />
      <ChoiceList {...{ listId, label, shown, active, isMulti, pick, setActive }} />
    </div>
  );
}

function ChoiceList(props: {
  listId: string;
  label: string;
  shown: Choice[];
  active: number;
  isMulti: boolean;
  pick: (choice: Choice) => void;
  setActive: (index: number) => void;
}): ReactNode {
  const { listId, label, shown, active, isMulti, pick, setActive } = props;
  return (
    <div id={listId} role="listbox" aria-label={label} aria-multiselectable={isMulti} className="popup-list">
      {shown.length === 0 ? <p className="popup-empty">No match</p> : null}
      {shown.map((choice, index) => (
        <div key={`${choice.group ?? ""}/${choice.key}`}>
          {choice.group !== undefined && choice.group !== shown[index - 1]?.group ? (
            <p className="popup-group">{choice.group}</p>
          ) : null}
          <div
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={choice.isChosen === true}
            className={`popup-choice ${index === active ? "active" : ""}`}
            onMouseEnter={() => setActive(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(choice)}
          >
            <span>
              {choice.text}
              {choice.description ? <small>{choice.description}</small> : null}
            </span>
            {choice.isChosen ? <span aria-hidden="true">✓</span> : null}
          </div>
        </div>
      ))}
    </div>
  );
}

function usePopover(anchor: HTMLElement, onClose: () => void): RefObject<HTMLDivElement | null> {
  const popup = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useLayoutEffect(() => {
    const element = popup.current;
    if (!element) return undefined;
    element.showPopover();
    placeBeside(element, anchor);
    element.querySelector("input")?.focus({ preventScroll: true });
    const onToggle = (event: Event): void => {
      if (event instanceof ToggleEvent && event.newState === "closed") close.current();
    };
    element.addEventListener("toggle", onToggle);
    return () => {
      element.removeEventListener("toggle", onToggle);
      anchor.focus({ preventScroll: true });
    };
  }, [anchor]);
  return popup;
}

/** Below the anchor where there is room, else above; never outside the window. */
function placeBeside(popup: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  popup.style.minWidth = `${Math.max(at.width, 180)}px`;
  const { width, height } = popup.getBoundingClientRect();
  const hasRoomBelow = at.bottom + height + 8 < globalThis.innerHeight;
  popup.style.top = `${hasRoomBelow ? at.bottom + 4 : Math.max(8, at.top - height - 4)}px`;
  popup.style.left = `${Math.max(8, Math.min(at.left, globalThis.innerWidth - width - 8))}px`;
}
