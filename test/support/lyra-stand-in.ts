import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LyraSettings } from '../../src/config.js';
import type { Line } from '../../src/words.js';

/**
 * A local stand-in of a Lyra platform: it speaks the part of the REST API V4 that is used, signs its answers as the
 * platform does, and sends notifications when it is told to: early, late, twice, not at all, or with something changed.
 */
export interface LyraStandIn {
  readonly url: string;
  /** The settings of one shop's account here. */
  settingsFor(line: Line): LyraSettings;
  /** Calls of the API, like `Charge/CreatePayment`, with what was asked. */
  readonly calls: { readonly service: string; readonly request: Readonly<Record<string, unknown>> }[];
  /** What it does to those who call: `away`: HTTP 503; `hanging`: no answer; `cut`: the connection ends. */
  manner: 'well' | 'away' | 'hanging' | 'cut' | 'babbling';
  /** Whether CancelOrRefund succeeds, fails, or succeeds without saying so. */
  refunds: 'well' | 'refused' | 'unheard';
  /** A buyer enters a card into the form that this token opened. */
  pay(token: string, card?: Partial<Card>): Payment;
  /** The bank or the merchant changes a transaction afterwards. */
  change(payment: Payment, change: Partial<Pick<Transaction, 'status' | 'detailedStatus'>>): void;
  /** Sends the instant notification of a payment, perhaps with something changed; the HTTP status of the answer. */
  notify(payment: Payment, change?: Change): Promise<number>;
  /** The fields of the instant notification, for who sends it otherwise. */
  signed(payment: Payment): Record<string, string>;
  /** What the browser posts when it returns. */
  returned(payment: Payment, change?: Change): Record<string, string>;
  /** Transactions that were given back, as often as that was. */
  readonly refunded: string[];
  close(): Promise<void>;
}

export interface Card {
  /** REFUSED ends the form, REFUSED_ONCE lets the buyer try again. */
  readonly outcome: 'PAID' | 'REFUSED' | 'REFUSED_ONCE' | 'PENDING' | 'ABANDONED';
}

/** What a dishonest or confused sender changes, before or after the signature. */
export interface Change {
  readonly amount?: number;
  readonly currency?: string;
  readonly mode?: string;
  readonly shopId?: string;
  readonly orderId?: string;
  /** the signing key, instead of the right one */
  readonly key?: string;
  readonly algorithm?: string;
  readonly keyName?: string;
  /** applied to the text after it was signed */
  readonly forge?: (text: string) => string;
  /** the address, instead of the one that the payment was created with */
  readonly url?: string;
  /** whether `/` is written as `\/`, as some servers do */
  readonly escaped?: boolean;
  /** without our own name of the attempt */
  readonly nameless?: boolean;
}

export interface Payment {
  readonly account: string;
  readonly orderId: string;
  readonly notificationUrl: string;
  readonly goesOn: boolean;
  readonly transaction: Transaction | undefined;
  readonly metadata: Transaction['metadata'];
  readonly amount: number;
  readonly currency: string;
  readonly mode: string;
}

interface Transaction {
  readonly uuid: string;
  readonly amount: number;
  readonly currency: string;
  status: string;
  detailedStatus: string;
  readonly operationType: string;
  readonly creationDate: string;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly errorCode: string | null;
  refundAmount: number | null;
}

interface Account {
  readonly account: string;
  readonly password: string;
  readonly hmacKey: string;
  readonly mode: string;
  readonly payments: Payment[];
}

interface Token {
  readonly account: Account;
  readonly request: Readonly<Record<string, unknown>>;
  used: boolean;
}

const STATES: Readonly<Record<Card['outcome'], readonly [status: string, detailed: string]>> = {
  PAID: ['PAID', 'AUTHORISED'],
  REFUSED: ['UNPAID', 'REFUSED'],
  REFUSED_ONCE: ['UNPAID', 'REFUSED'],
  PENDING: ['RUNNING', 'WAITING_AUTHORISATION'],
  ABANDONED: ['ABANDONED', 'ABANDONED'],
};

