import { MEASUREMENTS } from './measurements';

// What rounds.ts starts in a process of its own. It prints the figures of one part of one measurement as JSON.
async function main([name, part]: readonly string[]): Promise<void> {
  // tsx turns source maps on, and an error's stack then costs three times as much as users pay.
  process.setSourceMapsEnabled(false);

  const measure = MEASUREMENTS.find((measurement) => measurement.name === name)?.parts[Number(part)];
  if (!measure) throw new Error('There is no such measurement.');
  const figures = await measure();
  process.stdout.write(JSON.stringify(figures), () => {
    // Ends the calls that are still asleep, too.
    process.exit();
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
