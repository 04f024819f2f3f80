/** Stands for the reader's own `./auth`: a new token each time, `old-…` until it has been refreshed. */
let age = 'old';
let count = 0;

export function getToken(): Promise<string> {
  return Promise.resolve(`${age}-${++count}`);
}

export function refreshToken(): Promise<void> {
  age = 'new';
  return Promise.resolve();
}

export function resetTokens(): void {
  age = 'old';
  count = 0;
}
