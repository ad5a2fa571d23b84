import type { Command } from 'commander';
import { generatePassword, hashPassword } from '../ops/password.js';
import { parseSetting, readShopSettings, SETTING_NAMES } from '../shops/index.js';
import { insertShopKey } from '../store/shop-logins.js';
import {
  findShop,
  insertShop,
  listShops,
  type ShopRow,
  setProductionActive,
  updateSettings,
} from '../store/shops.js';
import type { Mode } from '../words.js';
import { findObstacles } from './go-live.js';
import { passwordFromInput } from './password-input.js';
import { readPublicKeys } from './public-keys.js';
import { parseShop, print, printJson, printTable, UsageError, withOffice } from './session.js';
import { addShopFormCommand } from './shop-form.js';
import { addShopLoginCommands } from './shop-login.js';

function describeShop(shop: ShopRow) {
  const read = readShopSettings(shop.settings);
  return {
    shop: shop.id,
    label: shop.label,
    productionActive: shop.production_active,
    createdAt: shop.created_at.toISOString(),
    settings: 'settings' in read ? read.settings : shop.settings,
  };
}

function printShop(shop: ShopRow): void {
  const { settings, ...facts } = describeShop(shop);
  const rows = Object.entries({ ...facts, ...(settings as object) });
  printTable(
    ['setting', 'value'],
    rows.map(([key, value]) => [key, String(value)]),
    '',
  );
}

/** Label and settings from `KEY=VALUE` words; every mistake at once. */
function parseChanges(
  words: readonly string[],
  stored: object,
): { label?: string; changes: Record<string, unknown> } {
  const mistakes: string[] = [];
  const changes: Record<string, unknown> = {};
  let label: string | undefined;
  for (const word of words) {
    const at = word.indexOf('=');
    const key = word.slice(0, at);
    if (at < 1) mistakes.push(`"${word}" is not KEY=VALUE`);
    else if (key === 'label') label = word.slice(at + 1);
    else changes[key] = parseSetting(key, word.slice(at + 1));
  }
  const merged = Object.fromEntries(
    Object.entries({ ...stored, ...changes }).filter(([, value]) => value !== null),
  );
  const read = readShopSettings(merged);
  if ('mistakes' in read) mistakes.push(...read.mistakes);
  if (mistakes.length > 0) throw new UsageError(mistakes.join('; '));
  return label === undefined ? { changes } : { label, changes };
}

export function addShopCommands(program: Command, setExitCode: (code: number) => void): void {
  const shop = program.command('shop').description('merchants: their settings and their production use');

  shop
    .command('add <number>')
    .description('add a shop and make its directories; without a password or key one is made and shown')
    .requiredOption('--label <text>', "the merchant's name")
    .option('--password-stdin', 'read the SFTP password from standard input')
    .option('--key <file>', 'its public SSH key, as in a .pub or authorized_keys file')
    .action(async (number: string, options: { label: string; passwordStdin?: true; key?: string }) => {
      const id = parseShop(number);
      const keys = options.key === undefined ? [] : await readPublicKeys(options.key);
      const given = options.passwordStdin ? await passwordFromInput() : undefined;
      const made = given === undefined && keys.length === 0 ? generatePassword() : undefined;
      const password = given ?? made;
      const passwordHash = password === undefined ? undefined : await hashPassword(password);
      await withOffice(async ({ pool, tree }) => {
        const added = await insertShop(pool, { id, label: options.label, passwordHash });
        if (!added) throw new UsageError(`shop ${id} is there already`);
        for (const key of keys) await insertShopKey(pool, id, key);
        await tree.prepare({ shopId: id, mode: 'TEST' });
        print(
          `Shop ${id} added; drop request files into ${tree.dropDirectory({ shopId: id, mode: 'TEST' }, 'in')}`,
        );
        for (const key of keys)
          print(`Its SFTP key: ${key.type} ${key.fingerprint} ${key.comment}`.trimEnd());
        if (made !== undefined) print(`Its SFTP password, shown this once: ${made}`);
      });
    });

  shop
    .command('list')
    .description('all shops')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) => {
      await withOffice(async ({ pool }) => {
        const shops = await listShops(pool);
        if (options.json) return printJson(shops.map(describeShop));
        const rows = shops.map((row) => [
          row.id,
          row.label,
          row.production_active ? 'TEST, PRODUCTION' : 'TEST',
        ]);
        printTable(
          ['shop', 'label', 'modes'],
          rows,
          'No shop yet: bordereau shop add 12345678 --label "..."',
        );
      });
    });

  shop
    .command('show <number>')
    .description('one shop with its settings')
    .option('--json', 'as JSON')
    .action(async (number: string, options: { json?: true }) => {
      const id = parseShop(number);
      await withOffice(async ({ pool }) => {
        const row = await findShop(pool, id);
        if (row === undefined) throw new UsageError(`there is no shop ${id}`);
        if (options.json) printJson(describeShop(row));
        else printShop(row);
      });
    });

  shop
    .command('set <number> <changes...>')
    .description(`change settings, KEY=VALUE each (empty: the default): label, ${SETTING_NAMES.join(', ')}`)
    .action(async (number: string, words: string[]) => {
      const id = parseShop(number);
      await withOffice(async ({ pool }) => {
        const row = await findShop(pool, id);
        if (row === undefined) throw new UsageError(`there is no shop ${id}`);
        const { label, changes } = parseChanges(words, row.settings);
        await updateSettings(pool, id, label, changes);
        const changed = await findShop(pool, id);
        if (changed !== undefined) printShop(changed);
      });
    });

  addShopFormCommand(shop);

  shop
    .command('production <number>')
    .description("switch a shop's production use on, or with --off off again")
    .option('--off', 'switch it off: PRODUCTION files are then rejected')
    .action(async (number: string, options: { off?: true }) => {
      const id = parseShop(number);
      await withOffice(async (office) => {
        const { pool, tree } = office;
        if ((await findShop(pool, id)) === undefined) throw new UsageError(`there is no shop ${id}`);
        const line = { shopId: id, mode: 'PRODUCTION' as Mode };
        const obstacles = options.off === true ? [] : await findObstacles(office, id);
        if (obstacles.length > 0) {
          setExitCode(1);
          for (const obstacle of obstacles) process.stderr.write(`Shop ${id} cannot go live: ${obstacle}\n`);
          return;
        }
        await setProductionActive(pool, id, options.off !== true);
        if (options.off) return print(`Production use of shop ${id} is off.`);
        await tree.prepare(line);
        print(
          `Production use of shop ${id} is on; drop request files into ${tree.dropDirectory(line, 'in')}`,
        );
      });
    });

  addShopLoginCommands(shop);
}
