/** What goes wrong between libvirt and the guest agent, and what to do about it. */
import type { ProgramResult } from './guest-agent';

/** Why the guest could not be spoken to. */
export type GuestAgentFailure =
  /** No such domain, or libvirt does not answer. */
  | 'no-domain'
  /** The domain is powered off or paused. */
  | 'not-running'
  /** The domain has no agent channel: it must be given one and be power-cycled. */
  | 'not-configured'
  /** The agent does not answer (yet): the guest boots, or the agent is not installed. */
  | 'not-ready'
  /** It took longer than allowed. */
  | 'timeout'
  /** The guest refused or failed the command. */
  | 'refused'
  /** More output than the agent or libvirt hands over. */
  | 'too-large';

/** The guest could not be spoken to, or did not do what it was told. */
export class GuestAgentError extends Error {
  constructor(
    readonly reason: GuestAgentFailure,
    message: string,
  ) {
    super(message);
    this.name = 'GuestAgentError';
  }
}

/** The command did not reach the guest, and may be given again. */
export class NotDelivered extends GuestAgentError {}

/** What virsh says, as a regular expression; the first that fits. */
const explanations: readonly {
  readonly says: RegExp;
  readonly reason: GuestAgentFailure;
  readonly notDelivered?: true;
  readonly advice: string;
}[] = [
  {
    says: /Guest agent disappeared/i,
    reason: 'not-ready',
    advice: 'the guest or its agent restarted meanwhile: wait until it is ready, and try again',
  },
  {
    says: /cannot acquire state change lock|agent not available for now/i,
    reason: 'not-ready',
    notDelivered: true,
    advice: 'the agent is busy or does not react: wait until it is ready, and try again',
  },
  {
    says: /not available due to an error/i,
    reason: 'not-ready',
    advice:
      'libvirt lost its connection to the agent: restart qemu-guest-agent in the guest, or power-cycle the guest',
  },
  {
    says: /agent is not connected|agent is not available/i,
    reason: 'not-ready',
    notDelivered: true,
    advice:
      'wait until the guest has booted; if that does not help, install and enable qemu-guest-agent in its template',
  },
  {
    says: /agent is not configured/i,
    reason: 'not-configured',
    advice: 'give the domain a guest agent channel and power-cycle it',
  },
  {
    says: /domain is not running|domain is paused|guest is not running|CPUs? (is|are) not running/i,
    reason: 'not-running',
    advice: 'start the guest first',
  },
  {
    says: /failed to get domain|Domain not found/i,
    reason: 'no-domain',
    advice: 'see the names that `virsh list --all` prints for this URI',
  },
  {
    says: /failed to connect to the hypervisor|Failed to connect socket|Cannot recv data|End of file while reading/i,
    reason: 'no-domain',
    advice: 'see that libvirtd runs, that the URI is right, and that you may use its socket',
  },
  {
    says: /Unable to encode message payload|No complete agent response/i,
    reason: 'too-large',
    advice: 'let the program write to a file of the guest, and read that',
  },
  {
    says: /timed? ?out/i,
    reason: 'timeout',
    advice: 'the guest is busy or its agent hangs: see the load of the guest, and try again',
  },
  {
    says: /has been disabled|CommandNotFound|command .* not been found/i,
    reason: 'refused',
    advice:
      'the agent of this guest does not offer the command: see the block list in its settings (/etc/qemu/qemu-ga.conf)',
  },
  {
    says: /failed to open file/i,
    reason: 'refused',
    advice: 'see that the path is right, and that the agent may read it',
  },
];

/** The error for what virsh said, with what to do about it. */
export function explain(domain: string, command: string, result: ProgramResult): GuestAgentError {
  const said = (result.stderr.trim() || result.stdout.trim()).replace(/^error: /gm, '').trim();
  const known = explanations.find(({ says }) => says.test(said));
  const text = `guest agent of ${domain}, ${command}: ${said === '' ? `exit code ${String(result.code)}` : said}`;
  if (known === undefined) {
    return new GuestAgentError('refused', `${text}; see the log of the agent in the guest`);
  }
  const Kind = known.notDelivered === true ? NotDelivered : GuestAgentError;
  return new Kind(known.reason, `${text}; ${known.advice}`);
}
