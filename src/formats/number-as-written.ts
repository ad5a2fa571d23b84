export { NumberAsWritten } from '../validation/number-as-written.js';
