import { retry } from '../../ops/retry.js';
import { GatewayError } from '../gateway.js';

export interface LyraClientOptions {
  /** without a slash at its end: https://api.lyra.com */
  readonly apiUrl: string;
  /** the platform's number of the shop: the user of its REST API */
  readonly account: string;
  /** SECRET */
  readonly password: string;
  /** milliseconds that one call may take */
  readonly deadline: number;
  /** ends every call that is under way */
  readonly closing: AbortSignal;
}

/** `refused`: the platform's own code, like PSP_010. */
export type LyraAnswer =
  | { readonly answer: Readonly<Record<string, unknown>> }
  | { readonly refused: string };

export interface LyraClient {
  /** Calls a web service, like `Charge/CreatePayment`, once. Errors: GatewayError, AWAY, CREDENTIALS or ANSWER. */
  call(service: string, request: object): Promise<LyraAnswer>;
  /** The same, tried again when the platform is away: for what may happen twice without harm. */
  callAgain(service: string, request: object): Promise<LyraAnswer>;
}

/** Characters of an answer that are read; a payment with all its details has some thousand. */
const LONGEST_ANSWER = 1_000_000;

/** The REST API V4: JSON over POST with HTTP Basic. What is sent and answered is never logged. */
export function createLyraClient(options: LyraClientOptions): LyraClient {
  const { apiUrl, account, password, deadline, closing } = options;
  const headers = {
    authorization: `Basic ${Buffer.from(`${account}:${password}`).toString('base64')}`,
    'content-type': 'application/json',
    accept: 'application/json',
  };
  const call: LyraClient['call'] = async (service, request) => {
    const { status, text } = await post(
      `${apiUrl}/api-payment/V4/${service}`,
      { headers, body: JSON.stringify(request) },
      { service, deadline, closing },
    );
    if (status === 401 || status === 403)
      throw new GatewayError(
        'CREDENTIALS',
        `${service}: the platform refuses our credentials (HTTP ${status})`,
      );
    if (status === 429 || status >= 500)
      throw new GatewayError('AWAY', `${service}: the platform says to come back later (HTTP ${status})`);
    return readEnvelope(service, text);
  };
  return {
    call,
    callAgain: (service, request) =>
      retry(() => call(service, request), {
        retryable: (error) => error instanceof GatewayError && error.retryable,
        attempts: 2,
        firstDelay: 300,
        signal: closing,
      }),
  };
}

interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
interface Limits {
  readonly service: string;
  readonly deadline: number;
  readonly closing: AbortSignal;
}

async function post(
  url: string,
  { headers, body }: Post,
  { service, deadline, closing }: Limits,
): Promise<{ readonly status: number; readonly text: string }> {
  const signal = AbortSignal.any([AbortSignal.timeout(deadline), closing]);
  try {
    // A redirect would carry our password to another house.
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > LONGEST_ANSWER)
        throw new GatewayError('ANSWER', `${service}: the platform’s answer does not end`);
    }
    return { status: response.status, text };
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    const why = signal.aborted ? `no answer within ${deadline} ms` : 'the platform cannot be reached';
    throw new GatewayError('AWAY', `${service}: ${why}`, { cause: error });
  }
}

/** `{"status": "SUCCESS" | "ERROR", "answer": {...}}` */
function readEnvelope(service: string, text: string): LyraAnswer {
  const { status, answer } = parseObject(text) ?? {};
  if (typeof answer !== 'object' || answer === null)
    throw new GatewayError('ANSWER', `${service}: the platform’s answer cannot be understood`);
  if (status === 'SUCCESS') return { answer: answer as Readonly<Record<string, unknown>> };
  const { errorCode } = answer as { readonly errorCode?: unknown };
  const code =
    typeof errorCode === 'string' && /^[A-Z]{1,10}_\d{1,6}$/.test(errorCode) ? errorCode : 'UNKNOWN';
  if (/^INT_90\d$/.test(code))
    throw new GatewayError('CREDENTIALS', `${service}: the platform refuses our credentials (${code})`);
  return { refused: code };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
