/** A buyer's browser without anything to look at: keeps cookies, fills in the form that it was shown, follows nothing. */
export class Buyer {
  private readonly cookies = new Map<string, string>();

  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  set cookie(text: string) {
    this.cookies.clear();
    this.remember([text]);
  }

  async open(path: string): Promise<Seen> {
    return this.see(await fetch(this.url + path, { headers: this.sent(), redirect: 'manual' }));
  }

  /** Opens an invoice's form and sends it as it is, with these entries on top; `undefined` leaves one out. */
  async pay(path: string, entries: Readonly<Record<string, string | undefined>> = {}): Promise<Seen> {
    const { body } = await this.open(path);
    return this.send(path, { ...readForm(body), ...entries });
  }

  async send(path: string, entries: Readonly<Record<string, string | undefined>>): Promise<Seen> {
    const given = Object.entries(entries).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const body = new URLSearchParams(given);
    return this.see(
      await fetch(this.url + path, { method: 'POST', body, headers: this.sent(), redirect: 'manual' }),
    );
  }

  private sent(): Record<string, string> {
    return { ...this.headers, ...(this.cookies.size > 0 && { cookie: this.cookie }) };
  }

  private async see(answer: Response): Promise<Seen> {
    this.remember(answer.headers.getSetCookie());
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  }

  private remember(cookies: readonly string[]): void {
    for (const cookie of cookies) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (name !== undefined && value !== undefined) this.cookies.set(name, value);
    }
  }
}

export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Names and values of the inputs of a page. */
export function readForm(page: string): Record<string, string> {
  const inputs = page.match(/<input[^>]*>/g) ?? [];
  return Object.fromEntries(
    inputs
      .filter((input) => !/type="checkbox"/.test(input))
      .map((input) => [/ name="([^"]*)"/.exec(input)?.[1] ?? '', / value="([^"]*)"/.exec(input)?.[1] ?? '']),
  );
}
