import type { AttemptRow } from '../store/attempts.js';

/** An attempt as commands show it. */
export interface DescribedAttempt {
  readonly id: string;
  readonly state: AttemptRow['state'];
  readonly gateway: AttemptRow['gateway'];
  readonly begunAt: string;
  readonly transactionId?: string;
  readonly paidAt?: string;
  /** true: the order had expired when the money was confirmed */
  readonly late?: true;
  /** why the money is too much: SECOND, CANCELLED */
  readonly surplusReason?: string;
}

/** The attempts at an order, the first one first. */
export function describeAttempts(attempts: readonly AttemptRow[]): DescribedAttempt[] {
  return attempts.map((attempt) => ({
    id: attempt.id,
    state: attempt.state,
    gateway: attempt.gateway,
    begunAt: attempt.begun_at.toISOString(),
    ...(attempt.transaction_id === null ? {} : { transactionId: attempt.transaction_id }),
    ...(attempt.paid_at === null ? {} : { paidAt: attempt.paid_at.toISOString() }),
    ...(attempt.late ? { late: true } : {}),
    ...(attempt.surplus_reason === null ? {} : { surplusReason: attempt.surplus_reason }),
  }));
}
