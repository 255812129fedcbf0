/** Values of resources, as large as real ones, for the large plan. */

export type Values = Record<string, unknown>;

function hex(index: number, digits: number): string {
  return ((index * 2_654_435_761) % 2 ** 32).toString(16).padStart(digits, '0').slice(0, digits);
}

const uuidOf = (index: number): string =>
  `${hex(index, 8)}-${hex(index + 1, 4)}-5${hex(index + 2, 3)}-9${hex(index + 3, 3)}-${hex(index, 8)}beef`;

const template = `  <xsl:template match="/domain/devices/disk[target/@dev='vda']/driver">\n    <xsl:copy><xsl:apply-templates select="@*|node()"/><xsl:attribute name="discard">unmap</xsl:attribute></xsl:copy>\n  </xsl:template>\n`;

/** A stylesheet of some 4 KB, as hardened domains have. */
function xslt(index: number): string {
  return `<?xml version="1.0"?>\n<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">\n<uuid>${uuidOf(index)}</uuid>\n${template.repeat(17)}</xsl:stylesheet>\n`;
}

export function libvirtDomain(index: number, later: boolean): Values {
  const name = `app-${String(index)}`;
  return {
    arch: 'x86_64',
    autostart: later,
    boot_device: [],
    cloudinit: `/var/lib/libvirt/images/${name}.seed.iso;seed`,
    cmdline: [],
    console: [
      {
        source_host: '127.0.0.1',
        source_path: '',
        source_service: '0',
        target_port: '0',
        target_type: 'serial',
        type: 'pty',
      },
    ],
    coreos_ignition: null,
    cpu: [{ mode: 'host-model' }],
    description: '',
    disk: ['system', 'data'].map((disk) => ({
      block_device: '',
      file: '',
      scsi: false,
      url: '',
      volume_id: `/var/lib/libvirt/images/${name}.${disk}.qcow2`,
      wwn: '',
    })),
    emulator: '/usr/bin/qemu-system-x86_64',
    filesystem: [],
    firmware: '/usr/share/OVMF/OVMF_CODE_4M.ms.fd',
    fw_cfg_name: 'opt/com.coreos/config',
    graphics: [],
    id: uuidOf(index),
    initrd: '',
    kernel: '',
    machine: 'q35',
    memory: later ? 4096 : 2048,
    metadata: null,
    name,
    network_interface: [
      {
        addresses: [`10.0.${String(index % 250)}.7`],
        bridge: '',
        hostname: name,
        mac: `52:54:00:${hex(index, 2)}:${hex(index + 5, 2)}:01`,
        macvtap: '',
        network_id: uuidOf(7),
        network_name: 'production',
        passthrough: '',
        private: '',
        vepa: '',
        wait_for_lease: false,
      },
    ],
    nvram: [
      {
        file: `/var/lib/libvirt/qemu/nvram/${uuidOf(index)}.fd`,
        template: '/usr/share/OVMF/OVMF_VARS_4M.ms.fd',
      },
    ],
    qemu_agent: later,
    running: true,
    timeouts: null,
    tpm: [
      {
        backend_device_path: '',
        backend_encryption_secret: '',
        backend_persistent_state: true,
        backend_type: 'emulator',
        backend_version: '2.0',
        model: '',
      },
    ],
    type: 'kvm',
    vcpu: 2,
    video: [],
    xml: [{ xslt: xslt(index) }],
  };
}

export function libvirtVolume(index: number, disk: string): Values {
  const name = `app-${String(index)}.${disk}`;
  return {
    base_volume_id: disk === 'data.qcow2' ? null : '/var/lib/libvirt/images/debian-12.qcow2',
    base_volume_name: null,
    base_volume_pool: null,
    format: 'qcow2',
    id: `/var/lib/libvirt/images/${name}`,
    name,
    pool: 'guests',
    size: 10_737_418_240,
    source: null,
    xml: [{ xslt: xslt(3).slice(0, 420) }],
  };
}

