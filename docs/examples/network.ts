import { Network } from 'vm-lifecycle';
import type { Site } from './site';

export function made({ stack }: Site): void {
  stack.addNetwork(
    'enclave',
    new Network(stack, 'Enclave', {
      networkName: 'enclave',
      cidr: '10.30.0.0/24',
      mode: 'isolated',
    }),
  );
}

export function fromName({ stack }: Site): void {
  stack.addNetwork(
    'frontend',
    Network.fromName(stack, 'Frontend', {
      networkName: 'frontend',
      cidr: '10.40.0.0/24',
      gateway: '10.40.0.1',
    }),
  );
}

export function fromBridge({ stack }: Site): void {
  stack.addNetwork(
    'frontend',
    Network.fromBridge(stack, 'Frontend', { networkName: 'vmbr1', cidr: '10.40.0.0/24' }),
  );
}
