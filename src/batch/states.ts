/**
 * The life of a batch:
 *
 *             drop                                           every finding at once
 *  merchant ---------> RECEIVED -> VALIDATING ----------------------------------------> REJECTED
 *                         ^            | |-- same content already accepted -----------> DUPLICATE
 *                         |            | `-> CREATING --> ACCEPTED  (all orders visible at once)
 *                         |            |        | `-- a reference was taken meanwhile -> REJECTED
 *                  retry  |            `--------+-- platform fault, retries used up --> FAILED (no order visible)
 *                         |                                                               |
 *                         `---------------------------------------------------------------'
 *                                      `-- dropped in check/ -------------------------> VALID | INVALID
 *
 * Each arrow is one SQL statement with the expected old state in its WHERE (store/transitions.ts): of two workers
 * that want the same arrow one gets it, and the other one is told. VALIDATING leads to itself when its worker died.
 */
import type { BatchState } from '../store/batches.js';

export const ARROWS: Readonly<Record<BatchState, readonly BatchState[]>> = {
  RECEIVED: ['VALIDATING'],
  VALIDATING: ['VALIDATING', 'CREATING', 'REJECTED', 'DUPLICATE', 'FAILED', 'VALID', 'INVALID'],
  CREATING: ['ACCEPTED', 'REJECTED', 'FAILED'],
  FAILED: ['RECEIVED'],
  ACCEPTED: [],
  REJECTED: [],
  DUPLICATE: [],
  VALID: [],
  INVALID: [],
};

/** The states from which an arrow leads to `to`. */
export function statesBefore(to: BatchState): BatchState[] {
  return (Object.keys(ARROWS) as BatchState[]).filter((from) => ARROWS[from].includes(to));
}

/** Whether the batch has its final state: the answer can be written. */
export function isFinal(
  state: BatchState,
): state is 'ACCEPTED' | 'REJECTED' | 'DUPLICATE' | 'FAILED' | 'VALID' | 'INVALID' {
  switch (state) {
    case 'RECEIVED':
    case 'VALIDATING':
    case 'CREATING':
      return false;
    case 'ACCEPTED':
    case 'REJECTED':
    case 'DUPLICATE':
    case 'FAILED':
    case 'VALID':
    case 'INVALID':
      return true;
  }
}
