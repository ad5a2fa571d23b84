import type { AttemptRow } from '../store/attempts.js';
import type { Line } from '../words.js';
import type { Gateways } from './context.js';
import type { Gateway } from './gateway.js';
import { createSimulator, type SimulatorParts } from './simulator/simulator.js';

/**
 * The configured gateways, and the simulator for every TEST line that has none: TEST works at once, PRODUCTION never
 * without a real one.
 */
export function createGateways(configured: Gateways['configured'], simulator: SimulatorParts): Gateways {
  const of = ({ shopId, mode }: Line): Gateway | undefined =>
    configured.find(({ line }) => line.shopId === shopId && line.mode === mode)?.gateway;
  const simulate = (line: Line) => (line.mode === 'TEST' ? createSimulator(simulator, line) : undefined);
  return {
    configured,
    of: (line) => of(line) ?? simulate(line),
    behind: ({ shop_id, mode, gateway: name, account }: AttemptRow) => {
      const line = { shopId: shop_id, mode };
      if (name === 'SIMULATOR') return simulate(line);
      // Other credentials than those that it was begun with would ask another account about it.
      const known = of(line);
      return known?.name === name && known.account === account ? known : undefined;
    },
  };
}
