export type { Operator } from './parts.js';
export { createWebServer, type WebServer, type WebServerOptions } from './server.js';
