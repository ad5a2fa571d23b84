export { createSftpEndpoint, type EndpointOptions, type SftpEndpoint } from './endpoint.js';
export { fingerprintOf, type HostKey, parsePublicKey, prepareHostKeys } from './host-keys.js';
