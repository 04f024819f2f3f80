/** The browser that a test runs in, as jest.config.mjs says. */
export type BrowserName = 'chromium' | 'firefox' | 'webkit';

/** A page that has been loaded. */
export interface Page {
  /** Calls a function in the page. It has nothing but its argument; that and its result go by as JSON. */
  evaluate<Result>(run: () => Result): Promise<Awaited<Result>>;
  evaluate<Argument, Result>(
    run: (argument: Argument) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>>;
  /** Takes the network away from the page, or gives it back. Resolves when the page knows. */
  setOffline(isOffline: boolean): Promise<void>;
  close(): Promise<void>;
}

/** A browser that runs, without a window. */
export interface Browser {
  /** Whether a page that is offline can reach nothing. Otherwise it is only told so, and the server has to be away. */
  readonly cutsNetwork: boolean;
  /** Loads a page. It shares nothing with those before, and is closed before the next. */
  open(url: string): Promise<Page>;
  /** Ends the browser, and removes what it has written. */
  close(): Promise<void>;
}
