import { createCardRoute } from './gateways/card.js';
import { createNotificationRoute } from './gateways/notification.js';
import { createReturnRoute } from './gateways/return.js';
import {
  createBankAnswerRoute,
  createBankRoute,
  createSimulateRoute,
  createSimulatorRoute,
} from './gateways/simulator.js';
import { createHomeRoute } from './home.js';
import { createLivenessRoute } from './liveness.js';
import { createMailRoute } from './mail-page.js';
import { createMailsRoute } from './mails-page.js';
import { createMetricsRoute } from './metrics-page.js';
import type { CreateRoute } from './parts.js';
import { createLogoRoute } from './pay/logo.js';
import { createFormRoute } from './pay/open-form.js';
import { createPayRoute } from './pay/pay.js';
import { createReceiptRoute } from './pay/receipt.js';
import { createReadinessRoute } from './readiness.js';
import { createSchemaRoute } from './schema-files.js';

/** Every page of our own. /ops/queues is not among them: bull-board brings its own routes, see queue-board.ts. */
export const ROUTES: readonly CreateRoute[] = [
  createHomeRoute, //                   GET  /
  createLivenessRoute, //               GET  /healthz
  createReadinessRoute, //              GET  /readyz
  createMetricsRoute, //                GET  /metrics
  createSchemaRoute, //                 GET  /schemas/:name
  createFormRoute('PRODUCTION'), //     GET  /pay/:shop
  createPayRoute('PRODUCTION'), //      POST /pay/:shop
  createReceiptRoute('PRODUCTION'), //  GET  /pay/:shop/receipt/:attempt
  createFormRoute('TEST'), //           GET  /pay/test/:shop
  createPayRoute('TEST'), //            POST /pay/test/:shop
  createReceiptRoute('TEST'), //        GET  /pay/test/:shop/receipt/:attempt
  createLogoRoute, //                   GET  /pay/logo/:shop
  createSimulatorRoute, //              GET  /pay/test/:shop/simulator/:attempt
  createSimulateRoute, //               POST /pay/test/:shop/simulator/:attempt
  createBankRoute, //                   GET  /pay/test/:shop/simulator/:attempt/bank
  createBankAnswerRoute, //             POST /pay/test/:shop/simulator/:attempt/bank
  createCardRoute('PRODUCTION'), //     GET  /pay/:shop/card/:attempt
  createCardRoute('TEST'), //           GET  /pay/test/:shop/card/:attempt
  createNotificationRoute('PRODUCTION'), // POST /gateways/lyra/:shop/notification
  createNotificationRoute('TEST'), //   POST /gateways/lyra/test/:shop/notification
  createReturnRoute('PRODUCTION'), //   POST /gateways/lyra/:shop/return/:attempt
  createReturnRoute('TEST'), //         POST /gateways/lyra/test/:shop/return/:attempt
  createMailsRoute, //                  GET  /ops/mails
  createMailRoute, //                   GET  /ops/mails/:id
];