export function proxmoxVm(index: number, later: boolean): Values {
  const vmId = 1000 + index;
  return {
    acpi: true,
    agent: [{ enabled: true, timeout: '15m', trim: true, type: 'virtio', wait_for_ip: [] }],
    amd_sev: [],
    audio_device: [],
    bios: 'ovmf',
    boot_order: ['scsi0'],
    cdrom: [],
    clone: [{ datastore_id: '', full: false, node_name: 'pve1', retries: 3, vm_id: 9001 }],
    cpu: [
      {
        affinity: '',
        architecture: '',
        cores: later ? 4 : 2,
        flags: [],
        hotplugged: 0,
        limit: 0,
        numa: false,
        sockets: 1,
        type: 'x86-64-v2-AES',
        units: 100,
      },
    ],
    delete_unreferenced_disks_on_destroy: false,
    description: `- Purpose: application ${String(index)}\n- Owner: platform\n- Environment: production`,
    disk: ['scsi0', 'virtio10'].map((port, place) => ({
      aio: 'io_uring',
      backup: true,
      cache: 'none',
      datastore_id: 'ceph-vms',
      discard: 'on',
      file_format: 'raw',
      file_id: '',
      import_from: '',
      interface: port,
      iothread: true,
      path_in_datastore: `vm-${String(vmId)}-disk-${String(place)}`,
      queues: 0,
      replicate: true,
      serial: port,
      size: later ? 20 : 10,
      speed: [],
      ssd: false,
    })),
    efi_disk: [
      { datastore_id: 'ceph-vms', file_format: 'raw', pre_enrolled_keys: true, type: '4m' },
    ],
    hotplug: 'disk,network',
    id: String(vmId),
    initialization: [
      {
        datastore_id: 'ceph-vms',
        dns: [{ domain: 'example.org', servers: ['192.0.2.53'] }],
        file_format: '',
        interface: 'scsi1',
        ip_config: [{ ipv4: [{ address: 'dhcp', gateway: '' }], ipv6: [] }],
        user_account: [
          { keys: [`ssh-ed25519 ${'A'.repeat(68)} ops`], password: '', username: 'ops' },
        ],
        user_data_file_id: '',
        vendor_data_file_id: '',
      },
    ],
    ipv4_addresses: [],
    ipv6_addresses: [],
    mac_addresses: [`52:54:00:${hex(index, 2)}:00:01`],
    machine: 'q35',
    memory: [
      {
        dedicated: later ? 4096 : 2048,
        floating: 0,
        hugepages: '',
        keep_hugepages: false,
        shared: 0,
      },
    ],
    migrate: true,
    name: `db-${String(index)}`,
    network_device: [
      {
        bridge: 'vmbr0',
        disconnected: false,
        enabled: true,
        firewall: true,
        mac_address: `52:54:00:${hex(index, 2)}:00:01`,
        model: 'virtio',
        mtu: 0,
        queues: 0,
        rate_limit: 0,
        trunks: '',
        vlan_id: 0,
      },
    ],
    node_name: 'pve1',
    on_boot: true,
    operating_system: [{ type: 'l26' }],
    protection: true,
    scsi_hardware: 'virtio-scsi-single',
    smbios: [{ uuid: uuidOf(index), serial: `ds=nocloud;h=db-${String(index)}` }],
    started: true,
    tags: ['production', 'database'],
    template: false,
    tpm_state: [{ datastore_id: 'ceph-vms', version: 'v2.0' }],
    vm_id: vmId,
  };
}

export function proxmoxFirewall(index: number, later: boolean): Values {
  return {
    container_id: null,
    id: `rule-${String(index)}`,
    node_name: 'pve1',
    rule: ['22', '443', '5432', '9100'].map((dport, pos) => ({
      action: 'ACCEPT',
      comment: 'clients',
      dest: '',
      dport,
      enabled: true,
      iface: '',
      log: '',
      macro: '',
      pos,
      proto: 'tcp',
      security_group: '',
      source: later && pos === 3 ? '192.0.2.0/25' : '192.0.2.0/24',
      sport: '',
      type: 'in',
    })),
    vm_id: 1000 + index,
  };
}

