import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder, Capabilities, type WebDriver } from 'selenium-webdriver';
import { DriverService } from 'selenium-webdriver/remote';
import { refusedPort } from '../../http/scripted-server';
import type { Browser, Page } from './browser';
import { pathOf } from './installed';

/** A program that has been started. */
interface Started<Thing> {
  readonly value: Thing;
  end(): Promise<void>;
}

/** Starts a screen that nobody sees, since this browser can't do without one. It ends with the last program on it. */
async function startScreen(): Promise<Started<string>> {
  const args = ['-displayfd', '3', '-terminate', '-nolisten', 'tcp', '-screen', '0', '1280x1024x24'];
  const screen = spawn(pathOf('screen'), args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const ended = once(screen, 'exit');
  // A worker that ends early would leave it running.
  const kill = (): void => void screen.kill();
  process.on('exit', kill);
  const [number] = await once(screen.stdio[3]!, 'data');
  return {
    value: `:${String(number).trim()}`,
    end: async () => {
      kill();
      await ended;
      process.off('exit', kill);
    },
  };
}

/** Starts the driver, and with it the browser. */
async function startSession(env: Record<string, string>): Promise<Started<WebDriver>> {
  const port = await refusedPort();
  const driver = new DriverService.Builder(pathOf('driver'))
    .setLoopback(true)
    .setPort(port)
    .addArguments(`--port=${port}`)
    .setEnvironment(env)
    .build();
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: pathOf('webkit'), args: ['--automation'] },
  });
  const session = await new Builder()
    .usingServer(await driver.start())
    .withCapabilities(capabilities)
    .build();
  // Tests have their own limit.
  await session.manage().setTimeouts({ script: 600_000 });
  return {
    value: session,
    end: async () => {
      await session.quit();
      await driver.kill();
    },
  };
}

/** Tells a page that it has lost the network, or that it is back. Runs in the page. */
function tellNetwork(isOffline: boolean): void {
  Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => !isOffline });
  dispatchEvent(new Event(isOffline ? 'offline' : 'online'));
}

/** The page that a session shows. Unlike the other drivers, this one calls no function and waits for no promise. */
function pageIn(session: WebDriver): Page {
  const evaluate = async (run: (argument: never) => unknown, argument?: unknown): Promise<never> => {
    // The driver makes null of undefined.
    const script = `
      const [argument, done] = arguments;
      Promise.resolve(argument)
        .then(${run.toString()})
        .then((result) => done({ result: JSON.stringify(result) }), (error) => done({ error: String(error) }));`;
    const { result, error } = await session.executeAsyncScript<{ result?: string | null; error?: string }>(
      script,
      argument,
    );
    if (error !== undefined) throw new Error(error);
    return (typeof result === 'string' ? JSON.parse(result) : undefined) as never;
  };
  return {
    evaluate,
    setOffline: (isOffline) => evaluate(tellNetwork, isOffline),
    close: () => session.get('about:blank'),
  };
}

/** Whether a page has loaded: on a busy machine the driver may mean the one before. Runs in the page. */
const isLoaded = (url: string): boolean =>
  document.readyState === 'complete' && location.href.startsWith(url);

/** Starts WebKitGTK's own small browser, over WebDriver. */
export async function startWebkit(): Promise<Browser> {
  const home = await mkdtemp(join(tmpdir(), 'webkit-'));
  const screen = await startScreen();
  const session = await startSession({ HOME: home, XDG_RUNTIME_DIR: home, DISPLAY: screen.value });
  return {
    cutsNetwork: false,
    open: async (url) => {
      await session.value.get(url);
      const page = pageIn(session.value);
      while (!(await page.evaluate(isLoaded, url)));
      return page;
    },
    close: async () => {
      await session.end();
      await screen.end();
      await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
