import { type AttemptRow, findAttempt, type GatewayName, keepPayer } from '../store/attempts.js';
import type { PayableOrder } from '../store/form-lookups.js';
import { type AttemptId, isAttemptId, type Line, type Mode, type ShopId } from '../words.js';
import { type Begun, beginAttempt, type NotBegun } from './begin.js';
import type { PaymentContext } from './context.js';
import { askGateway, followUp } from './follow-up.js';
import { type Buyer, type EmbeddedForm, type Fields, GatewayError, type Told } from './gateway.js';
import { type Taken, takeNotification } from './notifications.js';
import { type Simulated, sendOwedNotifications, simulatePayment } from './simulator/platform.js';

/** What an attempt's page is drawn from. */
export interface AttemptPage {
  readonly attempt: AttemptRow;
  /** what the gateway's form in our page needs; undefined: the page is all ours */
  readonly embedded: EmbeddedForm | undefined;
}

/** The front door: from the moment when the buyer presses "pay" until the order is PAID. */
export interface Payments {
  /** Begins an attempt at a WAITING order, or gives back the one that is open: never two at once. */
  begin(order: PayableOrder, buyer: Buyer): Promise<Begun | NotBegun>;
  /** What became of an attempt; undefined: there is none with this id. */
  find(attemptId: string): Promise<AttemptRow | undefined>;
  /** Whether a gateway is configured: always in TEST, where there is the simulator. */
  canPay(shopId: ShopId, mode: Mode): Promise<boolean>;

  /** An attempt with what its page needs; undefined: there is none, or its gateway is not configured any more. */
  openPage(attemptId: string): Promise<AttemptPage | undefined>;
  /** What claims to come from a gateway; undefined: this shop has no such gateway. */
  takeNotification(gateway: GatewayName, line: Line, fields: Fields): Promise<Taken | undefined>;
  /** A browser came back from a gateway's page: whose it is, and at most a reason to ask the gateway. */
  takeReturn(attemptId: string, fields: Fields, sessionHash: string | undefined): Promise<void>;
  /** A click on the simulator's page; false: the attempt takes no payment any more. */
  simulate(attemptId: AttemptId, simulated: Simulated, sessionHash: string): Promise<boolean>;

  /** One turn of what has to follow: look-ups, refunds, notifications of the simulator; how many it was. */
  followUp(): Promise<number>;
}

/** What a gateway told is about this attempt, by its name or, without one, by its order's. */
function isAbout({ id, reference }: AttemptRow, told: Told): boolean {
  return told.attemptId === undefined ? told.reference === reference : told.attemptId === id;
}

export function createPayments(context: PaymentContext, simulatorKey: string): Payments {
  const { pool, gateways, logger } = context;
  const find = async (attemptId: string) =>
    isAttemptId(attemptId) ? findAttempt(pool, attemptId) : undefined;
  return {
    begin: (order, buyer) => beginAttempt(context, order, buyer),
    find,
    canPay: async (shopId, mode) => gateways.of({ shopId, mode }) !== undefined,
    openPage: async (attemptId) => {
      const attempt = await find(attemptId);
      const gateway = attempt === undefined ? undefined : gateways.behind(attempt);
      return attempt === undefined || gateway === undefined
        ? undefined
        : { attempt, embedded: gateway.embedded };
    },
    takeNotification: async (name, line, fields) => {
      const gateway = gateways.of(line);
      return gateway?.name === name ? takeNotification(context, { gateway, line }, fields) : undefined;
    },
    takeReturn: async (attemptId, fields, sessionHash) => {
      const attempt = await find(attemptId);
      const gateway = attempt === undefined ? undefined : gateways.behind(attempt);
      if (attempt === undefined || gateway === undefined) return;
      const message = gateway.readReturn(fields);
      const own = 'told' in message ? message.told.filter((told) => isAbout(attempt, told)) : [];
      if (own.length === 0) {
        logger.warn('what a browser brought back is not believed', {
          gateway: gateway.name,
          attempt: attempt.id,
        });
        return;
      }
      if (sessionHash !== undefined && own.some(({ outcome }) => outcome === 'PAID'))
        await keepPayer(pool, attempt.id, sessionHash);
      if (attempt.state !== 'OPEN') return;
      await askGateway(context, attempt).catch((error: unknown) => {
        if (!(error instanceof GatewayError)) throw error;
        logger.warn('a gateway could not be asked when a browser came back', { attempt: attempt.id, error });
      });
    },
    simulate: (attemptId, simulated, sessionHash) =>
      simulatePayment(context, simulatorKey, { attemptId, sessionHash, simulated }),
    followUp: async () => {
      const [due, owed] = await Promise.all([
        followUp(context),
        sendOwedNotifications(context, simulatorKey),
      ]);
      return due + owed;
    },
  };
}
