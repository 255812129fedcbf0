import { description, proxmoxTags } from '../../../../lib/drivers/proxmox/map-texts';
import { proxmoxVm } from './fixture';

describe('tags', () => {
  test('are sorted, each once, within the grammar of Proxmox VE', () => {
    expect(
      proxmoxTags({ Owner: 'Team A', owner: 'team a', mail: 'a@b.example', '.x': '1', bare: '' }),
    ).toEqual(['bare', 'mail.a-b.example', 'owner.team-a', 'x.1']);
  });
});

describe('the description', () => {
  test('names purpose, owner and expiry, and evaluates nothing', () => {
    const vm = proxmoxVm({ purpose: '${file("/etc/hostname")}', expires: '2027-01-31' });
    expect(description(vm).split('\n')).toEqual([
      '- Purpose: $${file("/etc/hostname")}',
      '- Owner: team-a',
      '- Expires: 2027-01-31',
      '- Environment: lab, declared as code: changes made here are undone',
    ]);
    expect(description(proxmoxVm())).not.toContain('Expires');
  });
});
