import type { Pool } from 'pg';
import type { AttemptRow } from '../../store/attempts.js';
import { findSimulatedPayment, refundSimulatedPayment } from '../../store/simulator-payments.js';
import type { Line } from '../../words.js';
import { type Gateway, GatewayError } from '../gateway.js';
import { readMessage, writeMessage } from './messages.js';

export interface SimulatorParts {
  readonly pool: Pool;
  /** SECRET of the installation: signs the simulator's notifications */
  readonly key: string;
  /** seconds that its page takes a payment */
  readonly openSeconds: number;
}

/**
 * A gateway without a bank, for TEST: its page offers cards that are accepted, refused, and so on, and its platform is
 * two tables. Errors: SimulatorError for PRODUCTION, where it would give goods away.
 */
export function createSimulator({ pool, key, openSeconds }: SimulatorParts, line: Line): Gateway {
  if (line.mode !== 'TEST') throw new SimulatorError(line);
  const lookUp = async (attempt: AttemptRow) => {
    const payment = await findSimulatedPayment(pool, attempt.id);
    if (payment === undefined) return [];
    const message = writeMessage(key, attempt, payment);
    const read = readMessage(key, (name) => (name === 'answer' ? message.answer : message.signature));
    return 'told' in read ? read.told : [];
  };
  return {
    name: 'SIMULATOR',
    account: line.shopId,
    openSeconds,
    embedded: undefined,
    pagePath: ({ shop_id, id }) => `/pay/test/${shop_id}/simulator/${id}`,
    // Its page needs nothing to be opened with but the attempt.
    create: async () => 'simulator',
    readNotification: (fields) => readMessage(key, fields),
    readReturn: () => ({ refused: 'FORGED', reason: 'the simulator sends no browser back' }),
    lookUp,
    refund: async ({ transaction_id }) => {
      if (!(await refundSimulatedPayment(pool, transaction_id)))
        throw new GatewayError('REFUSED', 'the simulator knows of no such payment');
    },
    check: async () => 'the simulator, for TEST only',
  };
}

/** The simulator was asked for real payments. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
  readonly code = 'SIMULATOR_IN_PRODUCTION';
  readonly retryable = false;

  constructor({ shopId, mode }: Line) {
    super(`the simulator takes no payments in ${mode} (shop ${shopId})`);
  }
}
