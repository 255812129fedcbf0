import { Frequency, Size, type HypervisorCapacity, type Waiver } from '../lib';

/** What each cluster has that the lab simulates. */
export const simulatedCapacity: HypervisorCapacity = {
  hosts: 3,
  coresPerHost: 16,
  coreFrequency: Frequency.gigahertz(2.6),
  memoryPerHost: Size.gibibytes(64),
};

/** For the VMs of the simulated vCenter; those of a real one have a TPM. */
export const withoutTpm: Waiver = {
  control: 'machine.tpm',
  reason: 'the simulator takes provider 2.1.1 only, which knows no vTPM',
  expires: '2028-06-30',
};
