import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findOrder } from '../../../src/store/orders.js';
import { insertShop } from '../../../src/store/shops.js';
import type { ShopId } from '../../../src/words.js';
import { findBarriers, findOverflow, hasBrowser, openBrowser, openPage } from '../../support/browser.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { type FormServer, startFormServer } from '../../support/form-server.js';
import { type LyraStandIn, startLyraStandIn } from '../../support/lyra-stand-in.js';
import { insertTestOrder } from '../../support/orders.js';

/** Its TEST is paid at the simulator. */
const SIMULATED = '12345678' as ShopId;
/** Its TEST is paid at a Lyra platform. */
const LYRA = '87654321' as ShopId;

const WORDS = {
  fr: {
    pay: /^Payer/,
    bank: /Votre banque/,
    wrong: /choisir une des cartes/,
    paid: 'Paiement reçu',
    noScript: /JavaScript/,
  },
  en: {
    pay: /^Pay/,
    bank: /Your bank/,
    wrong: /choose one of the test cards/,
    paid: 'Payment received',
    noScript: /JavaScript/,
  },
} as const;

describe.runIf(hasBrowser)('the gateways’ pages in a real browser', () => {
  let database: TestDatabase;
  let platform: LyraStandIn;
  let server: FormServer;
  let browser: Browser;
  let orders = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    platform = await startLyraStandIn();
    for (const id of [SIMULATED, LYRA])
      await insertShop(database.pool, { id, label: 'Société Générale du Bâtiment et des Travaux Publics' });
    server = await startFormServer(database, {
      lyra: [platform.settingsFor({ shopId: LYRA, mode: 'TEST' })],
    });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
    await platform.close();
    await database.drop();
  });

  interface Surroundings {
    readonly language: 'fr' | 'en';
    readonly colorScheme: 'light' | 'dark';
    readonly width: number;
    readonly javaScriptEnabled?: boolean;
  }

  /** A browser on the page where the card is chosen or entered. */
  async function begin(
    shopId: ShopId,
    { language, colorScheme, width, javaScriptEnabled = true }: Surroundings,
  ) {
    orders += 1;
    const reference = `FA-${orders}`;
    await insertTestOrder(database.pool, { shopId, reference, amount: 999_999_999_999 });
    const opened = await openPage(browser, {
      colorScheme,
      javaScriptEnabled,
      viewport: { width, height: 640 },
    });
    await opened.page.goto(`${server.url}/pay/test/${shopId}?reference=${reference}&lang=${language}`);
    await opened.page.getByRole('button', { name: WORDS[language].pay }).click();
    await opened.page.waitForURL(/\/(simulator|card)\//);
    return { ...opened, reference, shopId };
  }

  const statusOf = async (shopId: ShopId, reference: string) =>
    (await findOrder(database.pool, shopId, 'TEST', reference))?.status;

  const SURROUNDINGS: readonly Surroundings[] = [
    { language: 'fr', colorScheme: 'light', width: 1280 },
    { language: 'en', colorScheme: 'dark', width: 320 },
  ];

  describe.each(SURROUNDINGS)('in $language, $colorScheme, $width px wide', (surroundings) => {
    const words = WORDS[surroundings.language];

    test('the simulator’s pages have no barrier and no complaint', async () => {
      const { page, complaints, close, reference } = await begin(SIMULATED, surroundings);
      expect(await findBarriers(page)).toEqual([]);
      expect(await findOverflow(page)).toBe(0);

      // As if a card had been taken away: nothing is chosen.
      await page.evaluate(`document.querySelector('input[type=radio]:checked').checked = false`);
      await page.getByRole('button', { name: words.pay }).click();
      await page.getByText(words.wrong).waitFor();
      expect(await findBarriers(page)).toEqual([]);

      await page.getByLabel('4970 1000 0000 0030').check();
      await page.getByRole('button', { name: words.pay }).click();
      await page.getByRole('heading', { name: words.bank }).waitFor();
      expect(await findBarriers(page)).toEqual([]);
      expect(await findOverflow(page)).toBe(0);
      await page.getByRole('button', { name: /^Confirm/ }).click();
      await page.getByRole('heading', { name: words.paid }).waitFor();
      expect(await statusOf(SIMULATED, reference)).toBe('PAID');
      expect(complaints).toEqual([]);
      await close();
    });

    test('the page with a platform’s form has none either, and leads to the receipt', async () => {
      const { page, complaints, close, reference } = await begin(LYRA, surroundings);
      expect(await findBarriers(page)).toEqual([]);
      expect(await findOverflow(page)).toBe(0);
      await page.getByRole('button', { name: 'Pay at the platform' }).click();
      await page.getByRole('heading', { name: words.paid }).waitFor();
      expect(await statusOf(LYRA, reference)).toBe('PAID');
      expect(complaints).toEqual([]);
      await close();
    });

    test('without JavaScript the simulator is paid at, and a platform’s page says what is missing', async () => {
      const bare = { ...surroundings, javaScriptEnabled: false };
      const simulated = await begin(SIMULATED, bare);
      await simulated.page.getByRole('button', { name: words.pay }).click();
      await simulated.page.getByRole('heading', { name: words.paid }).waitFor();
      await simulated.close();
      const { page, close } = await begin(LYRA, bare);
      await page.getByText(words.noScript).waitFor();
      await close();
    });
  });

  test('a test card is chosen and sent with the keyboard alone', async () => {
    const { page, close } = await begin(SIMULATED, { language: 'en', colorScheme: 'light', width: 1280 });
    await page.getByLabel('4970 1000 0000 0014').focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.getByLabel('4970 1000 0000 0022').isChecked()).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The payment was refused' }).waitFor();
    await close();
  });

  test('the policy of the platform’s page holds for that page alone, and lets no other script in', async () => {
    const { page, complaints, close } = await begin(LYRA, {
      language: 'en',
      colorScheme: 'light',
      width: 800,
    });
    const response = await page.reload();
    const policy = response?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain(`script-src ${platform.url};`);
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toContain("default-src 'none'");
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.stolen = 1' }))`,
    );
    expect(await page.evaluate('window.stolen')).toBeUndefined();
    expect(complaints.splice(0).join()).toContain('Content Security Policy');
    await page.getByRole('link', { name: 'Back to the invoice without paying' }).click();
    const left = await page.reload();
    expect(left?.headers()['content-security-policy']).not.toContain('script-src');
    await close();
  });
});
