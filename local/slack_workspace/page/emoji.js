// The shortcodes an on-call channel uses; anything else between colons stays as it is, times included.

const EMOJI = {
  red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢",
  large_blue_circle: "🔵", white_circle: "⚪", black_circle: "⚫", zzz: "💤", white_check_mark: "✅",
  heavy_check_mark: "✔️", x: "❌", cyclone: "🌀", warning: "⚠️", rotating_light: "🚨", fire: "🔥", eyes: "👀",
  mag: "🔍", hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️", clock3: "🕒",
  book: "📖", memo: "📝", wrench: "🔧", hammer_and_wrench: "🛠️", package: "📦", inbox_tray: "📥",
  outbox_tray: "📤", file_folder: "📁", repeat: "🔁", arrows_counterclockwise: "🔄", arrow_right: "➡️",
  arrow_up: "⬆️", arrow_down: "⬇️", chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉",
  bar_chart: "📊", bell: "🔔", no_bell: "🔕", lock: "🔒", unlock: "🔓", key: "🔑", link: "🔗", bulb: "💡",
  tada: "🎉", wave: "👋", "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", pray: "🙏", heart: "❤️",
  question: "❓", exclamation: "❗", information_source: "ℹ️", no_entry: "⛔", octagonal_sign: "🛑",
  double_vertical_bar: "⏸️", arrow_forward: "▶️", fast_forward: "⏩", speech_balloon: "💬", mute: "🔇",
  construction: "🚧", shopping_trolley: "🛒", skull: "💀", ambulance: "🚑", sos: "🆘", calendar: "📅",
};

export const SHORTCODE = /:([a-z0-9_+'-]+):/g;

export function emoji(name) {
  return EMOJI[name] ?? null;
}

export function withEmoji(text) {
  return text.replace(SHORTCODE, (whole, name) => emoji(name) ?? whole);
}
