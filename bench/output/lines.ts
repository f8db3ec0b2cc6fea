export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Says what a bench found to be broken, and lets it fail. */
export function claim(holds: boolean, what: string): void {
  if (holds) return;
  say(`BROKEN: ${what}`);
  process.exitCode = 1;
}
