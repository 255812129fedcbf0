/**
 * Calendar events: the part of their syntax that systemd (systemd.time(7)) and Proxmox VE (its manual, "Calendar Events")
 * read alike, and when such an event happens. Times are those of the host's clock; a change to or from summer time is
 * not looked at.
 */

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** A day of the week, as calendars abbreviate it. */
export type Weekday = (typeof WEEKDAYS)[number];

const LONG_WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
];

/** Words for whole expressions. */
const KEYWORDS: Readonly<Record<string, string>> = {
  minutely: '*-*-* *:*:00',
  hourly: '*-*-* *:00:00',
  daily: '*-*-* 00:00:00',
  weekly: 'mon *-*-* 00:00:00',
  monthly: '*-*-01 00:00:00',
  quarterly: '*-01,04,07,10-01 00:00:00',
  semiannually: '*-01,07-01 00:00:00',
  yearly: '*-01-01 00:00:00',
  annually: '*-01-01 00:00:00',
};

/** Limits of systemd. */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

/** A parsed event. A field that is left out takes any value. */
export interface CalendarEvent {
  /** 0 is Monday. */
  readonly weekdays?: ReadonlySet<number>;
  readonly years?: ReadonlySet<number>;
  /** 1 to 12. */
  readonly months?: ReadonlySet<number>;
  /** 1 to 31. */
  readonly days?: ReadonlySet<number>;
  /** Seconds since midnight, ascending. */
  readonly times: readonly number[];
}

/** An expression that is no calendar event: says what is wrong with it. */
export class NotACalendarEvent extends Error {}

/** @throws NotACalendarEvent with the reason */
export function parseCalendarEvent(expression: string): CalendarEvent {
  const text = expression.trim().toLowerCase();
  if (text === '') throw new NotACalendarEvent('it is empty');
  const words = (Object.hasOwn(KEYWORDS, text) ? (KEYWORDS[text] ?? '') : text).split(/\s+/);
  const isTime = (word: string): boolean => word.includes(':');
  const isDate = (word: string): boolean => word.includes('-');

  const weekdays = !words[0] || isTime(words[0]) || isDate(words[0]) ? undefined : words.shift();
  const date = words[0] !== undefined && isDate(words[0]) ? words.shift() : undefined;
  const time = words.shift();
  if (words.length > 0 || (time !== undefined && !isTime(time))) {
    throw new NotACalendarEvent(`"${[time, ...words].join(' ')}" is no time of day`);
  }
  return {
    ...(weekdays === undefined ? {} : { weekdays: weekdaysOf(weekdays) }),
    ...(date === undefined ? {} : dateOf(date)),
    times: time === undefined ? [0] : timesOf(time),
  };
}

/** The moments after `from` at which an event happens, at most `count`, fewer where it ends. */
export function occurrences(event: CalendarEvent, from: Date, count: number): Date[] {
  const found: Date[] = [];
  const start = Math.floor(from.getTime() / 1000);
  for (let day = Math.floor(start / DAY); found.length < count; day += 1) {
    const date = new Date(day * DAY * 1000);
    if (date.getUTCFullYear() > LAST_YEAR) break;
    if (!fallsOn(event, date)) continue;
    for (const time of event.times) {
      if (found.length < count && day * DAY + time > start) {
        found.push(new Date((day * DAY + time) * 1000));
      }
    }
  }
  return found;
}

/** 28 years hold every combination of weekday, date and leap year. */
const CYCLE_DAYS = 28 * 365 + 7;
const CYCLE_START = Date.UTC(2024, 0, 1) / 1000 / DAY;

/**
 * The longest time in seconds between two moments at which any of the events happens; undefined where they end, or
 * never happen.
 */
export function longestGapOf(events: readonly CalendarEvent[]): number | undefined {
  // An event of certain years ends with them.
  const lasting = events.filter((event) => event.years === undefined);
  const timesOfDay = new Map<string, readonly number[]>();
  let longest: number | undefined;
  let previous: number | undefined;
  for (let day = CYCLE_START; day < CYCLE_START + CYCLE_DAYS; day += 1) {
    const date = new Date(day * DAY * 1000);
    const today = lasting.map((event) => fallsOn(event, date));
    if (!today.includes(true)) continue;
    const key = today.join();
    const times =
      timesOfDay.get(key) ??
      ascending(lasting.flatMap((event, index) => (today[index] === true ? event.times : [])));
    if (!timesOfDay.has(key)) {
      timesOfDay.set(key, times);
      times.slice(1).forEach((time, index) => {
        longest = Math.max(longest ?? 0, time - (times[index] ?? 0));
      });
    }
    const [first = 0] = times;
    if (previous !== undefined) longest = Math.max(longest ?? 0, day * DAY + first - previous);
    previous = day * DAY + (times.at(-1) ?? 0);
  }
  return longest;
}

