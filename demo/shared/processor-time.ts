/** The processor time of all threads of this process, in milliseconds. Other programs add nothing to it. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
