import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const FILE = resolve(__dirname, 'server.ts');

export interface Server {
  readonly port: number;
  /** Closes the connections that nobody uses, and says how many are left. */
  connections(): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the server in a process of its own, on a free port of this machine. */
export async function startServer(): Promise<Server> {
  const child = fork(FILE, { execArgv: ['--import', 'tsx'] });
  const answer = async (): Promise<number> => ((await once(child, 'message')) as [number])[0];
  const port = await answer();
  return {
    port,
    connections: () => {
      const connections = answer();
      child.send('connections');
      return connections;
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