function fallsOn(event: CalendarEvent, date: Date): boolean {
  return (
    (event.weekdays?.has((date.getUTCDay() + 6) % 7) ?? true) &&
    (event.months?.has(date.getUTCMonth() + 1) ?? true) &&
    (event.days?.has(date.getUTCDate()) ?? true) &&
    (event.years?.has(date.getUTCFullYear()) ?? true)
  );
}

function weekdaysOf(text: string): ReadonlySet<number> {
  const index = (name: string): number => {
    const short = (WEEKDAYS as readonly string[]).indexOf(name);
    const found = short >= 0 ? short : LONG_WEEKDAYS.indexOf(name);
    if (found < 0) throw new NotACalendarEvent(`"${name}" is no day of the week`);
    return found;
  };
  return new Set(
    text.split(',').flatMap((part) => {
      const [from = '', to] = part.split('..');
      return span(index(from), to === undefined ? index(from) : index(to), part);
    }),
  );
}

function dateOf(text: string): Pick<CalendarEvent, 'years' | 'months' | 'days'> {
  const parts = text.split('-');
  if (parts.length < 2 || parts.length > 3) {
    throw new NotACalendarEvent(`"${text}" is no date: it has a month and a day, as in *-*-01`);
  }
  const [day = '', month = '', year = '*'] = parts.reverse();
  const years = values(year, 'year', FIRST_YEAR, LAST_YEAR);
  const months = values(month, 'month', 1, 12);
  const days = values(day, 'day', 1, 31);
  return {
    ...(years === undefined ? {} : { years: new Set(years) }),
    ...(months === undefined ? {} : { months: new Set(months) }),
    ...(days === undefined ? {} : { days: new Set(days) }),
  };
}

function timesOf(text: string): readonly number[] {
  const parts = text.split(':');
  if (parts.length < 2 || parts.length > 3) {
    throw new NotACalendarEvent(`"${text}" is no time of day: it has hours and minutes`);
  }
  const [hour = '', minute = '', second = '0'] = parts;
  const all = (last: number): number[] => span(0, last, '');
  const hours = values(hour, 'hour', 0, 23) ?? all(23);
  const minutes = values(minute, 'minute', 0, 59) ?? all(59);
  const seconds = values(second, 'second', 0, 59) ?? all(59);
  return ascending(
    hours.flatMap((h) => minutes.flatMap((m) => seconds.map((s) => h * HOUR + m * MINUTE + s))),
  );
}

/** The values of a field; undefined for any. */
function values(text: string, name: string, first: number, last: number): number[] | undefined {
  if (text === '*') return undefined;
  const number = (digits: string): number => {
    if (!/^\d{1,4}$/.test(digits)) {
      throw new NotACalendarEvent(`"${digits}" is no ${name}`);
    }
    const value = Number(digits);
    if (value < first || value > last) {
      throw new NotACalendarEvent(
        `${name} ${digits} is not between ${String(first)} and ${String(last)}`,
      );
    }
    return value;
  };
  return text.split(',').flatMap((part) => {
    const step = /^(\d+)\/(\d+)$/.exec(part);
    if (step !== null) {
      const width = Number(step[2]);
      if (width === 0) throw new NotACalendarEvent(`"${part}" has a step of 0`);
      const from = number(step[1] ?? '');
      // systemd takes no step that is never made.
      if (from + width > last) throw new NotACalendarEvent(`"${part}" steps over ${String(last)}`);
      return span(from, last, part).filter((_, index) => index % width === 0);
    }
    const [from = '', to] = part.split('..');
    return span(number(from), number(to ?? from), part);
  });
}

function span(from: number, to: number, text: string): number[] {
  if (to < from) throw new NotACalendarEvent(`"${text}" runs backwards`);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function ascending(numbers: readonly number[]): number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
