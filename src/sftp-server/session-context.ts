import type { ShopTree } from '../exchange/index.js';
import type { Logger } from '../ops/logging.js';
import type { Drop, Mode, ShopId } from '../words.js';
import type { Arrivals } from './arrivals.js';
import type { Handles } from './handles.js';
import type { DropPlace } from './hidden-files.js';
import type { Area, FilePlace } from './paths.js';
import type { StoredBytes } from './stored-bytes.js';
import type { Uploads } from './uploads.js';

/** What the requests of one session work with. */
export interface SessionContext {
  /** Tells this session from another one of the same shop. */
  readonly session: object;
  readonly shopId: ShopId;
  /** Those whose directories the shop sees. */
  readonly modes: readonly Mode[];
  readonly tree: ShopTree;
  readonly uploads: Uploads;
  readonly stored: StoredBytes;
  readonly handles: Handles;
  readonly arrivals: Arrivals;
  readonly logger: Logger;
}

/** The drop directory of a file that may be uploaded; undefined in `out/` and `archive/`. */
export function dropOf(context: SessionContext, place: FilePlace): DropPlace | undefined {
  if (!isDrop(place.area)) return undefined;
  return { line: { shopId: context.shopId, mode: place.mode }, drop: place.area };
}

export function isDrop(area: Area): area is Drop {
  return area === 'in' || area === 'check';
}
