// Times as each reader sees them: in the zone of their browser.
// https://docs.slack.dev/messaging/formatting-message-text#date-formatting

const format = (options) => (moment) => new Intl.DateTimeFormat(undefined, options).format(moment);
const clock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockSeconds = format({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const dateLong = format({ weekday: "long", month: "long", day: "numeric", year: "numeric" });
const date = format({ month: "long", day: "numeric", year: "numeric" });
const dateShort = format({ month: "short", day: "numeric", year: "numeric" });
const dayMonth = format({ month: "short", day: "numeric" });

const dayNumber = (moment) =>
  Math.floor((moment.getTime() - moment.getTimezoneOffset() * 60000) / 86400000);

function pretty(otherwise) {
  return (moment) => {
    const days = dayNumber(moment) - dayNumber(new Date());
    return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? otherwise(moment);
  };
}

function ago(moment) {
  const seconds = Math.round((moment - Date.now()) / 1000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit);
  }
  return words.format(seconds, "second");
}

const isoDate = (moment) =>
  [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map((n) => String(n).padStart(2, "0")).join("-");

const TOKENS = {
  date_num: isoDate,
  date_slash: (moment) => isoDate(moment).replaceAll("-", "/"),
  date_long: dateLong,
  date_long_full: dateLong,
  date_long_pretty: pretty(dateLong),
  date_short: dateShort,
  date_short_pretty: pretty(dayMonth),
  date,
  date_pretty: pretty(date),
  day_divider_pretty: pretty(date),
  time: clock,
  time_secs: clockSeconds,
  ago,
};

export function slackDate(seconds, template, fallback) {
  if (!/^\d{1,10}$/.test(seconds)) return fallback;
  const moment = new Date(Number(seconds) * 1000);
  const text = template.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(moment) ?? whole);
  // As Slack does: a date's text begins with a capital, unless something invisible comes first.
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const fromTs = (ts) => new Date(Number(ts) * 1000);
export const timeOf = (ts) => clock(fromTs(ts));
export const dayOf = (ts) => {
  const name = pretty(date)(fromTs(ts));
  return name[0].toUpperCase() + name.slice(1);
};
export const exactly = (ts) => `${dateLong(fromTs(ts))} at ${clockSeconds(fromTs(ts))}`;
