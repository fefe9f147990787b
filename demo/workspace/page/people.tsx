import { useEffect, useState, type ReactNode } from "react";
import type { PagePerson } from "../contract.ts";
import { Avatar } from "./avatar.tsx";
import { FaultMenu } from "./faults.tsx";

/** The bar on top: who acts now and who else may; Alt+1, Alt+2 … switch as well. */
export function PeopleSwitch(props: {
  people: PagePerson[];
  me: string;
  onMenu: () => void;
  onSwitch: (id: string) => void;
}): ReactNode {
  const { people, me, onMenu, onSwitch } = props;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const digit = event.altKey ? /^Digit([1-9])$/.exec(event.code)?.[1] : undefined;
      const person = digit === undefined ? undefined : people[Number(digit) - 1];
      if (!person) return;
      event.preventDefault();
      onSwitch(person.id);
    };
    globalThis.addEventListener("keydown", onKeyDown);
    return () => globalThis.removeEventListener("keydown", onKeyDown);
  }, [people, onSwitch]);
  return (
    <header className="top">
      <button type="button" className="menu-toggle" aria-label="Channels" onClick={onMenu}>
        ☰
      </button>
      <span className="top-label" id="acting-as">
        You are acting as
      </span>
      <div className="people" role="radiogroup" aria-labelledby="acting-as">
        {people.map((person, index) => (
          <button
            key={person.id}
            type="button"
            role="radio"
            aria-checked={person.id === me}
            aria-label={`${person.name}, ${person.title}`}
            title={`${person.name} – ${person.title} (Alt+${index + 1})`}
            className="person"
            onClick={() => onSwitch(person.id)}
          >
            <Avatar id={person.id} name={person.name} />
            <span className="person-words">
              <b>{person.name}</b>
              <small>{person.title}</small>
            </span>
            <kbd>{index + 1}</kbd>
          </button>
        ))}
      </div>
      <FaultMenu />
      <ThemeToggle />
    </header>
  );
}

function ThemeToggle(): ReactNode {
  const [theme, setTheme] = useState(() => globalThis.localStorage.getItem("theme") ?? "");
  const isDark = theme ? theme === "dark" : globalThis.matchMedia("(prefers-color-scheme: dark)").matches;
  useEffect(() => {
    if (theme === "") return;
    document.documentElement.dataset["theme"] = theme;
    globalThis.localStorage.setItem("theme", theme);
  }, [theme]);
  return (
    <button
      type="button"
      className="top-button"
      aria-label={isDark ? "Use the light theme" : "Use the dark theme"}
      title={isDark ? "Light theme" : "Dark theme"}
      onClick={() => setTheme(isDark ? "light" : "dark")}
    >
      {isDark ? "☀" : "☾"}
    </button>
  );
}
