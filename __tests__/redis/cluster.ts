import { execFileSync } from 'node:child_process';
import { RedisServer } from './redis-server';

/** A Redis Cluster of three nodes on this machine. */
export async function startCluster(): Promise<readonly RedisServer[]> {
  const nodes = await Promise.all(
    [1, 2, 3].map(() => RedisServer.start('--cluster-enabled', 'yes', '--cluster-node-timeout', '2000')),
  );
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  execFileSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'], { stdio: 'ignore' });
  // Until each of them knows that all slots are served.
  while (!nodes.every((node) => node.cli('CLUSTER', 'INFO').includes('cluster_state:ok')))
    await new Promise((resolve) => setTimeout(resolve, 50));
  return nodes;
}
