import { got, VmLifecycleError } from '../errors';
import {
  longestGapOf,
  NotACalendarEvent,
  occurrences,
  parseCalendarEvent,
  WEEKDAYS,
  type CalendarEvent,
  type Weekday,
} from './calendar-event';
import { Duration } from './duration';

export type { Weekday };

const PREVIEW = 3;
const scheduleMark = Symbol.for('vm-lifecycle.Schedule');

/**
 * A recurring time on the clock of the hypervisor's host, in the calendar event syntax that systemd and Proxmox VE share.
 *
 * @throws VML037 for what is no such time, with the right form and its next three runs
 */
export class Schedule {
  static {
    Object.defineProperty(Schedule.prototype, scheduleMark, { value: true });
  }

  /** Every day: `Schedule.daily('02:00')`. */
  static daily(time: string): Schedule {
    return Schedule.made('daily', time, [time]);
  }

  /** Every week: `Schedule.weekly('sun', '02:00')`, `Schedule.weekly(['mon', 'wed'], '02:00')`. */
  static weekly(days: Weekday | readonly Weekday[], time: string): Schedule {
    const list: readonly unknown[] = Array.isArray(days) ? days : [days];
    const wrong = list.find((day) => !(WEEKDAYS as readonly unknown[]).includes(day));
    if (list.length === 0 || wrong !== undefined) {
      const rule = `a day of the week is one of ${WEEKDAYS.join(', ')}`;
      throw invalid('weekly', list.length === 0 ? list : wrong, rule, 'sun 02:00');
    }
    return Schedule.made('weekly', time, [weekdayText(list as readonly Weekday[]), time]);
  }

  /** Every month on one day, 1 to 28, which every month has: `Schedule.monthly(1, '03:00')`. */
  static monthly(day: number, time: string): Schedule {
    return Schedule.inMonths('monthly', '*', day, time);
  }

  /** In January, April, July and October, on one day, 1 to 28: `Schedule.quarterly(1, '03:00')`. */
  static quarterly(day: number, time: string): Schedule {
    return Schedule.inMonths('quarterly', '01,04,07,10', day, time);
  }

  /**
   * Again and again after the same time: `Schedule.every(Duration.minutes(15))`. Counted from midnight, so that it is a
   * number of minutes that divides the hour, or of hours that divides the day.
   */
  static every(interval: Duration): Schedule {
    const seconds = Duration.isDuration(interval) ? interval.toSeconds() : NaN;
    const minutes = seconds / 60;
    const hours = minutes / 60;
    const divides = (part: number, whole: number): boolean =>
      Number.isInteger(part) && part > 0 && whole % part === 0;
    if (minutes === 1) return new Schedule('*:*');
    if (hours === 1) return new Schedule('*:00');
    if (hours === 24) return new Schedule('00:00');
    if (divides(minutes, 60)) return new Schedule(`*:0/${String(minutes)}`);
    if (divides(hours, 24)) return new Schedule(`0/${String(hours)}:00`);
    const rule =
      'an interval is a whole number of minutes that divides the hour, or of hours that divides the day';
    throw invalid('every', interval, rule, '0/6:00');
  }

  /** An expression such as `sun 02:00`, `mon..fri *-*-* 22:30` or `*:0/15`. */
  static fromExpression(expression: string): Schedule {
    return new Schedule(expression, 'fromExpression');
  }

  /** True for a schedule, also where two copies of the package are loaded. */
  static isSchedule(value: unknown): value is Schedule {
    return typeof value === 'object' && value !== null && scheduleMark in value;
  }

  /** The longest time between two runs of any of these; undefined where they end. */
  static longestGap(schedules: readonly Schedule[]): Duration | undefined {
    const seconds = longestGapOf(schedules.map(({ expression }) => parseCalendarEvent(expression)));
    return seconds === undefined ? undefined : Duration.seconds(seconds);
  }

  private static inMonths(factory: string, months: string, day: number, time: string): Schedule {
    if (!Number.isInteger(day) || day < 1 || day > 28) {
      throw invalid(factory, day, 'a day that every month has is between 1 and 28', '*-*-01 03:00');
    }
    return Schedule.made(factory, time, [`*-${months}-${String(day).padStart(2, '0')}`, time]);
  }

