import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { parseJson } from '../config-file.js';
import { checkFormSettings, checkLogo, type FormSettings, type Logo } from '../form/index.js';
import { findForm, replaceForm } from '../store/payment-forms.js';
import { findShop } from '../store/shops.js';
import { parseShop, print, printJson, UsageError, withOffice } from './session.js';

/** A form as its file and the files that it names describe it, checked. */
interface ReadForm {
  readonly settings: FormSettings;
  readonly logo: Logo | undefined;
}

/** Reads and checks everything before anything is changed; every mistake at once. */
async function readFormFile(path: string): Promise<ReadForm> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(
      `${path} cannot be read (${error.code}): expected a JSON file with the form's settings`,
    );
  });
  // Notepad writes a BOM, which JSON.parse refuses.
  const parsed = parseJson(text.replace(/^\uFEFF/, ''));
  if ('problem' in parsed) throw new UsageError(`${path} is no JSON: ${parsed.problem}`);
  const checked = checkFormSettings(parsed.value, path);
  const mistakes = 'mistakes' in checked ? [...checked.mistakes] : [];
  const logo = await readLogo(parsed.value, path, mistakes);
  if (mistakes.length > 0) throw new UsageError(describe(mistakes));
  // Without mistakes there are settings.
  if (!('settings' in checked)) throw new UsageError(`${path} cannot be used`);
  return { settings: checked.settings, logo };
}

/** The logo is looked at even when other settings are wrong, so that its mistakes come along with theirs. */
async function readLogo(value: unknown, path: string, mistakes: string[]): Promise<Logo | undefined> {
  const named = (value as { logo?: { file?: unknown } } | null)?.logo?.file;
  if (typeof named !== 'string' || named === '') return undefined;
  const file = resolve(dirname(path), named);
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => error);
  if (bytes instanceof Error) {
    mistakes.push(`logo.file: ${file} cannot be read (${bytes.code}): expected a PNG or JPEG file`);
    return undefined;
  }
  const checked = checkLogo(bytes);
  if ('logo' in checked) return checked.logo;
  mistakes.push(`logo.file: ${file} ${checked.problem}`);
  return undefined;
}

function describe(mistakes: readonly string[]): string {
  if (mistakes.length === 1) return `the form is not changed: ${mistakes[0]}`;
  const list = mistakes.map((mistake) => `  - ${mistake}`).join('\n');
  return `the form is not changed; its settings have ${mistakes.length} mistakes:\n${list}`;
}

export function addShopFormCommand(shop: Command): void {
  shop
    .command('form <number> [file]')
    .description("set a shop's payment form from a JSON file; without a file, print what is set")
    .action(async (number: string, path: string | undefined) => {
      const id = parseShop(number);
      const form = path === undefined ? undefined : await readFormFile(resolve(path));
      await withOffice(async ({ pool, address }) => {
        if ((await findShop(pool, id)) === undefined) throw new UsageError(`there is no shop ${id}`);
        if (form === undefined) {
          const settings = await findForm(pool, id);
          if (settings === undefined)
            return print(`The form of shop ${id} is not configured: TEST uses a plain one.`);
          return printJson(settings);
        }
        await replaceForm(pool, id, { ...form.settings }, form.logo);
        print(`The form of shop ${id} is set; look at it on ${address.publicUrl}/pay/test/${id}`);
      });
    });
}
