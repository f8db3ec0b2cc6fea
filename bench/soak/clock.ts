const wall = Date.now.bind(Date);
const monotonic = performance.now.bind(performance);
let ahead = 0;

/**
 * Lets this process believe that so many milliseconds have passed: limits of requests a minute are kept by the clock, and
 * ten thousand calls within them would take days. Timers are left alone; nothing may be under way that waits for one.
 */
export function jump(ms: number): void {
  ahead += ms;
  Date.now = () => wall() + ahead;
  performance.now = () => monotonic() + ahead;
}