export async function startLyraStandIn(): Promise<LyraStandIn> {
  const accounts = new Map<string, Account>();
  const tokens = new Map<string, Token>();
  const standIn: Pick<LyraStandIn, 'manner' | 'refunds' | 'calls' | 'refunded'> = {
    manner: 'well',
    refunds: 'well',
    calls: [],
    refunded: [],
  };

  const pay: LyraStandIn['pay'] = (text, { outcome = 'PAID' } = {}) => {
    const token = tokens.get(text);
    if (token === undefined) throw new Error('the platform knows no such form token');
    if (token.used) throw new Error('the form token is used up');
    const { account, request } = token;
    token.used = outcome !== 'REFUSED_ONCE';
    const [status, detailedStatus] = STATES[outcome];
    const amount = Number(request.amount);
    const currency = String(request.currency);
    const transaction: Transaction = {
      uuid: randomUUID().replaceAll('-', ''),
      amount,
      currency,
      status,
      detailedStatus,
      operationType: 'DEBIT',
      creationDate: new Date().toISOString().replace(/\.\d+Z/, '+00:00'),
      metadata: (request.metadata as Transaction['metadata'] | undefined) ?? null,
      errorCode: status === 'UNPAID' ? 'ACQ_001' : null,
      refundAmount: null,
    };
    const payment: Payment = {
      account: account.account,
      orderId: String(request.orderId),
      notificationUrl: String(request.ipnTargetUrl),
      goesOn: outcome === 'REFUSED_ONCE',
      transaction: outcome === 'ABANDONED' ? undefined : transaction,
      metadata: transaction.metadata,
      amount,
      currency,
      mode: account.mode,
    };
    account.payments.push(payment);
    return payment;
  };

  const sign = (payment: Payment, name: 'password' | 'sha256_hmac', change: Change) => {
    const account = accounts.get(payment.account);
    const key = change.key ?? (name === 'password' ? account?.password : account?.hmacKey) ?? '';
    const plain = JSON.stringify(writePayment([payment], change));
    const hash = createHmac('sha256', key).update(plain).digest('hex');
    const text = change.escaped === true ? plain.replaceAll('/', '\\/') : plain;
    return {
      'kr-hash': hash,
      'kr-hash-algorithm': change.algorithm ?? 'sha256_hmac',
      'kr-hash-key': change.keyName ?? name,
      'kr-answer-type': 'V4/Payment',
      'kr-answer': change.forge === undefined ? text : change.forge(text),
    };
  };

  const answerCall = (
    account: Account,
    service: string,
    request: Readonly<Record<string, unknown>>,
  ): object => {
    const all = account.payments;
    const find = () => all.find(({ transaction }) => transaction?.uuid === request.uuid)?.transaction;
    switch (service) {
      case 'Charge/SDKTest':
        return success({ value: request.value });
      case 'Charge/CreatePayment': {
        const text = `${randomBytes(20).toString('hex')}${account.account}`;
        tokens.set(text, { account, request, used: false });
        return success({ formToken: text });
      }
      case 'Order/Get': {
        const payments = all.filter(
          ({ orderId, transaction }) => orderId === request.orderId && transaction !== undefined,
        );
        return payments.length === 0 ? failure('PSP_010') : success(writePayment(payments, {}));
      }
      case 'Transaction/Get': {
        const transaction = find();
        return transaction === undefined ? failure('PSP_010') : success(writeTransaction(transaction, {}));
      }
      case 'Transaction/CancelOrRefund': {
        const transaction = find();
        if (transaction === undefined || standIn.refunds === 'refused') return failure('PSP_100');
        if (transaction.detailedStatus === 'CANCELLED') return failure('PSP_083');
        standIn.refunded.push(transaction.uuid);
        Object.assign(transaction, { status: 'UNPAID', detailedStatus: 'CANCELLED' });
        return standIn.refunds === 'unheard' ? { unheard: true } : success(writeTransaction(transaction, {}));
      }
      default:
        return failure('INT_009');
    }
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const body = await readBody(request);
    if (url.pathname.startsWith('/static/')) return sendStatic(response, url.pathname);
    if (url.pathname === '/enter-card') {
      // What the platform's own frame does when the buyer has entered a card.
      const payment = pay(url.searchParams.get('token') ?? '', {
        outcome: (url.searchParams.get('outcome') ?? 'PAID') as Card['outcome'],
      });
      response.setHeader('access-control-allow-origin', '*');
      return sendJson(response, 200, sign(payment, 'sha256_hmac', {}));
    }
    const service = url.pathname.replace('/api-payment/V4/', '');
    const account = readLogin(request, accounts);
    const asked = JSON.parse(body) as Readonly<Record<string, unknown>>;
    standIn.calls.push({ service, request: asked });
    if (standIn.manner === 'hanging') return;
    if (standIn.manner === 'cut') return void request.socket.destroy();
    if (standIn.manner === 'away') return sendJson(response, 503, {});
    if (standIn.manner === 'babbling') return void response.end('<html>we are moving house</html>');
    if (account === undefined) return sendJson(response, 401, failure('INT_905'));
    const answer = answerCall(account, service, asked);
    if ('unheard' in answer) return void request.socket.destroy();
    sendJson(response, 200, answer);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let lastAccount = 69_876_356;

  return Object.assign(standIn, {
    url,
    settingsFor: (line: Line): LyraSettings => {
      lastAccount += 1;
      const account = String(lastAccount);
      const password = `${line.mode === 'TEST' ? 'testpassword_' : 'prodpassword_'}${randomBytes(12).toString('hex')}`;
      const hmacKey = randomBytes(16).toString('hex');
      accounts.set(account, { account, password, hmacKey, mode: line.mode, payments: [] });
      const publicKey = `${account}:${line.mode === 'TEST' ? 'testpublickey_' : 'publickey_'}${randomBytes(8).toString('hex')}`;
      return { line, account, password, hmacKey, publicKey, apiUrl: url, staticUrl: url };
    },
    pay,
    change: (payment: Payment, change: object) => {
      if (payment.transaction !== undefined) Object.assign(payment.transaction, change);
    },
    notify: async (payment: Payment, change: Change = {}) => {
      const answer = await fetch(change.url ?? payment.notificationUrl, {
        method: 'POST',
        body: new URLSearchParams(sign(payment, 'password', change)),
      });
      await answer.text();
      return answer.status;
    },
    signed: (payment: Payment) => sign(payment, 'password', {}),
    returned: (payment: Payment, change: Change = {}) => sign(payment, 'sha256_hmac', change),
    close: () => closeServer(server),
  });
}

/** V4/Payment with what the platform says of these payments of one order. */
function writePayment(payments: readonly Payment[], change: Change): object {
  const [first] = payments;
  const last = payments.at(-1);
  if (first === undefined || last === undefined) throw new Error('there is nothing to tell of');
  const transactions = payments.flatMap(({ transaction }) =>
    transaction === undefined ? [] : [transaction],
  );
  const paid = transactions.some(({ status }) => status === 'PAID');
  return {
    shopId: change.shopId ?? first.account,
    orderCycle: last.goesOn ? 'OPEN' : 'CLOSED',
    orderStatus: paid ? 'PAID' : (transactions.at(-1)?.status ?? 'ABANDONED'),
    serverDate: new Date().toISOString(),
    orderDetails: {
      orderTotalAmount: change.amount ?? first.amount,
      orderCurrency: change.currency ?? first.currency,
      mode: change.mode ?? first.mode,
      orderId: change.orderId ?? first.orderId,
      metadata: change.nameless === true ? null : last.metadata,
      _type: 'V4/OrderDetails',
    },
    customer: { email: 'buyer@example.com', _type: 'V4/Customer/Customer' },
    transactions: transactions.map((transaction) => writeTransaction(transaction, change)),
    _type: 'V4/Payment',
  };
}

function writeTransaction({ refundAmount, metadata, ...transaction }: Transaction, change: Change): object {
  return {
    ...transaction,
    amount: change.amount ?? transaction.amount,
    currency: change.currency ?? transaction.currency,
    metadata: change.nameless === true ? null : metadata,
    transactionDetails: { cardDetails: { pan: '497010XXXXXX0055', captureResponse: { refundAmount } } },
    _type: 'V4/PaymentTransaction',
  };
}

function success(answer: object): object {
  return { status: 'SUCCESS', version: 'V4', answer };
}

function failure(errorCode: string): object {
  return {
    status: 'ERROR',
    version: 'V4',
    answer: { errorCode, errorMessage: 'in words', _type: 'V4/WebService/WebServiceError' },
  };
}

function readLogin(request: IncomingMessage, accounts: ReadonlyMap<string, Account>): Account | undefined {
  const encoded = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const [user = '', password] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const account = accounts.get(user);
  return account?.password === password ? account : undefined;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

function sendJson(response: ServerResponse, status: number, value: object): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

/**
 * The stand-in's script: it reads its settings and the form token from the page, as the platform's does, and draws its
 * field in a frame. Instead of a card number it takes an outcome.
 */
const SCRIPT = `
const own = document.currentScript;
addEventListener('DOMContentLoaded', () => {
  const form = document.querySelector('.kr-smart-form');
  const origin = new URL(own.src).origin;
  const button = document.createElement('button');
  button.textContent = 'Pay at the platform';
  button.className = 'button';
  button.addEventListener('click', async () => {
    const asked = new URL('/enter-card', origin);
    asked.searchParams.set('token', form.getAttribute('kr-form-token'));
    const fields = await (await fetch(asked)).json();
    const back = document.createElement('form');
    back.method = 'post';
    back.action = own.getAttribute('kr-post-url-success');
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name, value });
      back.append(input);
    }
    document.body.append(back);
    back.submit();
  });
  form.append(button);
});
`;

function sendStatic(response: ServerResponse, path: string): void {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('content-type', path.endsWith('.css') ? 'text/css' : 'text/javascript');
  response.end(path.endsWith('kr-payment-form.min.js') ? SCRIPT : '');
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
