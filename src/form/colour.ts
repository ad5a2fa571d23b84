/**
 * A shop's colour on our pages: buttons, links and focus in light and in dark surroundings. Contrast as WCAG 2.2
 * defines it (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio); AA asks for 4.5:1 for text.
 */

const AA = 4.5;
/** In the dark a little more than that, or the lightened colour looks dull. */
const DARK_AIM = 6;

/** Behind links and around buttons; the pages' style sheet says the same. */
export const LIGHT_PAGE = '#f3f5f7';
export const DARK_PAGE = '#12171d';
export const DARK_CARD = '#1b222b';

/** What a shop has that chose none. */
export const DEFAULT_COLOUR = '#1d4f7c';

type Rgb = readonly [red: number, green: number, blue: number];

/** The shop's colour as the two surroundings need it; `on` is for text upon it. */
export interface Accents {
  readonly light: { readonly accent: string; readonly on: string };
  readonly dark: { readonly accent: string; readonly on: string };
}

/** Why a colour cannot be read on a light page, in one sentence with a colour that can; undefined when it can. */
export function findColourProblem(colour: string): string | undefined {
  const contrast = contrastOf(colour, LIGHT_PAGE);
  if (contrast >= AA) return undefined;
  const shown = Math.floor(contrast * 10) / 10;
  return (
    `colour ${JSON.stringify(colour)} has a contrast of ${shown}:1 with the page, and WCAG AA asks for ${AA}:1: ` +
    `choose a darker one, such as "${mixUntil(AA, colour, '#000000', LIGHT_PAGE)}"`
  );
}

/** In the dark the colour is lightened until it can be read there; text upon it is then dark. */
export function accentsOf(colour: string): Accents {
  return {
    light: { accent: colour.toLowerCase(), on: '#ffffff' },
    dark: { accent: mixUntil(DARK_AIM, colour, '#ffffff', DARK_CARD), on: DARK_PAGE },
  };
}

/** From 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [low = 0, high = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** As little of `towards` as gives this contrast with `page`. */
function mixUntil(contrast: number, colour: string, towards: string, page: string): string {
  let mixed = colour.toLowerCase();
  for (let share = 0.02; contrastOf(mixed, page) < contrast; share += 0.02)
    mixed = mix(colour, towards, share);
  return mixed;
}

function mix(colour: string, towards: string, share: number): string {
  const target = parse(towards);
  const mixed = parse(colour).map((part, index) => Math.round(part + ((target[index] ?? 0) - part) * share));
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = parse(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function parse(colour: string): Rgb {
  const number = Number.parseInt(colour.slice(1), 16);
  return [number >> 16, (number >> 8) & 255, number & 255];
}
