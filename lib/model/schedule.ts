/** A day of the week, as calendars abbreviate it. */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** A recurring time in the time zone of the hypervisor, in the calendar event syntax that systemd and Proxmox VE share. */
export class Schedule {
  /** Every week: `Schedule.weekly('sun', '02:00')`. */
  static weekly(days: Weekday | readonly Weekday[], time: string): Schedule {
    const list = typeof days === 'string' ? [days] : days;
    return new Schedule(`${list.join(',')} ${time}`);
  }

  private constructor(readonly expression: string) {
    Object.freeze(this);
  }
}
