import { spawn } from 'node:child_process';

/** What opens an address on this system, and what comes before the address. */
function opener(): readonly [command: string, ...args: string[]] {
  switch (process.platform) {
    case 'darwin':
      return ['open'];
    case 'win32':
      // The first text in quotes would be the title of a window.
      return ['cmd', '/c', 'start', ''];
    default:
      return ['xdg-open'];
  }
}

/**
 * Opens an address in the browser.
 *
 * @param onFailure is told in words when there is nothing to open it with.
 */
export function openPage(url: string, onFailure: (problem: string) => void): void {
  const [command, ...args] = opener();
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', ({ message }) => {
    onFailure(`Could not open a browser (${message}).`);
  });
  child.unref();
}
