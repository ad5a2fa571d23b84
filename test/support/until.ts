/** Waits for a condition with a deadline; what it gives back is what the condition found. */
export async function until<T>(
  what: string | (() => string),
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  deadline = 30_000,
): Promise<T> {
  const end = Date.now() + deadline;
  let last: unknown;
  for (;;) {
    try {
      const found = await condition();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end)
      throw new Error(`waited ${deadline} ms in vain: ${typeof what === 'string' ? what : what()}`, {
        cause: last,
      });
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}