export function vsphereVm(index: number, later: boolean): Values {
  const name = `web-${String(index)}`;
  return {
    alternate_guest_name: '',
    annotation: '',
    boot_delay: 0,
    boot_retry_delay: 10_000,
    boot_retry_enabled: false,
    cdrom: [],
    change_version: '1795279990340604500',
    clone: [
      {
        customize: [],
        linked_clone: true,
        ovf_network_map: {},
        ovf_storage_map: {},
        template_uuid: uuidOf(1),
        timeout: 30,
      },
    ],
    cpu_hot_add_enabled: false,
    cpu_limit: -1,
    cpu_reservation: 0,
    cpu_share_count: 2000,
    cpu_share_level: 'normal',
    custom_attributes: { '101': 'platform', '102': `application ${String(index)}` },
    datacenter_id: null,
    datastore_id: 'datastore-37',
    default_ip_address: '198.18.0.10',
    disk: ['system', 'data'].map((label, place) => ({
      attach: false,
      controller_type: 'scsi',
      datastore_id: 'datastore-37',
      device_address: `scsi:0:${String(place)}`,
      disk_mode: 'persistent',
      disk_sharing: 'sharingNone',
      eagerly_scrub: false,
      io_limit: -1,
      io_reservation: 0,
      io_share_count: 0,
      io_share_level: 'normal',
      keep_on_remove: place > 0,
      key: 2000 + place,
      label,
      path: `${name}/${name}_${String(place)}.vmdk`,
      size: later && place > 0 ? 40 : 20,
      storage_policy_id: '',
      thin_provisioned: true,
      unit_number: place,
      uuid: uuidOf(index + place),
      write_through: false,
    })),
    efi_secure_boot_enabled: true,
    enable_logging: true,
    extra_config: Object.fromEntries([
      ['guestinfo.userdata', `I2Nsb3VkLWNvbmZpZwp7${hex(index, 8).repeat(250)}`],
      ['guestinfo.userdata.encoding', 'base64'],
      ...['copy', 'paste', 'dnd', 'diskShrink', 'diskWiper'].map((one) => [
        `isolation.tools.${one}.disable`,
        'TRUE',
      ]),
      ['log.keepOld', '10'],
      ['RemoteDisplay.maxConnections', '1'],
    ]) as Values,
    firmware: 'efi',
    folder: 'production',
    guest_id: 'debian12_64Guest',
    guest_ip_addresses: ['198.18.0.10'],
    hardware_version: 20,
    host_system_id: `host-${String(index % 16)}`,
    id: uuidOf(index),
    memory: later ? 8192 : 4096,
    memory_hot_add_enabled: false,
    memory_limit: -1,
    memory_reservation: 0,
    moid: `vm-${String(index)}`,
    name,
    network_interface: [
      {
        adapter_type: 'vmxnet3',
        bandwidth_limit: -1,
        bandwidth_reservation: 0,
        bandwidth_share_count: 50,
        bandwidth_share_level: 'normal',
        device_address: 'pci:0:7',
        key: 4000,
        mac_address: `00:50:56:${hex(index, 2)}:00:01`,
        network_id: 'dvportgroup-21',
        ovf_mapping: '',
        use_static_mac: true,
      },
    ],
    num_cores_per_socket: 1,
    num_cpus: later ? 4 : 2,
    power_state: 'on',
    reboot_required: false,
    resource_pool_id: 'resgroup-77',
    scsi_type: 'pvscsi',
    tags: ['urn:vmomi:InventoryServiceTag:6273a034-3345-42de-b320-1e4fd570b278:GLOBAL'],
    uuid: uuidOf(index),
    vapp: [],
    vmware_tools_status: 'guestToolsRunning',
    vmx_path: `${name}/${name}.vmx`,
    vtpm: [{ version: '2.0' }],
    wait_for_guest_net_timeout: 0,
  };
}
