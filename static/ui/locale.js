/** The locale for dates and numbers. The server has chosen it, and formats as `Intl` does (gallery/web/locales.py). */

export const LOCALE = document.documentElement.dataset.locale ?? "en-GB";

/** Returns `1,200`. @type {(number: number) => string} */
export const formatNumber = new Intl.NumberFormat(LOCALE).format;

const PERCENT = new Intl.NumberFormat(LOCALE, { style: "percent" });

/** @param {number} percent  a whole number  @returns {string} `12%` */
export const formatPercent = (percent) => PERCENT.format(percent / 100);
