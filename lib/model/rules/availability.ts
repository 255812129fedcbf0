import type { Rule } from '../inspection';
import { availabilityFields, replicationFields } from '../known-fields';
import { Notes, shown } from '../notes';
import { Schedule } from '../schedule';

const AVAILABILITY = {
  is: 'an object that says what happens when a host fails',
  fix: "write { restartPriority: 'high' }, or leave it out",
};
const REPLICATION = { is: 'a list of replications', fix: "write [{ host: 'pve2' }]" };
const REPLICA = { is: 'a replication', fix: "write { host: 'pve2' }", required: true };
const HOST = { is: 'a text', fix: 'give the name of the host', required: true };
const SCHEDULE = { is: 'a Schedule', fix: 'write it as Schedule.every(Duration.minutes(15))' };

/** What happens to a VM when a host fails or is busy. */
export const checkAvailability: Rule = ({ props, at, context }) => {
  const notes = new Notes(context.isToken);
  const path = at('availability');
  const given = notes.object(props.availability, path, availabilityFields, AVAILABILITY);
  if (given === undefined) return notes.problems;
  const priorities = ['disabled', 'low', 'medium', 'high'];
  notes.word(given.restartPriority, `${path}.restartPriority`, priorities);
  notes.word(given.migration, `${path}.migration`, ['automatic', 'manual', 'disabled']);
  const hosts = new Set<string>();
  notes.list(given.replication, `${path}.replication`, REPLICATION).forEach((value, index) => {
    const replicaPath = `${path}.replication[${String(index)}]`;
    const replica = notes.object(value, replicaPath, replicationFields, REPLICA);
    if (replica === undefined) return;
    const host = notes.text(replica.host, `${replicaPath}.host`, HOST);
    if (host !== undefined && hosts.has(host)) {
      const rule = 'a host keeps one copy of a VM';
      notes.add('VML031', `${replicaPath}.host`, shown(host), rule, 'name another host');
    }
    if (host !== undefined) hosts.add(host);
    const isSchedule = (v: unknown): v is Schedule => Schedule.isSchedule(v);
    notes.read(replica.schedule, `${replicaPath}.schedule`, SCHEDULE, isSchedule);
  });
  return notes.problems;
};
