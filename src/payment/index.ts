export type { Begun, NotBegun } from './begin.js';
export type { Gateways, Paid, PaymentContext } from './context.js';
export { type Buyer, type EmbeddedForm, type Fields, type Gateway, GatewayError } from './gateway.js';
export { createGateways } from './gateways.js';
export { createLyraGateway } from './lyra/lyra.js';
export type { Taken } from './notifications.js';
export { type AttemptPage, createPayments, type Payments } from './payments.js';
export { type CardName, findTestCard, TEST_CARDS, type TestCard } from './simulator/cards.js';
export type { Simulated } from './simulator/platform.js';
