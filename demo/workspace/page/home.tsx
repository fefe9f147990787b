import { useCallback, useEffect, type ReactNode } from "react";
import { Blocks } from "./blocks/block.tsx";
import { useDirectory } from "./directory.tsx";
import type { Workspace } from "./state.ts";
import { SurfaceProvider, useSurface, type Surface } from "./surface.tsx";

/** The app's home tab for the acting person; opening it tells the app. */
export function Home({ act }: { act: Workspace["act"] }): ReactNode {
  const { state } = useDirectory();
  const me = state.me.id;
  useEffect(() => void act({ act: "open-home", user: me }), [act, me]);
  const use = useCallback<Surface["use"]>(
    (element, values) => act({ act: "use-in-home", user: me, element, values }),
    [act, me],
  );
  const surface = useSurface(state.home ?? [], use);
  return (
    <main className="main">
      <header className="main-head">
        <h1>{state.bot.name} home</h1>
      </header>
      <div className="log home" tabIndex={0}>
        <SurfaceProvider surface={surface}>
          {state.home ? (
            <Blocks blocks={state.home} />
          ) : (
            <p className="empty">
              {state.bot.name} has not published a home for {state.me.name} yet.
            </p>
          )}
        </SurfaceProvider>
      </div>
    </main>
  );
}
