import type { ReactNode } from "react";

const HUES = [205, 340, 150, 28, 265, 185, 50, 310];

/** A picture made of a person's initials, always in the same colour for the same id. */
export function Avatar(props: { id: string; name: string; isBot?: boolean }): ReactNode {
  const { id, name, isBot = false } = props;
  const sum = Array.from(id).reduce((total, char) => (total * 31 + (char.codePointAt(0) ?? 0)) % 9973, 7);
  const hue = HUES[sum % HUES.length] ?? 205;
  return (
    <span
      className="avatar"
      aria-hidden="true"
      style={{ background: isBot ? undefined : `hsl(${hue} 48% 38%)` }}
    >
      {isBot ? <Logo /> : initials(name)}
    </span>
  );
}

/** Slipway's sign: a hull on its slip. */
export function Logo(): ReactNode {
  return (
    <svg viewBox="0 0 32 32" className="logo" aria-hidden="true">
      <path d="M4 23l24-8v3L4 26.500z" fill="currentColor" opacity=".55" />
      <path d="M8 11h15l-2.500 6L10 20.500z" fill="currentColor" />
      <path d="M14 5h2v5h-2z" fill="currentColor" />
    </svg>
  );
}

function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== "");
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.[0]?.toUpperCase() ?? "")
    .join("");
}
