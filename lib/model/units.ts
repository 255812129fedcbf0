import { Duration } from './duration';
import { Frequency } from './frequency';
import { Schedule } from './schedule';
import { Size } from './size';

/** An amount, or a time, that an input carries as an object of ours. */
export type Unit = Size | Frequency | Duration | Schedule;

export function isUnit(value: unknown): value is Unit {
  return (
    Size.isSize(value) ||
    Frequency.isFrequency(value) ||
    Duration.isDuration(value) ||
    Schedule.isSchedule(value)
  );
}

/** The unit as one of this copy of the package. @throws where something only pretends to be a unit */
export function unitFrom(unit: Unit): Unit {
  if (Size.isSize(unit)) return Size.from(unit);
  if (Frequency.isFrequency(unit)) return Frequency.from(unit);
  if (Duration.isDuration(unit)) return Duration.seconds(unit.toSeconds());
  return unit instanceof Schedule ? unit : Schedule.fromExpression((unit as Schedule).expression);
}
