import { shared } from './setup';

export default async function teardown(): Promise<void> {
  await shared.chromium?.close();
}