  private static made(factory: string, time: unknown, words: readonly string[]): Schedule {
    if (typeof time !== 'string' || !/^\d{1,2}:\d{2}(:\d{2})?$/.test(time)) {
      throw invalid(factory, time, 'a time of day is written HH:MM or HH:MM:SS', '02:00');
    }
    return new Schedule(words.join(' '), factory);
  }

  readonly expression: string;

  private constructor(expression: string, factory = 'fromExpression') {
    this.expression = checked(expression, factory);
    Object.freeze(this);
  }

  /** The next runs after a moment, on a host whose clock shows UTC; fewer where the schedule ends. */
  nextRuns(from: Date, count: number): Date[] {
    return occurrences(parseCalendarEvent(this.expression), from, count);
  }

  /** The longest time between two runs; undefined where the schedule ends. */
  longestGap(): Duration | undefined {
    return Schedule.longestGap([this]);
  }

  toText(): string {
    return this.expression;
  }
  toString(): string {
    return this.expression;
  }
  toJSON(): string {
    return this.expression;
  }
}

function checked(expression: unknown, factory: string): string {
  if (typeof expression !== 'string') {
    throw invalid(factory, expression, 'a schedule is a text', 'sun 02:00');
  }
  const normal = expression.trim().toLowerCase().replace(/\s+/g, ' ');
  let event: CalendarEvent;
  try {
    event = parseCalendarEvent(normal);
  } catch (error) {
    if (!(error instanceof NotACalendarEvent)) throw error;
    const fromCron = calendarOfCron(normal);
    const rule =
      fromCron === undefined
        ? `a schedule is a calendar event of systemd and Proxmox VE: ${error.message}`
        : 'this is the syntax of cron; a schedule is a calendar event of systemd and Proxmox VE';
    throw invalid(factory, expression, rule, fromCron ?? 'sun 02:00');
  }
  if (occurrences(event, new Date(), 1).length === 0) {
    throw invalid(factory, expression, 'a schedule happens again; this one never does', '02:00');
  }
  return normal;
}

function invalid(factory: string, value: unknown, rule: string, example: string): VmLifecycleError {
  const runs = occurrences(parseCalendarEvent(example), new Date(), PREVIEW)
    .map((run) => run.toISOString().slice(0, 16).replace('T', ' '))
    .join(', ');
  return new VmLifecycleError([
    {
      code: 'VML037',
      path: `Schedule.${factory}`,
      got: got(value),
      rule,
      fix: `write it as in "${example}", which runs next on ${runs}`,
    },
  ]);
}

/** `mon..sat` for neighbours, `mon,wed` for others. */
function weekdayText(days: readonly Weekday[]): string {
  const numbers = [...new Set(days.map((day) => WEEKDAYS.indexOf(day)))].sort((a, b) => a - b);
  const groups: number[][] = [];
  for (const number of numbers) {
    const last = groups.at(-1);
    if (last?.at(-1) === number - 1) last.push(number);
    else groups.push([number]);
  }
  const name = (number: number | undefined): string => WEEKDAYS[number ?? 0] ?? '';
  return groups
    .map((group) =>
      group.length > 2
        ? `${name(group[0])}..${name(group.at(-1))}`
        : group.map((number) => name(number)).join(','),
    )
    .join(',');
}

/** What somebody meant who wrote five fields of cron; undefined where it is no cron expression. */
function calendarOfCron(text: string): string | undefined {
  const fields = text.split(' ');
  if (fields.length !== 5 || !fields.every((field) => /^[\da-z*/,-]+$/.test(field))) {
    return undefined;
  }
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields.map((field) =>
    field.replace(/^\*\//, '0/').replaceAll('-', '..'),
  );
  const dayOfWeek = weekday.replace(/\d/g, (digit) => WEEKDAYS[(Number(digit) + 6) % 7] ?? digit);
  const fromOne = (field: string): string => field.replace(/^0\//, '1/');
  const date = day === '*' && month === '*' ? '' : `*-${fromOne(month)}-${fromOne(day)}`;
  const twoDigits = (field: string): string => (/^\d$/.test(field) ? `0${field}` : field);
  const meant = [weekday === '*' ? '' : dayOfWeek, date, `${twoDigits(hour)}:${twoDigits(minute)}`]
    .filter((part) => part !== '')
    .join(' ');
  try {
    return occurrences(parseCalendarEvent(meant), new Date(), 1).length > 0 ? meant : undefined;
  } catch {
    return undefined;
  }
}
